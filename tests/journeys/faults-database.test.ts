import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endConnections, halfWritten, readOnly, refuseWrites } from '../faults/database-faults.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { paidOrder } from '../meituan-push.ts';

let house: FaultHouse;
beforeAll(async () => {
  house = await FaultHouse.open();
  await house.pushAgainEvery(500);
}, 180_000);
afterAll(() => house.close());
afterEach(async () => {
  await refuseWrites(house.owner, []);
  await readOnly(house.owner, false);
  house.toPostgres.mend();
});

describe('a database that can only be read', () => {
  test('pushes are asked to come again, orders can be seen, presses are "not now"; then all goes on', async () => {
    const [known = ''] = await house.place();
    const order = await house.find(known);
    await readOnly(house.owner, true);
    const ids = await house.place(10);
    const answer = await eventually(async () => {
      const tried = await house.push(paidOrder());
      return tried.status === 503 && tried;
    }, PATIENCE_MS);
    expect(answer.body).toMatchObject({ data: 'ng', error: { code: 700 } });
    expect((await house.client.GET('/orders')).data?.items).toHaveLength(1);
    const pressed = await house.accept(order.id, 'read-only');
    expect([pressed.response.status, pressed.error]).toMatchObject([503, { type: '/problems/unavailable' }]);
    expect(pressed.response.headers.get('retry-after')).toBeTruthy();
    expect(await house.asked(known, 'order/confirm')).toBe(0);
    await readOnly(house.owner, false);
    for (const id of ids) await house.find(id);
    await eventually(async () => (await house.accept(order.id, 'read-only')).response.status === 200, PATIENCE_MS);
    expect(await house.asked(known, 'order/confirm')).toBe(1);
    await house.settled();
  });
});

describe('a disk that is full', () => {
  test('for messages: nothing is acked that is not stored, and the platform brings it later', async () => {
    await refuseWrites(house.owner, ['inbound_messages'], '53100');
    expect(await house.push(paidOrder())).toMatchObject({ status: 503, body: { data: 'ng' } });
    const ids = await house.place(10);
    await refuseWrites(house.owner, []);
    for (const id of ids) await house.find(id);
    await house.settled();
  });

  test('for orders: what was acked waits, and nothing is half written', async () => {
    await refuseWrites(house.owner, ['order_events'], '53100');
    const ids = await house.place(10);
    await eventually(async () => (await waiting()) >= ids.length);
    expect(await halfWritten(house.owner)).toBe(0);
    expect(await Promise.all(ids.map((id) => house.look(id)))).toEqual(ids.map(() => null));
    await refuseWrites(house.owner, []);
    await house.settled();
    expect(await halfWritten(house.owner)).toBe(0);
  });
});

async function waiting(): Promise<number> {
  const { rows } = await house.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM inbound_messages WHERE state = 'waiting'`,
  );
  return rows[0]?.n ?? 0;
}

test('a storm of deadlocks and serialization failures: answers are given or "try again", and each press acts once', async () => {
  const ids = await house.place(16);
  const orders = await Promise.all(ids.map((id) => house.find(id)));
  const code = house.random.pick(['40P01', '40001']);
  await refuseWrites(house.owner, ['inbound_messages', 'orders', 'commands'], code, 0.4);
  const more = await house.place(16);
  const answers = await Promise.all(orders.map((order) => house.accept(order.id, `storm-${order.id}`)));
  for (const { response } of answers) expect([200, 202, 409, 503]).toContain(response.status);
  await refuseWrites(house.owner, []);
  for (const order of orders) {
    await eventually(
      async () => (await house.accept(order.id, `storm-${order.id}`)).response.status === 200,
      PATIENCE_MS,
    );
    expect(await house.asked(order.platformOrderId, 'order/confirm')).toBe(1);
  }
  for (const id of more) await house.find(id);
  await house.settled();
  expect(await halfWritten(house.owner)).toBe(0);
});

test('a restart of the database while orders pour in: who was refused comes again, and the pools heal', async () => {
  const first = await house.place(20);
  house.toPostgres.cut();
  await endConnections(house.owner);
  const second = await house.place(20);
  expect((await house.client.GET('/orders')).response.status).toBe(503);
  house.toPostgres.mend();
  for (const id of [...first, ...second]) await house.find(id);
  await house.settled();
  expect(await halfWritten(house.owner)).toBe(0);
});
