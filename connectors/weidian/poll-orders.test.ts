import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PollCursor } from '../contract.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { ScriptedPlatform } from '../scripted-platform-for-tests.ts';
import { parseConfig, type WeidianAccess } from './config.ts';
import { discoverOrders, listDay } from './poll-orders.ts';

const NOW = new Date('2026-03-01T02:00:00Z');
const never = new AbortController().signal;
const platform = new ScriptedPlatform();
let access: WeidianAccess;
let asked: Record<string, unknown>[];
/** The orders of any span, in the sequence of the list. */
let orders: string[];
beforeAll(async () => {
  await platform.start();
  const config = parseConfig({ appkey: '614712', secret: 'b3f1e6a2c4d59788', baseUrl: platform.url });
  access = { config, platformShopId: '1', tokens: { token: () => Promise.resolve('a-token') }, gate: openGate };
});
afterAll(() => platform.close());
beforeEach(() => {
  asked = [];
  orders = [];
  platform.answer = ({ body }) => {
    const param = JSON.parse(new URLSearchParams(body).get('param') ?? '') as { page_num: number; page_size: number };
    asked.push(param);
    const first = (param.page_num - 1) * param.page_size;
    const page = orders.slice(first, first + param.page_size).map((order_id) => ({ order_id, status: '2' }));
    const result = { total_num: String(orders.length), orders: page.length > 0 ? page : null };
    return { body: JSON.stringify({ status: { status_code: 0, status_reason: '' }, result }) };
  };
});

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `8${String(index + from)}`);

async function walk(start: PollCursor | null, between: () => void = () => undefined) {
  const found = new Set<string>();
  let cursor = start;
  for (let steps = 0; steps < 200; steps += 1) {
    const page = await discoverOrders(access, cursor, NOW, never);
    for (const id of page.platformOrderIds) found.add(id);
    ({ cursor } = page);
    if (!page.more) return { found, cursor };
    between();
  }
  throw new Error('the walk never ends');
}
const at = (iso: string) => ({ since: new Date(iso).getTime() });

describe('walking the orders that changed', () => {
  test('asks by update time, in Beijing, with an overlap at both ends', async () => {
    const { cursor } = await walk(at('2026-03-01T01:58:00Z'));
    expect(asked).toEqual([
      {
        page_num: 1,
        page_size: 50,
        order_type: 'all',
        update_start: '2026-03-01 09:48:00',
        update_end: '2026-03-01 10:10:00',
      },
    ]);
    expect(cursor).toEqual({ since: NOW.getTime() });
  });

  test('after an outage goes hour by hour', async () => {
    await walk(at('2026-02-28T22:00:00Z'));
    expect(asked.map(({ update_start }) => update_start)).toEqual([
      '2026-03-01 05:50:00',
      '2026-03-01 06:50:00',
      '2026-03-01 07:50:00',
      '2026-03-01 08:50:00',
    ]);
  });

  test('reads the last page first and the first page again, so that an order that moves up is met', async () => {
    orders = ids(101);
    const seen = await walk(at('2026-03-01T01:58:00Z'), () => {
      // While we walk, the newest order is changed again and leaves the front: all others move up by one.
      orders = orders.slice(1);
    });
    expect(asked.map(({ page_num }) => page_num)).toEqual([1, 3, 2, 1]);
    expect([...seen.found].sort()).toEqual(ids(101).sort());
  });

  test('halves a span that holds too many pages, and loses none of it', async () => {
    orders = ids(1_001);
    const first = await discoverOrders(access, at('2026-03-01T01:00:00Z'), NOW, never);
    expect(first).toEqual({
      platformOrderIds: [],
      cursor: { ...at('2026-03-01T01:00:00Z'), until: new Date('2026-03-01T01:30:00Z').getTime() },
      more: true,
    });
    // Below a minute every page is read, however many there are.
    const { found } = await walk({ since: NOW.getTime() - 50_000 });
    expect(found.size).toBe(1_001);
  });

  test('a clock that went back asks for no span that ends before it begins', async () => {
    await walk(at('2026-03-01T03:00:00Z'));
    expect(asked).toHaveLength(1);
    expect(String(asked[0]?.update_start) < String(asked[0]?.update_end)).toBe(true);
  });
});

test('a day is listed by the time of placing, to its last second', async () => {
  orders = ids(3);
  const page = await listDay(access, '2026-02-28', null, never);
  expect(asked[0]).toMatchObject({ add_start: '2026-02-28 00:00:00', add_end: '2026-03-01 00:00:00' });
  expect(page).toMatchObject({ platformOrderIds: ids(3), more: false });
});
