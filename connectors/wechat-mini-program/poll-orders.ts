import { businessDay, dayBounds } from '../../domain/business-day.ts';
import type { OrderIdPage, PollCursor } from '../contract.ts';
import { listOrders } from './client.ts';
import type { MiniProgramAccess } from './config.ts';

/** WeChat's clock may be some minutes from ours and its lists may lag: each walk begins this much before the last one ended and ends this much after now. */
const OVERLAP_MS = 10 * 60_000;
/** After an outage a day is walked after the other. */
const SPAN_MAX_MS = 24 * 3600_000;
/** The zone of a business day. */
const BEIJING = 'Asia/Shanghai';

/** Walks the payments since the bookmark: lists go by the time of payment only, so later changes come by push and by the nightly comparison. */
export async function discoverOrders(
  access: MiniProgramAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const begin = dayBounds(businessDay(now, BEIJING), BEIJING).start.getTime();
  // A clock that went back must not ask for a span that ends before it begins.
  const since = Math.min(Number(cursor?.since ?? begin), now.getTime());
  const until = Number(cursor?.until ?? Math.min(since + SPAN_MAX_MS, now.getTime()));
  const span = { from: new Date(since - OVERLAP_MS), to: new Date(until + OVERLAP_MS) };
  const { orderIds: platformOrderIds, nextIndex } = await listOrders(access, span, indexOf(cursor), signal);
  if (nextIndex !== null) return { platformOrderIds, cursor: { since, until, index: nextIndex }, more: true };
  // Time has gone on while pages were read. What is within the overlap is the next walk's; else a walk would chase the clock for ever.
  return { platformOrderIds, cursor: { since: until }, more: now.getTime() - until > OVERLAP_MS };
}

/** @param day `2026-11-23`, a Beijing day; orders belong to the day on which they were paid. */
export async function listDay(
  access: MiniProgramAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const { start, end } = dayBounds(day, BEIJING);
  // Times have no fractions of a second. Whether an end belongs to its span is not said; the last second of the day must not be lost.
  const span = { from: start, to: end };
  const { orderIds: platformOrderIds, nextIndex } = await listOrders(access, span, indexOf(cursor), signal);
  return { platformOrderIds, cursor: nextIndex === null ? {} : { index: nextIndex }, more: nextIndex !== null };
}

function indexOf(cursor: PollCursor | null): string | null {
  return typeof cursor?.index === 'string' ? cursor.index : null;
}
