import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../tests/harness.ts';

const DAY_MS = 24 * 3600_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test('the bodies of messages go after half a year, what they told stays, and what still waits for somebody is kept', async () => {
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {});
  const order = await world.find(orderId, ({ state }) => state === 'paid');
  const { orderId: parked } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {});
  await world.find(parked);
  await world.database.withMerchantSql(world.merchantId, (client) =>
    client.query(
      `UPDATE inbound_messages SET state = 'parked', parked_reason = 'unknown_value' WHERE platform_order_id = $1`,
      [parked],
    ),
  );
  const bodyOf = async () => {
    const messageId = order.events[0]?.messageId ?? '';
    const { data } = await world.owner.GET('/orders/{orderId}/messages/{messageId}', {
      params: { path: { orderId: order.id, messageId } },
    });
    return data;
  };
  await eventually(async () => (await bodyOf())?.raw.body);
  const in179Days = new Date(Date.now() + 179 * DAY_MS);
  expect(await world.schedule().eraseOldBodies(in179Days)).toBe(0);
  const in181Days = new Date(Date.now() + 181 * DAY_MS);
  expect(await world.schedule().eraseOldBodies(in181Days)).toBeGreaterThan(0);
  expect(await bodyOf()).toMatchObject({ erasedAt: expect.any(String) as string, raw: { body: '', query: '' } });
  expect(await world.schedule().eraseOldBodies(in181Days)).toBe(0);
  expect(await world.look(orderId)).toMatchObject({ state: 'paid', totalMinor: order.totalMinor });
  const { rows } = await world.database.withMerchantSql(world.merchantId, (client) =>
    client.query(`SELECT DISTINCT erased_at FROM inbound_messages WHERE state = 'parked'`),
  );
  expect(rows).toEqual([{ erased_at: null }]);
});
