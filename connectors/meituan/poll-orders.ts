import { addDays, businessDay, dayBounds } from '../../domain/business-day.ts';
import type { OrderIdPage, PollCursor } from '../contract.ts';
import { getOrderDaySeq, getOrderIdByDaySeq } from './client.ts';
import type { MeituanAccess } from './config.ts';

/** Numbers asked for in one page. */
const PAGE = 50;
/** The last numbers are asked for again: a number may become visible a little later than the next one. */
const OVERLAP = 5;
/** Numbers missing in a row after which a past day is over. */
const GAP_MAX = 5;
const CALLS_AT_ONCE = 4;

const BEIJING = 'Asia/Shanghai';
/**
 * Meituan's clock and ours may differ by ten minutes (A1). Around midnight it may still number the day that is over for us, or already
 * the one that has not come yet.
 */
const MIDNIGHT_MS = 15 * 60 * 1000;

/** Days as Meituan writes them, yyyyMMdd. A day that has just ended is looked at for a while beside the new one. */
interface Bookmark {
  day: string;
  seq: number;
  endedDay?: string;
  endedSeq?: number;
}

interface Reader {
  access: MeituanAccess;
  shop: string;
  signal: AbortSignal;
}

/** Walks the numbers of the day (A8: "day_seq walk every few minutes"). Unpaid orders have none and are not found. */
export async function discoverOrders(
  access: MeituanAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const today = beijingDay(now);
  const mark: Bookmark = { day: today, seq: 0, ...cursor };
  const reader = { access, shop: access.platformShopId, signal };
  return mark.day < today ? finishDay(reader, mark, now) : followDay(reader, mark, now);
}

/** The rest of a day that is over by our clock. */
async function finishDay(reader: Reader, { day, seq }: Bookmark, now: Date): Promise<OrderIdPage> {
  const walked = await walkOn(reader, day, seq);
  if (!walked.over) return page(walked.ids, { day, seq: walked.last }, true);
  const next: Bookmark = { day: dayAfter(day), seq: 0 };
  const justEnded = next.day === beijingDay(now) && sinceMidnight(now) < MIDNIGHT_MS;
  return page(walked.ids, justEnded ? { ...next, endedDay: day, endedSeq: walked.last } : next, true);
}

async function followDay(reader: Reader, mark: Bookmark, now: Date): Promise<OrderIdPage> {
  const { day, seq } = mark;
  const ended = await followEndedDay(reader, mark, now);
  const newest = await getOrderDaySeq(reader.access, reader.shop, reader.signal);
  if (newest < seq) {
    // Meituan counts its next day already.
    const walked = await walkOn(reader, day, seq);
    return page([...ended.ids, ...walked.ids], { day, seq: walked.last, ...ended.mark }, !walked.over || ended.more);
  }
  const from = Math.max(0, seq - OVERLAP);
  const to = Math.min(newest, seq + PAGE);
  // The newest number is known, so a gap is no end.
  const walked = await walk(reader, day, from, to, PAGE);
  const nearMidnight = Math.min(sinceMidnight(now), untilMidnight(now)) < MIDNIGHT_MS;
  // Near midnight numbers that are not there may be of the other day: the bookmark must not run ahead of them.
  const reached = walked.last > seq || nearMidnight ? Math.max(walked.last, seq) : to;
  return page(
    [...ended.ids, ...walked.ids],
    { day, seq: reached, ...ended.mark },
    (to < newest && reached > seq) || ended.more,
  );
}

/** What Meituan, whose clock may be behind, has added to the day that is over for us. After a while it is looked at for the last time. */
async function followEndedDay(
  reader: Reader,
  { endedDay, endedSeq = 0 }: Bookmark,
  now: Date,
): Promise<{ ids: string[]; mark: Pick<Bookmark, 'endedDay' | 'endedSeq'>; more: boolean }> {
  if (endedDay === undefined) return { ids: [], mark: {}, more: false };
  const walked = await walkOn(reader, endedDay, endedSeq);
  const again = !walked.over || sinceMidnight(now) < MIDNIGHT_MS;
  return { ids: walked.ids, mark: again ? { endedDay, endedSeq: walked.last } : {}, more: !walked.over };
}

/** @param day `2026-11-23`, a Beijing day. */
export async function listDay(
  access: MeituanAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const from = Number(cursor?.seq ?? 0);
  const reader = { access, shop: access.platformShopId, signal };
  const walked = await walk(reader, day.replaceAll('-', ''), from, from + PAGE, GAP_MAX);
  return { platformOrderIds: walked.ids, cursor: { seq: from + PAGE }, more: !walked.over };
}

function page(platformOrderIds: string[], mark: Bookmark, more: boolean): OrderIdPage {
  return { platformOrderIds, cursor: { ...mark }, more };
}

interface Walked {
  ids: string[];
  /** The highest number that was there; where the walk began when none was. */
  last: number;
  /** The day ended within the numbers. */
  over: boolean;
}

/** A page of a day whose newest number is not known, with overlap. */
async function walkOn(reader: Reader, day: string, seq: number): Promise<Walked> {
  const from = Math.max(0, seq - OVERLAP);
  const walked = await walk(reader, day, from, from + PAGE + OVERLAP, GAP_MAX + OVERLAP);
  return { ...walked, last: Math.max(walked.last, seq) };
}

/** Numbers `from`+1 … `to` of a day. */
async function walk(reader: Reader, day: string, from: number, to: number, gapMax: number): Promise<Walked> {
  const { access, shop, signal } = reader;
  const ids: string[] = [];
  let last = from;
  for (let start = from + 1; start <= to; start += CALLS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(CALLS_AT_ONCE, to - start + 1) }, (_, index) => start + index);
    const found = await Promise.all(numbers.map((number) => getOrderIdByDaySeq(access, shop, day, number, signal)));
    for (const [index, id] of found.entries()) {
      if (id === null) continue;
      ids.push(id);
      last = start + index;
    }
    if (start + numbers.length - 1 - last >= gapMax) return { ids, last, over: true };
  }
  return { ids, last, over: false };
}

/** yyyyMMdd of a moment in Beijing. */
function beijingDay(moment: Date): string {
  return businessDay(moment, BEIJING).replaceAll('-', '');
}

function dayAfter(day: string): string {
  return addDays(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`, 1).replaceAll('-', '');
}

function sinceMidnight(now: Date): number {
  return now.getTime() - dayBounds(businessDay(now, BEIJING), BEIJING).start.getTime();
}

function untilMidnight(now: Date): number {
  return dayBounds(businessDay(now, BEIJING), BEIJING).end.getTime() - now.getTime();
}
