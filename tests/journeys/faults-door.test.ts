import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerWithSandbox, seedShop } from '../../prisma/seed.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { paidOrder, type PushAnswer, type PushOptions, sendPush } from '../meituan-push.ts';
import { type RoleProcess, startRole } from '../role-process.ts';

const MEITUAN = 'meituan';
const YOUZAN_SHOP = '10086001';

let house: FaultHouse;
let secondWorker: RoleProcess;
beforeAll(async () => {
  house = await FaultHouse.open();
  secondWorker = await startRole('worker', house.env);
  const youzan = await seedShop(house.database, house.merchantId, {
    platform: 'youzan',
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '7f3a0c11d2e84b5a90',
    code: YOUZAN_SHOP,
    name: '小店',
    sandboxUrl: house.sandbox.url,
  });
  await registerWithSandbox({ hubUrl: house.hubUrl, sandboxControlUrl: house.sandbox.controlUrl }, youzan);
}, 180_000);
afterAll(async () => {
  await secondWorker.kill();
  await house.close();
});

const address = () => `${house.hubUrl}/webhooks/${MEITUAN}/${house.shop.connectionId}`;
const push = (params: Record<string, string>, options: Partial<PushOptions> = {}): Promise<PushAnswer> =>
  sendPush(params, { url: address(), secret: house.shop.secret, ...options });

async function messages(platformOrderId: string): Promise<{ count: number; repeats: number }> {
  const { rows } = await house.owner.query<{ count: number; repeats: number }>(
    'SELECT count(*)::int AS count, coalesce(sum(repeat_count), 0)::int AS repeats FROM inbound_messages WHERE platform_order_id = $1',
    [platformOrderId],
  );
  return rows[0] ?? { count: 0, repeats: 0 };
}

/** The fields of the push of a paid order as the sandbox has sent it: encoded twice, a blank as a plus sign. */
async function capturedPush(orderId: string): Promise<Record<string, string>> {
  const { pushes } = await house.control<{ pushes: { kind: string; request: { body: string } }[] }>(
    'GET',
    `/pushes?orderId=${orderId}`,
  );
  const body = pushes.find(({ kind }) => kind === 'order-paid')?.request.body ?? '';
  const fields = [...new URLSearchParams(body)].map(([name, value]) => [
    name,
    decodeURIComponent(value.replaceAll('+', ' ')),
  ]);
  return Object.fromEntries(fields) as Record<string, string>;
}

test('the same push ten times at once, and captured and signed again for another minute, is one order (faults 5, 13)', async () => {
  const [orderId = ''] = await house.place();
  await house.find(orderId);
  const before = await house.events(orderId);
  const known = await messages(orderId);
  const again = { orderId, kind: 'order-paid' };
  await Promise.all(Array.from({ length: 10 }, () => house.control('POST', '/pushes/replay', again)));
  const { sig: _, timestamp: __, ...captured } = await capturedPush(orderId);
  expect((await push({ ...captured, timestamp: String(Math.floor(Date.now() / 1000) - 60) })).status).toBe(200);
  expect(await messages(orderId)).toEqual({ count: known.count, repeats: known.repeats + 11 });
  expect(await house.events(orderId)).toEqual(before);
  await house.settled();
});

test('whatever is not signed as it is, or too old, is refused and leaves nothing, wherever a byte was changed (faults 12, 15)', async () => {
  const old = () => String(Math.floor(Date.now() / 1000) - (11 + house.random.whole(60)) * 60);
  const flipped = (text: string) => {
    const end = text.indexOf('&sig=');
    const at = house.random.whole(end);
    const other = text[at] === '7' ? '8' : '7';
    return text.slice(0, at) + other + text.slice(at + 1);
  };
  const hostile: (() => Promise<PushAnswer>)[] = [
    () => push(paidOrder({ timestamp: old() })),
    () => push(paidOrder(), { tamper: flipped }),
    () => push(paidOrder(), { tamper: (text) => `${text}&total=1` }),
    () => push(paidOrder(), { secret: 'another secret' }),
    () => push(paidOrder({ caution: 'x'.repeat(2 * 1024 * 1024) })),
  ];
  const orders = () => house.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM inbound_messages');
  const before = (await orders()).rows[0]?.n;
  for (let sent = 0; sent < 60; sent += 1) {
    const { status, body } = await house.random.pick(hostile)();
    expect([400, 403, 413]).toContain(status);
    expect(body.data).toBe('ng');
  }
  const packed = await fetch(address(), {
    method: 'POST',
    body: gzipSync(Buffer.alloc(10_000_000, 'a=1&')),
    headers: { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(packed.status).toBe(415);
  expect((await orders()).rows[0]?.n).toBe(before);
  await house.settled();
});

test('poison that is signed waits for a person, and the orders behind it go on (faults 16, 17)', async () => {
  const poison: Record<string, string>[] = [
    { status: '5' },
    { total: '1e400' },
    { total: '-35.5' },
    { detail: `${'['.repeat(10_000)}${']'.repeat(10_000)}` },
    { detail: '[{"__proto__":{"food_name":"面","quantity":1,"price":35.5}}]' },
    { detail: '[{"food_name":"面\\u0000\\ud83d","quantity":1,"price":' },
  ];
  const good: string[] = [];
  for (let sent = 0; sent < 12; sent += 1) {
    const answer = await push({ ...paidOrder(), ...house.random.pick(poison), caution: randomUUID() });
    expect(answer).toMatchObject({ status: 200, body: { data: 'ok' } });
    good.push(...(await house.place()));
  }
  for (const id of good) await house.find(id);
  const parked = await eventually(async () => {
    const { data } = await house.client.GET('/parked-messages', { params: { query: { limit: 100 } } });
    return data?.items.length === 12 && data.items;
  }, PATIENCE_MS);
  for (const { id, reason } of parked) {
    expect(['unknown_value', 'malformed']).toContain(reason);
    const params = { path: { messageId: id } };
    await house.client.POST('/parked-messages/{messageId}/dismiss', { params, body: { reason: 'looked at' } });
  }
  // Both workers and the door live on as they were.
  expect([house.api, house.worker, secondWorker].map((role) => role.isAlive())).toEqual([true, true, true]);
  await house.settled();
});

test('a token that ends while two workers ship is renewed once, and each order leaves once (fault 29)', async () => {
  const ids = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const body = { shop: YOUZAN_SHOP, items: [{ name: '凤梨酥', quantity: 1, priceYuan: '30.00' }] };
      return (await house.control<{ orderId: string }>('POST', '/youzan/orders', body)).orderId;
    }),
  );
  const orders = await Promise.all(ids.map((id) => house.findWhole(id, ({ state }) => state === 'accepted')));
  const minted = async () => (await house.control<{ minted: number }>('GET', '/youzan/tokens')).minted;
  const ship = (orderId: string) =>
    house.client.POST('/orders/{orderId}/ship', {
      params: { path: { orderId }, header: { 'Idempotency-Key': `ship-${orderId}` } },
      body: { by: 'own' },
    });
  const before = await minted();
  const endsAt = house.random.whole(orders.length);
  await Promise.all(
    orders.map(async ({ id }, place) => {
      if (place === endsAt) await house.control('POST', '/youzan/tokens/expire', {});
      await ship(id);
    }),
  );
  for (const id of ids) await house.findWhole(id, ({ fulfilment }) => fulfilment === 'shipping');
  expect((await minted()) - before).toBeLessThanOrEqual(1);
  for (const id of ids)
    expect((await house.control<{ shipments: unknown[] }>('GET', `/youzan/orders/${id}`)).shipments).toHaveLength(1);
  await house.settled();
});
