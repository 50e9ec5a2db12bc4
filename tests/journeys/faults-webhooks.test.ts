import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, createMerchant, eventually } from '../harness.ts';
import { clientWithKey } from '../harness.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { startRole } from '../role-process.ts';
import { verified, WebhookReceiver } from '../webhook-receiver.ts';

let house: FaultHouse;
const receivers: WebhookReceiver[] = [];
beforeAll(async () => {
  house = await FaultHouse.open();
}, 180_000);
afterAll(async () => {
  await house.close();
  await Promise.all(receivers.map((receiver) => receiver.close()));
});

async function listen(client = house.client) {
  const receiver = await WebhookReceiver.open();
  receivers.push(receiver);
  const { data } = await client.POST('/webhook-endpoints', { body: { url: receiver.url } });
  const endpoint = { params: { path: { endpointId: data?.id ?? '' } } };
  const look = async () => (await client.GET('/webhook-endpoints/{endpointId}', endpoint)).data;
  const ping = async () => (await client.POST('/webhook-endpoints/{endpointId}/ping', endpoint)).response.status;
  return { receiver, endpoint, look, ping };
}

/** Each order is told of whole and in order; a message that came twice has the same id. */
function expectWholeTales(receiver: WebhookReceiver, orderIds: readonly string[]): void {
  for (const id of orderIds) {
    const seen = new Set<string>();
    const firsts = receiver.received.filter((one) => {
      if (one.json.data.order?.platformOrderId !== id || seen.has(one.id)) return false;
      return seen.add(one.id);
    });
    expect(firsts.map(({ json }) => `${json.type} ${String(json.data.event?.kind)}`)).toEqual([
      'order.created placed',
      'order.changed paid',
    ]);
  }
}

const told = (receiver: WebhookReceiver, orderIds: readonly string[]) =>
  orderIds.every((id) => new Set(receiver.tale(id)).size === 2);

test('the worker is killed in the middle of sending: every event arrives, in order', { timeout: 180_000 }, async () => {
  const { receiver, endpoint } = await listen();
  receiver.behave = (_, response) => void setTimeout(() => response.writeHead(204).end(), 50);
  const orderIds = await house.place(20);
  const strike = 3 + (house.seed % 25);
  await eventually(async () => receiver.received.length >= strike, PATIENCE_MS);
  await house.worker.kill();
  house.worker = await startRole('worker', house.env);
  await eventually(async () => told(receiver, orderIds), PATIENCE_MS);
  expectWholeTales(receiver, orderIds);
  const { data } = await house.client.GET('/webhook-endpoints/{endpointId}/secret', endpoint);
  for (const received of receiver.received) expect(verified(data?.secret ?? '', received)).toEqual(received.json);
  await house.client.DELETE('/webhook-endpoints/{endpointId}', endpoint);
});

test(
  'hub killed, Temporal and PostgreSQL away: what happened meanwhile is told when they are back',
  { timeout: 240_000 },
  async () => {
    const { receiver, endpoint } = await listen();
    const before = await house.place(3);
    for (const id of before) await house.find(id);
    house.toTemporal.cut();
    const during = await house.place(3);
    await house.api.kill();
    house.api = await startRole('api', house.env);
    house.toTemporal.mend();
    for (const id of during) await house.find(id);
    house.toPostgres.cut();
    await house.worker.kill();
    house.toPostgres.mend();
    house.worker = await startRole('worker', house.env);
    const after = await house.place(3);
    const all = [...before, ...during, ...after];
    await eventually(async () => told(receiver, all), PATIENCE_MS);
    expectWholeTales(receiver, all);
    await house.client.DELETE('/webhook-endpoints/{endpointId}', endpoint);
  },
);

/** Fault 36: more receivers that hang than a round has hands. */
test('receivers that never finish their answer delay nobody else, and are cut', { timeout: 180_000 }, async () => {
  const slowMerchant = clientWithKey(
    house.hubUrl,
    await createKey(house.database, await createMerchant(house.database), 'owner'),
  );
  const slow = await Promise.all(Array.from({ length: 12 }, () => listen(slowMerchant)));
  let dripping = 0;
  for (const { receiver } of slow) {
    receiver.behave = (_, response) => {
      response.writeHead(200);
      dripping += 1;
      const drip = setInterval(() => response.write('.'), 1_000);
      response.on('close', () => {
        clearInterval(drip);
        dripping -= 1;
      });
    };
  }
  for (let count = 0; count < 10; count += 1) for (const { ping } of slow) expect(await ping()).toBe(202);
  await eventually(async () => slow.every(({ receiver }) => receiver.received.length > 0), PATIENCE_MS);
  const { receiver, endpoint } = await listen();
  const orderIds = await house.place(3);
  await eventually(async () => told(receiver, orderIds), PATIENCE_MS);
  // While the others were still at it.
  expect(dripping).toBeGreaterThan(0);
  await eventually(async () => ((await slow[0]?.look())?.failureCount ?? 0) > 0, PATIENCE_MS);
  expect(await slow[0]?.look()).toMatchObject({ lastFailure: 'timed_out', state: 'enabled' });
  await house.client.DELETE('/webhook-endpoints/{endpointId}', endpoint);
});
