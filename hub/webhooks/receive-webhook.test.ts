import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../../tests/harness.ts';
import { newOrderId, paidOrder, type PushOptions, sendPush } from '../../tests/meituan-push.ts';

let world: World;
let url: string;
/** The server's superuser, for a look at what was stored. */
let owner: pg.Client;

beforeAll(async () => {
  world = await createWorld();
  url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
  owner = new pg.Client({ connectionString: world.config.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const push = (params: Record<string, string>, options: Partial<PushOptions> = {}) =>
  sendPush(params, { url, secret: world.shop.secret, ...options });

interface Stored {
  state: string;
  kind: string;
  parked_reason: string | null;
  parked_detail: string | null;
  repeat_count: number;
}

async function stored(platformOrderId: string): Promise<Stored[]> {
  const { rows } = await owner.query<Stored>(
    `SELECT state, kind, parked_reason, parked_detail, repeat_count FROM inbound_messages
     WHERE platform_order_id = $1 ORDER BY received_at`,
    [platformOrderId],
  );
  return rows;
}

function settled(platformOrderId: string): Promise<Stored[]> {
  return eventually(async () => {
    const rows = await stored(platformOrderId);
    return rows.length > 0 && rows.every(({ state }) => state !== 'waiting') && rows;
  });
}

function inHub(platformOrderId: string) {
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
    return data?.items[0];
  });
}

async function inboxSize(): Promise<number> {
  const { rows } = await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM inbound_messages');
  return rows[0]?.n ?? 0;
}

const OK = { status: 200, body: { data: 'ok' } };

describe('a push that is really from Meituan', () => {
  test.each([
    ['POST', 'double'],
    ['POST', 'single'],
    ['GET', 'double'],
    ['GET', 'single'],
  ] as const)('by %s with %s encoding is acked and becomes an order', async (method, encoding) => {
    const params = paidOrder({ caution: '少辣 100% 谢谢 + 👋 & =' });
    expect(await push(params, { method, encoding })).toMatchObject(OK);
    expect(await inHub(params.order_id ?? '')).toMatchObject({ totalMinor: 3550, remark: '少辣 100% 谢谢 + 👋 & =' });
  });

  test('may come to an address of its kind, and is signed over that address', async () => {
    const params = paidOrder();
    const ownUrl = `${url}/order-paid`;
    expect(await push(params, { url: ownUrl })).toMatchObject(OK);
    expect(await inHub(params.order_id ?? '')).toMatchObject({ state: 'paid' });
    expect((await sendPush(params, { url: ownUrl, secret: 'another secret' })).status).toBe(403);
  });

  test("answers the console's check of the address, and stores nothing for it", async () => {
    const before = await inboxSize();
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([200, { data: 'ok' }]);
    expect(await inboxSize()).toBe(before);
  });

  test('ten times at once is one order, ten acks and nine counted repeats', async () => {
    const params = paidOrder({ timestamp: String(Math.floor(Date.now() / 1000)) });
    const answers = await Promise.all(Array.from({ length: 10 }, () => push(params)));
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(10).fill([200, { data: 'ok' }]));
    expect(await settled(params.order_id ?? '')).toMatchObject([{ state: 'done', repeat_count: 9 }]);
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: params.order_id } } });
    expect(data?.items).toHaveLength(1);
  });

  test('sent again minutes later with a fresh time is a repeat of the same fact', async () => {
    const params = paidOrder();
    await push({ ...params, timestamp: String(Math.floor(Date.now() / 1000) - 300) });
    await push(params);
    expect(await settled(params.order_id ?? '')).toMatchObject([{ repeat_count: 1 }]);
  });

  test('of a shop that nobody has connected yet is acked, kept and shown, not dropped', async () => {
    const params = paidOrder({ app_poi_code: 'a_new_shop' });
    const { data: before } = await world.owner.GET('/orders/counts');
    expect(await push(params)).toMatchObject(OK);
    expect(await stored(params.order_id ?? '')).toMatchObject([{ state: 'parked', parked_reason: 'unknown_shop' }]);
    const { data: after } = await world.owner.GET('/orders/counts');
    expect(after?.parked).toBe((before?.parked ?? 0) + 1);
  });

  test('that concerns no order (the shop opened) is acked and kept', async () => {
    const before = await inboxSize();
    expect(await push({ app_poi_code: 't_poi_01', poi_status: '121', operate_user: 'BUSINESS' })).toMatchObject(OK);
    expect(await inboxSize()).toBe(before + 1);
  });
});

describe('a push that is not, is refused in words that Meituan understands, and leaves nothing behind', () => {
  const old = () => String(Math.floor(Date.now() / 1000) - 11 * 60);
  const ahead = () => String(Math.floor(Date.now() / 1000) + 11 * 60);
  test.each<[string, () => ReturnType<typeof push>, number, number]>([
    ['with another secret', () => push(paidOrder(), { secret: 'not the secret' }), 403, 703],
    [
      'with one flipped byte',
      () => push(paidOrder(), { tamper: (text) => text.replace('total=35.5', 'total=35.6') }),
      403,
      703,
    ],
    ['with a field more', () => push(paidOrder(), { tamper: (text) => `${text}&pick_type=1` }), 403, 703],
    ['without a signature', () => push(paidOrder(), { tamper: (text) => text.replace(/&sig=.*$/, '') }), 403, 701],
    ['eleven minutes old', () => push(paidOrder({ timestamp: old() })), 403, 703],
    ['eleven minutes ahead', () => push(paidOrder({ timestamp: ahead() })), 403, 703],
    ['with a time that is none', () => push(paidOrder({ timestamp: 'now' })), 400, 701],
    ['of another app', () => push(paidOrder({ app_id: '2002' })), 403, 702],
    ['with a key that has two values', () => push(paidOrder(), { tamper: (text) => `${text}&total=1` }), 400, 705],
    ['with broken percent signs', () => push(paidOrder(), { tamper: (text) => `${text}&x=%E5%B` }), 400, 705],
    [
      'with hundreds of fields',
      () => push(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`f${i}`, '1']))),
      400,
      705,
    ],
    ['of a kind that does not exist', () => push(paidOrder(), { url: `${url}/order-eaten` }), 400, 705],
    [
      'to a connection that does not exist',
      () => push(paidOrder(), { url: url.replace(world.shop.connectionId, randomUUID()) }),
      403,
      704,
    ],
    [
      'to a connection that is no id',
      () => push(paidOrder(), { url: url.replace(world.shop.connectionId, 'x') }),
      403,
      704,
    ],
    [
      'with nothing in it',
      () =>
        fetch(url, { method: 'POST' }).then(async (r) => ({
          status: r.status,
          body: (await r.json()) as never,
          headers: r.headers,
        })),
      400,
      705,
    ],
  ])('%s', async (_, send, status, code) => {
    const before = await inboxSize();
    const answer = await send();
    expect(answer).toMatchObject({ status, body: { data: 'ng', error: { code } } });
    expect(JSON.stringify(answer.body)).not.toContain(world.shop.secret);
    expect(await inboxSize()).toBe(before);
  });

  test('with a body of two megabytes', async () => {
    const answer = await push(paidOrder({ caution: 'x'.repeat(2 * 1024 * 1024) }));
    expect(answer).toMatchObject({ status: 413, body: { data: 'ng' } });
  });

  test('with a compressed body, which is not inflated', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(url, { method: 'POST', body: gzipSync(Buffer.alloc(10_000_000, 'a=1&')), headers });
    expect([response.status, ((await response.json()) as { data: string }).data]).toEqual([415, 'ng']);
  });

  test('by a method that Meituan does not use', async () => {
    const response = await fetch(url, { method: 'PUT', body: 'a=1' });
    expect([response.status, ((await response.json()) as { data: string }).data]).toEqual([400, 'ng']);
  });

  test('to a platform that the hub does not know', async () => {
    const response = await fetch(`${world.api.url}/webhooks/nowhere/${world.shop.connectionId}`, { method: 'POST' });
    expect([response.status, await response.json()]).toMatchObject([404, { type: '/problems/not-found' }]);
  });
});

describe('a real push that makes no sense is acked and set aside with the reason, and the next ones go on', () => {
  const lines = (text: string) => ({ detail: `[{"food_name":"面","quantity":1,${text}}]` });
  test.each<[string, Record<string, string>, string, RegExp]>([
    ['an unknown status', { status: '5' }, 'unknown_value', /status has the unknown value "5"/],
    ['sums that do not add up', { total: '36' }, 'malformed', /amounts do not add up/],
    ['a negative price', lines('"price":-35.5'), 'malformed', /out of range/],
    ['a negative total', { total: '-35.5' }, 'malformed', /negative/],
    ['an amount of 1e400', { total: '1e400' }, 'malformed', /not an amount/],
    ['a price of 1e400', lines('"price":1e400'), 'malformed', /not an amount/],
    ['ten thousand brackets', { detail: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }, 'malformed', /./],
    [
      'an order in the prototype',
      { detail: '[{"__proto__":{"food_name":"面","quantity":1,"price":35.5}}]' },
      'malformed',
      /./,
    ],
    ['lines that are cut', { detail: '[{"food_name":"面"' }, 'malformed', /not JSON/],
    ['a day number of twelve digits', { day_seq: '123456789012' }, 'malformed', /day_seq/],
  ])('%s', async (_, change, reason, detail) => {
    const good = paidOrder();
    const order_id = good.order_id ?? '';
    expect(await push({ ...good, ...change })).toMatchObject(OK);
    const [first] = await settled(order_id);
    expect(first).toMatchObject({ state: 'parked', parked_reason: reason });
    expect(first?.parked_detail).toMatch(detail);
    // The same order as it should be, and another one.
    const other = paidOrder();
    expect(await push(good)).toMatchObject(OK);
    expect(await push(other)).toMatchObject(OK);
    expect(await inHub(order_id)).toMatchObject({ totalMinor: 3550, state: 'paid' });
    expect(await inHub(other.order_id ?? '')).toMatchObject({ state: 'paid' });
  });

  test.each([
    ['an order id that is no number', { order_id: '1 OR 1=1' }],
    ['no order id', { order_id: '' }],
    ['a NUL in the shop', { app_poi_code: 't_poi\u0000' }],
  ])('%s', async (name, change) => {
    const { order_id: _, ...rest } = paidOrder();
    const note = `${name} ${randomUUID()}`;
    expect(await push({ ...rest, order_id: '1', caution: note, ...change })).toMatchObject(OK);
    const { data } = await world.owner.GET('/parked-messages');
    const [parked] = data?.items.filter(({ kind }) => kind === 'unreadable') ?? [];
    expect(parked).toMatchObject({ reason: 'malformed', platformOrderId: null });
    const params = { path: { messageId: parked?.id ?? '' } };
    const shown = await world.owner.GET('/parked-messages/{messageId}', { params });
    expect(decodeURIComponent(decodeURIComponent(shown.data?.raw.body ?? ''))).toContain(note);
    // There is nothing to try again with: it is looked at, and put aside.
    const again = await world.owner.POST('/parked-messages/{messageId}/retry', { params });
    expect(again.error).toMatchObject({ type: '/problems/not-fixed' });
    await world.owner.POST('/parked-messages/{messageId}/dismiss', { params, body: { reason: 'looked at' } });
    expect(await push(paidOrder())).toMatchObject(OK);
  });

  test('a status that nobody knows in a refund leaves the order alone', async () => {
    const params = paidOrder();
    const order_id = params.order_id ?? '';
    await push(params);
    await inHub(order_id);
    expect(await push({ order_id, app_poi_code: 't_poi_01', refund_id: '1', notify_type: 'valueOf' })).toMatchObject(
      OK,
    );
    const rows = await settled(order_id);
    expect(rows.at(-1)).toMatchObject({ state: 'parked', parked_reason: 'unknown_value' });
    expect(await inHub(order_id)).toMatchObject({ refundState: 'none', state: 'paid' });
  });

  test('characters that no database holds are cleaned, the order arrives', async () => {
    const params = paidOrder({
      caution: 'a\u0000b',
      recipient_name: '\u0000王',
      detail: '[{"food_name":"牛\\u0000肉\\ud83d面","spec":"\\udc00","quantity":1,"price":35.5}]',
    });
    expect(await push(params)).toMatchObject(OK);
    expect(await inHub(params.order_id ?? '')).toMatchObject({
      remark: 'ab',
      linesSummary: [{ name: '牛肉\ufffd面' }],
    });
    const reason = '坏\u0000了';
    expect(
      await push({
        order_id: params.order_id ?? '',
        app_poi_code: 't_poi_01',
        reason_code: '1102',
        reason,
        deal_op_type: '1',
      }),
    ).toMatchObject(OK);
    await eventually(async () => (await inHub(params.order_id ?? '')).state === 'cancelled');
  });

  test('a cancellation of an order that Meituan itself does not know is set aside, and asks once', async () => {
    const order_id = newOrderId();
    expect(
      await push({ order_id, app_poi_code: 't_poi_01', reason_code: '1102', reason: '', deal_op_type: '1' }),
    ).toMatchObject(OK);
    expect(await settled(order_id)).toMatchObject([{ state: 'parked', parked_reason: 'order_unknown' }]);
    const { calls } = await world.control<{ calls: unknown[] }>(
      'GET',
      `/calls?orderId=${order_id}&path=order/getOrderDetail`,
    );
    expect(calls).toHaveLength(1);
  });
});

test('what the door saw is counted for the operator, without ids and words', async () => {
  const text = await (await fetch(`${world.api.url}/metrics`)).text();
  for (const outcome of ['stored', 'parked', 'refused']) {
    expect(text).toMatch(new RegExp(`jiedan_pushes_total\\{platform="meituan",outcome="${outcome}"\\} [1-9]`));
  }
  expect(text).not.toContain(world.shop.connectionId);
});
