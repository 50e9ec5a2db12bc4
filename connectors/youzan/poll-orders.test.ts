import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseBeijing } from '../beijing-time.ts';
import type { OrderIdPage, PollCursor } from '../contract.ts';
import { openGate } from '../open-gate-for-tests.ts';
import type { YouzanAccess } from './client.ts';
import { parseConfig } from './config.ts';
import { discoverOrders, listDay } from './poll-orders.ts';

/** A shop's orders with the moment of their last change, newest first as Youzan lists them. */
let orders: { tid: string; createdMs: number; updatedMs: number }[] = [];
let asked: Record<string, string>[] = [];
/** Happens after a page was given out. */
let meanwhile: () => void;
let access: YouzanAccess;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
    asked.push(body);
    const by = 'start_update' in body ? 'update' : 'created';
    const from = parseBeijing(body[`start_${by}`] ?? '').getTime();
    const to = parseBeijing(body[`end_${by}`] ?? '').getTime();
    const time = (order: (typeof orders)[number]) => (by === 'update' ? order.updatedMs : order.createdMs);
    const all = orders
      .filter((order) => Math.floor(time(order) / 1000) * 1000 >= from && Math.floor(time(order) / 1000) * 1000 <= to)
      .sort((a, b) => time(b) - time(a));
    const start = (Number(body.page_no) - 1) * Number(body.page_size);
    const list = all.slice(start, start + Number(body.page_size));
    const full_order_info_list = list.map(({ tid }) => ({ full_order_info: { order_info: { tid } } }));
    response.end(
      JSON.stringify({ success: true, code: 200, data: { total_results: all.length, full_order_info_list } }),
    );
    meanwhile();
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = parseConfig({
    client_id: 'client',
    client_secret: 's'.repeat(16),
    baseUrl: `http://127.0.0.1:${port}`,
  });
  access = { config, platformShopId: '1', tokens: { token: () => Promise.resolve('t') }, gate: openGate };
});
beforeEach(() => {
  orders = [];
  asked = [];
  meanwhile = () => undefined;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;
const NOON = Date.parse('2026-03-01T04:00:00Z');
const MINUTE = 60_000;
const add = (tid: string, atMs: number, createdMs = atMs) => orders.push({ tid, createdMs, updatedMs: atMs });
const many = (count: number, atMs: (index: number) => number) => {
  for (let index = 0; index < count; index += 1) add(`E${String(index).padStart(5, '0')}`, atMs(index));
};

/** Walks until there is no more, as a poll does. */
async function walk(
  step: (cursor: PollCursor | null) => Promise<OrderIdPage>,
  start: PollCursor | null = null,
): Promise<{ found: Set<string>; cursor: PollCursor }> {
  const found = new Set<string>();
  let cursor = start;
  for (let steps = 1; steps <= 1_000; steps += 1) {
    const page = await step(cursor);
    for (const id of page.platformOrderIds) found.add(id);
    cursor = page.cursor;
    if (!page.more) return { found, cursor };
  }
  throw new Error('the walk never ends');
}
const poll = (nowMs: number, cursor: PollCursor | null = null) =>
  walk((mark) => discoverOrders(access, mark, new Date(nowMs), never), cursor);

describe('finding orders that no push told of', () => {
  test('the first walk begins with the day, the next one where the last one ended', async () => {
    add('yesterday', NOON - 13 * 60 * MINUTE);
    add('today', NOON - 60 * MINUTE);
    const first = await poll(NOON);
    expect(first.found).toEqual(new Set(['today']));
    add('later', NOON + 4 * MINUTE);
    const second = await poll(NOON + 5 * MINUTE, first.cursor);
    expect(second.found).toEqual(new Set(['later']));
    expect(asked).toHaveLength(2);
  });

  test.each([-10, 10])('none is lost with a clock that is %s minutes away', async (minutes) => {
    let cursor = (await poll(NOON)).cursor;
    const seen = new Set<string>();
    for (let tick = 1; tick <= 12; tick += 1) {
      const now = NOON + tick * 5 * MINUTE;
      add(`order-${tick}`, now - 2 * MINUTE + minutes * MINUTE);
      const { found, cursor: next } = await poll(now, cursor);
      for (const id of found) seen.add(id);
      cursor = next;
    }
    expect(seen.size).toBe(12);
  });

  test('an order that changes while its page is being read is not the loss of another one', async () => {
    many(350, (index) => NOON - 60 * MINUTE + index * 1000);
    // Each time the newest one leaves the span for the future: all behind it move up by one.
    meanwhile = () => {
      const newest = orders.filter(({ updatedMs }) => updatedMs < NOON).sort((a, b) => b.updatedMs - a.updatedMs)[0];
      if (newest) newest.updatedMs = NOON + 60 * MINUTE;
    };
    const { found } = await poll(NOON);
    expect(found.size).toBe(350);
  });

  test('two orders of the same second on the border of two pages are both found', async () => {
    many(201, () => NOON - 60 * MINUTE);
    expect((await poll(NOON)).found.size).toBe(201);
  });

  test('more orders than Youzan shows pages of: the span is halved until they fit', async () => {
    many(10_050, (index) => NOON - 11 * 60 * MINUTE + index * 3_500);
    const { found } = await poll(NOON);
    expect(found.size).toBe(10_050);
    expect(asked.every(({ page_no, page_size }) => Number(page_no) <= 100 && Number(page_size) <= 100)).toBe(true);
  });

  test('a busy shop and a clock that goes on: the walk ends', async () => {
    many(1_000, (index) => NOON - index * 100);
    let now = NOON;
    const { found } = await walk((mark) => discoverOrders(access, mark, new Date((now += 700)), never));
    expect(found.size).toBe(1_000);
    expect(asked.length).toBeLessThan(20);
  });

  test('after days without a poll the walk goes day by day and reaches now', async () => {
    many(10, (index) => NOON - index * 24 * 60 * MINUTE + MINUTE);
    const { found, cursor } = await poll(NOON, { since: NOON - 9 * 24 * 60 * MINUTE });
    expect(found.size).toBe(10);
    expect(cursor).toEqual({ since: NOON });
    expect(asked.length).toBeLessThan(12);
  });

  test('a clock that went back an hour asks for nothing impossible', async () => {
    add('now', NOON);
    const { found, cursor } = await poll(NOON, { since: NOON + 60 * MINUTE });
    expect(found).toEqual(new Set(['now']));
    expect(cursor).toEqual({ since: NOON });
  });
});

describe('all orders of a business day', () => {
  const day = (date: string) => walk((mark) => listDay(access, date, mark, never));

  test('from its first to its last second in Beijing, by the moment of placing', async () => {
    const midnight = Date.parse('2026-03-01T00:00:00+08:00');
    const end = midnight + 24 * 60 * MINUTE;
    add('evening-before', midnight - 1000);
    add('first-second', end + 60 * MINUTE, midnight);
    add('last-second', end - 1000);
    add('next-day', end);
    expect((await day('2026-03-01')).found).toEqual(new Set(['first-second', 'last-second']));
  });

  test('more than fit', async () => {
    const midnight = Date.parse('2026-03-01T00:00:00+08:00');
    many(10_001, (index) => midnight + index * 8_000);
    expect((await day('2026-03-01')).found.size).toBe(10_001);
  });

  test('a day without orders is one question', async () => {
    expect((await day('2026-03-01')).found.size).toBe(0);
    expect(asked).toHaveLength(1);
  });
});
