import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelOf } from '../../connectors/registry.ts';
import { DEMO_SHOPS, registerWithSandbox, seedShop, type SeededShop } from '../../prisma/seed.ts';
import { createWorld, eventually, type World } from '../../tests/harness.ts';

/** A push as the platform's sandbox sent it. */
interface Wire {
  method: string;
  url: string;
  contentType?: string;
  headers?: Record<string, string>;
  body?: string;
}

let world: World;
const shops = new Map<string, SeededShop>();
beforeAll(async () => {
  world = await createWorld();
  for (const { platform, ...demo } of DEMO_SHOPS) {
    const ids = { connectionId: randomUUID(), shopId: randomUUID() };
    const shop = await seedShop(world.database, world.merchantId, {
      platform,
      ...demo,
      ...ids,
      sandboxUrl: world.sandbox.url,
    });
    await registerWithSandbox({ hubUrl: world.api.url, sandboxControlUrl: world.sandbox.controlUrl }, shop);
    shops.set(platform, shop);
  }
}, 120_000);
afterAll(() => world.close());

const inboxSize = () =>
  world.database.withMerchant(world.merchantId, (tx) =>
    tx.inboundMessage.count({ where: { merchantId: world.merchantId } }),
  );

/** A customer orders, and the platform tells. @returns the last thing that it sent about the order, which the hub has. */
async function genuinePush(platform: string): Promise<{ orderId: string; wire: Wire }> {
  const { orderId } = await world.control<{ orderId: string }>('POST', `/${platform}/orders`, {
    shop: shops.get(platform)?.code,
  });
  await eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
    return data?.items[0];
  });
  const { pushes } = await world.control<{ pushes: { request?: Wire }[] }>('GET', `/pushes?orderId=${orderId}`);
  const wire = pushes.findLast(({ request }) => request?.method === 'POST')?.request;
  if (!wire) throw new Error(`${platform} has pushed nothing about order ${orderId}`);
  return { orderId, wire };
}

function send({ method, url, contentType, headers, body }: Wire, change: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    method,
    body,
    ...change,
    headers: { ...(contentType ? { 'content-type': contentType } : {}), ...headers, ...change.headers },
  });
}

/** Whatever is refused is refused in the platform's own words. */
async function expectRefusal(platform: string, response: Response, status: number): Promise<void> {
  const { body, contentType } = channelOf(platform).refuse(new Error('any'));
  expect([response.status, response.headers.get('content-type')]).toEqual([status, contentType]);
  const answer = await response.text();
  if (contentType.startsWith('text/plain')) expect(answer).toMatch(/^\w.{3,200}$/);
  else expect(fieldsOf(answer)).toEqual(fieldsOf(body));
}

function fieldsOf(json: string): string[] {
  return Object.keys(JSON.parse(json) as Record<string, unknown>);
}

const half = Buffer.from([0xed, 0xa0, 0xbd]);

/** What the door refuses of every platform before anybody looks for a signature. */
const unreadable: [string, RequestInit, number][] = [
  ['a body of two megabytes', { body: `a=${'x'.repeat(2 * 1024 * 1024)}` }, 413],
  [
    'a compressed body of ten megabytes',
    { body: gzipSync(Buffer.alloc(10_000_000, 'a=1&')), headers: { 'content-encoding': 'gzip' } },
    415,
  ],
  ['an empty body', { body: '' }, 400],
  ['another method', { method: 'PUT' }, 400],
];

/** Bodies that no platform has sent; some are signed by nobody, some are no text. Nothing of them may become an order. */
const strangers: [string, string | Buffer][] = [
  ['ten thousand brackets', '['.repeat(10_000)],
  ['ten thousand objects in each other', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['a body in a Chinese charset', Buffer.from('content=%C4%E3&a=\xc4\xe3\xba\xc3', 'latin1')],
  ['half a character', Buffer.concat([Buffer.from('content='), half])],
  ['zeros', Buffer.alloc(64)],
  ['a prototype', '{"__proto__":{"type":"trade"},"constructor":{"prototype":{}},"msg":"x"}'],
  ['a number beyond all numbers', '{"kdt_id":1e400,"msg":"x","type":"trade_TradePaid"}'],
  ['one key twice', 'content=a&content=b&sig=a&sig=b'],
];

describe.each(DEMO_SHOPS.map(({ platform }) => platform))('%s', (platform) => {
  test.each(unreadable)('is refused with %s, in its own words', async (_, change, status) => {
    const { wire } = await genuinePush(platform);
    const before = await inboxSize();
    const withoutBody = change.method === 'PUT' ? { ...wire, body: wire.body ?? '' } : wire;
    await expectRefusal(platform, await send(withoutBody, change), status);
    expect(await inboxSize()).toBe(before);
  });

  test.each(strangers)('with %s makes no order, and the next push is taken', async (_, body) => {
    const { wire } = await genuinePush(platform);
    const orders = async () => (await world.owner.GET('/orders/counts')).data;
    const before = await orders();
    const answer = await send(wire, { body });
    // A verified push that cannot be read would be acked and kept; these are of nobody.
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect({ ...(await orders()), parked: 0 }).toEqual({ ...before, parked: 0 });
    await genuinePush(platform);
  });

  test('with each of sixty bytes changed in turn is no news', async () => {
    const { orderId, wire } = await genuinePush(platform);
    const { body = '' } = wire;
    const look = async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items.map(({ id, state, totalMinor, customerName }) => ({ id, state, totalMinor, customerName }));
    };
    const before = await look();
    for (let at = 1; at <= 60; at += 1) {
      const place = Math.floor((body.length * at) / 61);
      const other = body[place] === '7' ? '3' : '7';
      await send(wire, { body: body.slice(0, place) + other + body.slice(place + 1) });
    }
    await genuinePush(platform);
    expect(await look()).toEqual(before);
  });
});
