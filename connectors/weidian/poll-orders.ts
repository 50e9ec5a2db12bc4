import { businessDay, dayBounds } from '../../domain/business-day.ts';
import type { OrderIdPage, PollCursor } from '../contract.ts';
import { listOrders, PAGE_SIZE, type TimeSpan } from './client.ts';
import type { WeidianAccess } from './config.ts';

/** Weidian's clock may be some minutes from ours and its lists may lag: each walk begins this much before the last one ended and ends this much after now. */
const OVERLAP_MS = 10 * 60_000;
/** Small spans, as every client of Weidian keeps them (protocol notes 7): after an outage they are walked one after another. */
const SPAN_MAX_MS = 3600_000;
/** A span with more pages than this is halved: walking backwards through many pages takes long enough for all of them to shift. */
const PAGES_MAX = 20;
/** Down to this a span is halved; below it every page is read. */
const SPAN_MIN_MS = 60_000;
/** The zone that Weidian's times are written in. */
const BEIJING = 'Asia/Shanghai';

/** Walks the orders that were changed since the bookmark. */
export function discoverOrders(
  access: WeidianAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const begin = dayBounds(businessDay(now, BEIJING), BEIJING).start.getTime();
  const walk = {
    access,
    by: 'update',
    begin,
    end: now.getTime(),
    overlapMs: OVERLAP_MS,
    spanMaxMs: SPAN_MAX_MS,
  } as const;
  return goOn(walk, cursor, signal);
}

/** @param day `2026-11-23`, a Beijing day; orders belong to the day on which they were placed. */
export function listDay(
  access: WeidianAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const { start, end } = dayBounds(day, BEIJING);
  // Times have no fractions of a second. Whether an end belongs to its span is not said; the last second of the day must not be lost.
  const [begin, to] = [start.getTime(), end.getTime()];
  const walk = { access, by: 'add', begin, end: to, overlapMs: 0, spanMaxMs: to - begin } as const;
  return goOn(walk, cursor, signal);
}

interface Walk {
  access: WeidianAccess;
  by: TimeSpan['by'];
  /** Where a walk without a bookmark begins, and where every walk ends. */
  begin: number;
  end: number;
  overlapMs: number;
  spanMaxMs: number;
}

/** One step: a page of the span that the bookmark names, or a smaller span where that one holds too many pages. */
async function goOn(walk: Walk, cursor: PollCursor | null, signal: AbortSignal): Promise<OrderIdPage> {
  const { access, by, end, overlapMs, spanMaxMs } = walk;
  // A clock that went back must not ask for a span that ends before it begins.
  const since = Math.min(Number(cursor?.since ?? walk.begin), end);
  const until = Number(cursor?.until ?? Math.min(since + spanMaxMs, end));
  const span: TimeSpan = { by, from: new Date(since - overlapMs), to: new Date(until + overlapMs) };
  const { orderIds, nextPage, pages } = await readPage(access, span, Number(cursor?.page ?? 0), signal);
  if (pages > PAGES_MAX && until - since > SPAN_MIN_MS)
    return { platformOrderIds: [], cursor: { since, until: since + Math.floor((until - since) / 2) }, more: true };
  if (nextPage > 0) return { platformOrderIds: orderIds, cursor: { since, until, page: nextPage }, more: true };
  // Time has gone on while pages were read. What is within the overlap is the next walk's; else a walk would chase the clock for ever.
  return { platformOrderIds: orderIds, cursor: { since: until }, more: end - until > overlapMs };
}

/**
 * One page of a span, the last page first and the first page again at the end: an order that is changed meanwhile leaves its place, those
 * behind it move up, and walking towards the front still meets them. Whoever is met twice is one order to the hub.
 * @param page 0 for the beginning of a walk
 */
async function readPage(
  access: WeidianAccess,
  span: TimeSpan,
  page: number,
  signal: AbortSignal,
): Promise<{ orderIds: string[]; nextPage: number; pages: number }> {
  if (page > 0) {
    const { orderIds } = await listOrders(access, span, page, signal);
    return { orderIds, nextPage: page - 1, pages: 0 };
  }
  const { total, orderIds } = await listOrders(access, span, 1, signal);
  const pages = Math.ceil(total / PAGE_SIZE);
  return { orderIds, nextPage: pages > 1 ? pages : 0, pages };
}
