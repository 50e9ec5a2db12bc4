import type { OrderIdPage, PollCursor } from '../contract.ts';
import { walkDay, walkNews } from '../wechat/walk-list.ts';
import { listOrders } from './client.ts';
import type { WechatShopAccess } from './config.ts';

/** A list takes seven days at most (protocol notes 4), overlaps included. */
const SPAN_MAX_MS = 6 * 24 * 3600_000;

/** Walks the orders that were changed since the bookmark. */
export function discoverOrders(
  access: WechatShopAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  return walkNews(cursor, now, SPAN_MAX_MS, (span, key) => listOrders(access, { by: 'update', ...span }, key, signal));
}

/** @param day `2026-11-23`, a Beijing day; orders belong to the day on which they were placed. */
export function listDay(
  access: WechatShopAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  return walkDay(day, cursor, (span, key) => listOrders(access, { by: 'create', ...span }, key, signal));
}
