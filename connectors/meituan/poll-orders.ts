import type { OrderIdPage, PollCursor, ShopAccess } from '../contract.ts';
import { getOrderDaySeq, getOrderIdByDaySeq } from './client.ts';
import type { MeituanConfig } from './config.ts';

/** Numbers asked for in one page. */
const PAGE = 50;
/** The last numbers are asked for again: a number may become visible a little later than the next one. */
const OVERLAP = 5;
/** Numbers missing in a row after which a past day is over. */
const GAP_MAX = 5;
const CALLS_AT_ONCE = 4;

/** Days are Beijing days, which have no summer time. */
const BEIJING_OFFSET_MS = 8 * 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** Walks the numbers of the day (A8: "day_seq walk every few minutes"). Unpaid orders have none and are not found. */
export async function discoverOrders(
  { config, platformShopId }: ShopAccess<MeituanConfig>,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const today = beijingDay(now);
  const { day = today, seq = 0 } = (cursor ?? {}) as { day?: string; seq?: number };
  const from = Math.max(0, seq - OVERLAP);
  if (day < today) {
    const walked = await walk(config, platformShopId, day, from, from + PAGE + OVERLAP, signal);
    return walked.over
      ? { platformOrderIds: walked.ids, cursor: { day: nextDay(day), seq: 0 }, more: true }
      : { platformOrderIds: walked.ids, cursor: { day, seq: from + PAGE + OVERLAP }, more: true };
  }
  const newest = await getOrderDaySeq(config, platformShopId, signal);
  const to = Math.min(newest, seq + PAGE);
  const { ids } = await walk(config, platformShopId, today, from, to, signal);
  return { platformOrderIds: ids, cursor: { day: today, seq: Math.max(to, 0) }, more: to < newest };
}

/** @param day `2026-11-23`, a Beijing day. */
export async function listDay(
  { config, platformShopId }: ShopAccess<MeituanConfig>,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const from = Number(cursor?.seq ?? 0);
  const walked = await walk(config, platformShopId, day.replaceAll('-', ''), from, from + PAGE, signal);
  return { platformOrderIds: walked.ids, cursor: { seq: from + PAGE }, more: !walked.over };
}

/** Numbers `from`+1 … `to` of a day. `over` tells that the day ended within them. */
async function walk(
  config: MeituanConfig,
  shop: string,
  day: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<{ ids: string[]; over: boolean }> {
  const ids: string[] = [];
  let missing = 0;
  for (let start = from + 1; start <= to; start += CALLS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(CALLS_AT_ONCE, to - start + 1) }, (_, index) => start + index);
    const found = await Promise.all(numbers.map((number) => getOrderIdByDaySeq(config, shop, day, number, signal)));
    for (const id of found) {
      missing = id === null ? missing + 1 : 0;
      if (id !== null) ids.push(id);
    }
    if (missing >= GAP_MAX) return { ids, over: true };
  }
  return { ids, over: false };
}

/** yyyyMMdd of a moment in Beijing. */
export function beijingDay(moment: Date): string {
  return new Date(moment.getTime() + BEIJING_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

function nextDay(day: string): string {
  const midnight = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)));
  return new Date(midnight + DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}
