import type { OrderIdPage, PollCursor } from '../contract.ts';
import { walkDay, walkNews } from '../wechat/walk-list.ts';
import { listOrders } from './client.ts';
import type { MiniProgramAccess } from './config.ts';

/** After an outage a day is walked after the other. */
const SPAN_MAX_MS = 24 * 3600_000;

/** Walks the payments since the bookmark: lists go by the time of payment only, so later changes come by push and by the nightly comparison. */
export function discoverOrders(
  access: MiniProgramAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  return walkNews(cursor, now, SPAN_MAX_MS, (span, key) => listOrders(access, span, key, signal));
}

/** @param day `2026-11-23`, a Beijing day; orders belong to the day on which they were paid. */
export function listDay(
  access: MiniProgramAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  return walkDay(day, cursor, (span, key) => listOrders(access, span, key, signal));
}
