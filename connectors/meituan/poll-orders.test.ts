import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PollCursor } from '../contract.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { type MeituanConfig, parseConfig } from './config.ts';
import { discoverOrders } from './poll-orders.ts';

/** A platform of two calls with a clock of its own; days start at midnight in Beijing by that clock. */
const platform = { now: 0, days: new Map<string, string[]>(), hidden: new Set<string>() };
let server: Server;
let config: MeituanConfig;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://platform');
    const data = pathname.endsWith('getOrderDaySeq')
      ? { day_seq: ordersOf(dayOf(platform.now)).length }
      : orderOf(searchParams.get('date_time') ?? '', Number(searchParams.get('day_seq')));
    const answer = data ? { data } : { data: 'ng', error: { code: 806, msg: 'no such order' } };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  config = parseConfig({ app_id: '1', secret: 'secret of a test', baseUrl: `http://127.0.0.1:${port}` });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const MINUTE_MS = 60_000;
const dayOf = (moment: number) => new Date(moment + 8 * 3600_000).toISOString().slice(0, 10).replaceAll('-', '');

function ordersOf(day: string): string[] {
  const known = platform.days.get(day) ?? [];
  platform.days.set(day, known);
  return known;
}

function orderOf(day: string, seq: number): { order_id: string } | null {
  const id = ordersOf(day)[seq - 1];
  return id === undefined || platform.hidden.has(id) ? null : { order_id: id };
}

/** Orders come by the platform's clock; each gets the next number of its day there. */
function placeOrders(count: number): void {
  const day = dayOf(platform.now);
  for (let made = 0; made < count; made += 1) {
    const of = ordersOf(day);
    of.push(`${day}${String(of.length + 1).padStart(4, '0')}`);
  }
}

function startAnew(): void {
  platform.days.clear();
  platform.hidden.clear();
}

/** One tick: walks until there is no more. */
async function poll(cursor: PollCursor | null, now: number, found: Set<string>): Promise<PollCursor> {
  // Meituan's calls need no token.
  const tokens = { token: () => Promise.reject(new Error('no token is needed')) };
  const access = { config, platformShopId: 'shop', tokens, gate: openGate };
  for (let pages = 0; pages < 50; pages += 1) {
    const page = await discoverOrders(access, cursor, new Date(now), AbortSignal.timeout(10_000));
    for (const id of page.platformOrderIds) found.add(id);
    cursor = page.cursor;
    if (!page.more) return cursor;
  }
  throw new Error('the walk does not end');
}

const missing = (found: Set<string>) => [...platform.days.values()].flat().filter((id) => !found.has(id));

describe('polling finds every order', () => {
  test('around midnight, however far within ten minutes the clocks are apart', { timeout: 60_000 }, async () => {
    // The last day of February of a leap year, and the one of a year.
    const midnights = [Date.parse('2028-02-29T00:00:00+08:00'), Date.parse('2027-01-01T00:00:00+08:00')];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...midnights),
        fc.integer({ min: -10, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 16, maxLength: 16 }),
        async (midnight, skewMinutes, arrivals) => {
          startAnew();
          const found = new Set<string>();
          let cursor: PollCursor | null = null;
          let now = midnight - 40 * MINUTE_MS;
          for (const count of arrivals) {
            platform.now = now + skewMinutes * MINUTE_MS;
            placeOrders(count);
            cursor = await poll(cursor, now, found);
            now += 5 * MINUTE_MS;
          }
          expect(missing(found)).toEqual([]);
        },
      ),
      { numRuns: 12, ...(process.env.FAULT_SEED ? { seed: Number(process.env.FAULT_SEED) } : {}) },
    );
  });

  test('when the hub was away over midnight with pages of orders on both days', async () => {
    startAnew();
    const found = new Set<string>();
    const midnight = Date.parse('2026-11-24T00:00:00+08:00');
    platform.now = midnight - 60 * MINUTE_MS;
    placeOrders(20);
    const cursor = await poll(null, platform.now, found);
    placeOrders(110);
    platform.now = midnight + 8 * 60 * MINUTE_MS;
    placeOrders(70);
    const last = await poll(cursor, platform.now, found);
    expect(missing(found)).toEqual([]);
    expect(last).toEqual({ day: '20261124', seq: 70 });
  });

  test('when numbers are missing in the middle of the day, and when one becomes visible later than the next', async () => {
    startAnew();
    const found = new Set<string>();
    platform.now = Date.parse('2026-11-24T12:00:00+08:00');
    placeOrders(40);
    for (let seq = 11; seq <= 22; seq += 1) platform.hidden.add(`20261124${String(seq).padStart(4, '0')}`);
    platform.hidden.add('202611240039');
    const cursor = await poll(null, platform.now, found);
    expect(found.size).toBe(40 - 13);
    platform.hidden.delete('202611240039');
    placeOrders(1);
    await poll(cursor, platform.now, found);
    expect(found.has('202611240039') && found.has('202611240041')).toBe(true);
  });
});
