import { businessDay, dayBounds } from '../../domain/business-day.ts';
import type { OrderIdPage, PollCursor } from '../contract.ts';

/** WeChat's clock may be some minutes from ours and its lists may lag: each walk begins this much before the last one ended and ends this much after now. */
const OVERLAP_MS = 10 * 60_000;
/** The zone of a business day. */
const BEIJING = 'Asia/Shanghai';

export interface Span {
  from: Date;
  to: Date;
}

export interface ListPage {
  orderIds: string[];
  /** Of the next page, by WeChat's own word; null on the last one. */
  nextKey: string | null;
}

/** Asks for one page of a span. @param key of the page before; null for the first. */
export type ListSpan = (span: Span, key: string | null) => Promise<ListPage>;

/** Walks a list that goes by time from the bookmark to now; a null bookmark begins today. @param spanMaxMs of one list, overlaps not counted. */
export async function walkNews(
  cursor: PollCursor | null,
  now: Date,
  spanMaxMs: number,
  list: ListSpan,
): Promise<OrderIdPage> {
  const begin = dayBounds(businessDay(now, BEIJING), BEIJING).start.getTime();
  // A clock that went back must not ask for a span that ends before it begins.
  const since = Math.min(Number(cursor?.since ?? begin), now.getTime());
  const until = Number(cursor?.until ?? Math.min(since + spanMaxMs, now.getTime()));
  const span = { from: new Date(since - OVERLAP_MS), to: new Date(until + OVERLAP_MS) };
  const { orderIds: platformOrderIds, nextKey } = await list(span, keyOf(cursor));
  if (nextKey !== null) return { platformOrderIds, cursor: { since, until, key: nextKey }, more: true };
  // Time has gone on while pages were read. What is within the overlap is the next walk's; else a walk would chase the clock for ever.
  return { platformOrderIds, cursor: { since: until }, more: now.getTime() - until > OVERLAP_MS };
}

/** @param day `2026-11-23`, a Beijing day. */
export async function walkDay(day: string, cursor: PollCursor | null, list: ListSpan): Promise<OrderIdPage> {
  const { start, end } = dayBounds(day, BEIJING);
  // Times have no fractions of a second. Whether an end belongs to its span is not said; the last second of the day must not be lost.
  const { orderIds: platformOrderIds, nextKey } = await list({ from: start, to: end }, keyOf(cursor));
  return { platformOrderIds, cursor: nextKey === null ? {} : { key: nextKey }, more: nextKey !== null };
}

function keyOf(cursor: PollCursor | null): string | null {
  return typeof cursor?.key === 'string' ? cursor.key : null;
}
