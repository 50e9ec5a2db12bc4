import { businessDay, dayBounds } from '../../domain/business-day.ts';
import type { OrderIdPage, PollCursor } from '../contract.ts';
import { listTrades, PAGE_SIZE, PAGES_MAX, type TimeSpan, type YouzanAccess } from './client.ts';

/**
 * Youzan's clock may be some minutes from ours and its lists lag behind its pushes: each walk begins this much before the last one ended
 * and ends this much after now.
 */
const OVERLAP_MS = 20 * 60_000;
/** Three months are allowed at once; a day keeps a walk short. */
const SPAN_MAX_MS = 24 * 3600_000;
/** A span with more orders than pages can show is halved, down to this. */
const SPAN_MIN_MS = 60_000;
/** The zone that Youzan's times are written in. */
const BEIJING = 'Asia/Shanghai';

/** Walks the orders that were changed since the bookmark. */
export function discoverOrders(
  access: YouzanAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const walk = {
    access,
    by: 'update',
    begin: dayBounds(businessDay(now, BEIJING), BEIJING).start.getTime(),
    end: now.getTime(),
    overlapMs: OVERLAP_MS,
  } as const;
  return goOn(walk, cursor, signal);
}

/** @param day `2026-11-23`, a Beijing day; orders belong to the day on which they were placed. */
export function listDay(
  access: YouzanAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const { start, end } = dayBounds(day, BEIJING);
  // Times have no fractions of a second, and both ends of a span belong to it.
  const walk = { access, by: 'created', begin: start.getTime(), end: end.getTime() - 1000, overlapMs: 0 } as const;
  return goOn(walk, cursor, signal);
}

interface Walk {
  access: YouzanAccess;
  by: TimeSpan['by'];
  /** Where a walk without a bookmark begins, and where every walk ends. */
  begin: number;
  end: number;
  overlapMs: number;
}

/** One step: a page of the span that the bookmark names, or a smaller span where that one holds more than pages can show. */
async function goOn(walk: Walk, cursor: PollCursor | null, signal: AbortSignal): Promise<OrderIdPage> {
  const { access, by, end, overlapMs } = walk;
  // A clock that went back must not ask for a span that ends before it begins.
  const since = Math.min(Number(cursor?.since ?? walk.begin), end);
  const until = Number(cursor?.until ?? Math.min(since + SPAN_MAX_MS, end));
  const span: TimeSpan = { by, from: new Date(since - overlapMs), to: new Date(until + overlapMs) };
  const { tids, nextPage, tooMany } = await readPage(access, span, Number(cursor?.page ?? 0), signal);
  if (tooMany && until - since > SPAN_MIN_MS)
    return { platformOrderIds: [], cursor: { since, until: since + Math.floor((until - since) / 2) }, more: true };
  if (nextPage > 0) return { platformOrderIds: tids, cursor: { since, until, page: nextPage }, more: true };
  // Time has gone on while pages were read. What is within the overlap is the next walk's; else a walk would chase the clock for ever.
  return { platformOrderIds: tids, cursor: { since: until }, more: end - until > overlapMs };
}

/**
 * One page of a span, the last page first: an order that is changed meanwhile leaves the span, those behind it move up, and walking
 * towards the front still meets them.
 * @param page 0 for the beginning of a walk
 */
async function readPage(
  access: YouzanAccess,
  span: TimeSpan,
  page: number,
  signal: AbortSignal,
): Promise<{ tids: string[]; nextPage: number; tooMany: boolean }> {
  if (page > 0) {
    const { tids } = await listTrades(access, span, page, signal);
    return { tids, nextPage: page - 1, tooMany: false };
  }
  const { total, tids } = await listTrades(access, span, 1, signal);
  const pages = Math.ceil(total / PAGE_SIZE);
  if (pages > PAGES_MAX) return { tids, nextPage: PAGES_MAX, tooMany: true };
  return { tids, nextPage: pages > 1 ? pages : 0, tooMany: false };
}
