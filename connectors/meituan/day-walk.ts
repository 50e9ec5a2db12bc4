import { addDays, businessDay, dayBounds } from '../../domain/business-day.ts';
import type { OrderIdPage, PollCursor } from '../contract.ts';

/** Numbers asked for in one page. */
export const PAGE = 50;
/** The last numbers are asked for again: a number may become visible a little later than the next one. */
export const OVERLAP = 5;
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
export interface Bookmark {
  day: string;
  seq: number;
  endedDay?: string;
  endedSeq?: number;
}

/** The order that has a number of a shop's day; null where the day has no such number. */
export type IdOfNumber = (day: string, daySeq: number) => Promise<string | null>;

/** Where a poll stands; a null bookmark begins today. */
export function bookmarkOf(cursor: PollCursor | null, now: Date): { mark: Bookmark; isPast: boolean } {
  const today = beijingDay(now);
  const mark: Bookmark = { day: today, seq: 0, ...cursor };
  return { mark, isPast: mark.day < today };
}

/** The rest of a day that is over by our clock. */
export async function finishDay(idOf: IdOfNumber, { day, seq }: Bookmark, now: Date): Promise<OrderIdPage> {
  const walked = await walkOn(idOf, day, seq);
  if (!walked.over) return page(walked.ids, { day, seq: walked.last }, true);
  const next: Bookmark = { day: dayAfter(day), seq: 0 };
  const justEnded = next.day === beijingDay(now) && sinceMidnight(now) < MIDNIGHT_MS;
  return page(walked.ids, justEnded ? { ...next, endedDay: day, endedSeq: walked.last } : next, true);
}

/** What Meituan, whose clock may be behind, has added to the day that is over for us. After a while it is looked at for the last time. */
export async function followEndedDay(
  idOf: IdOfNumber,
  { endedDay, endedSeq = 0 }: Bookmark,
  now: Date,
): Promise<{ ids: string[]; mark: Pick<Bookmark, 'endedDay' | 'endedSeq'>; more: boolean }> {
  if (endedDay === undefined) return { ids: [], mark: {}, more: false };
  const walked = await walkOn(idOf, endedDay, endedSeq);
  const again = !walked.over || sinceMidnight(now) < MIDNIGHT_MS;
  return { ids: walked.ids, mark: again ? { endedDay, endedSeq: walked.last } : {}, more: !walked.over };
}

/** @param day `2026-11-23`, a Beijing day. */
export async function walkDay(idOf: IdOfNumber, day: string, cursor: PollCursor | null): Promise<OrderIdPage> {
  const from = Number(cursor?.seq ?? 0);
  const walked = await walk(idOf, day.replaceAll('-', ''), from, from + PAGE, GAP_MAX);
  return { platformOrderIds: walked.ids, cursor: { seq: from + PAGE }, more: !walked.over };
}

export function page(platformOrderIds: string[], mark: Bookmark, more: boolean): OrderIdPage {
  return { platformOrderIds, cursor: { ...mark }, more };
}

export interface Walked {
  ids: string[];
  /** The highest number that was there; where the walk began when none was. */
  last: number;
  /** The day ended within the numbers. */
  over: boolean;
}

/** A page of a day whose newest number is not known, with overlap. */
export async function walkOn(idOf: IdOfNumber, day: string, seq: number, gapMax = GAP_MAX): Promise<Walked> {
  const from = Math.max(0, seq - OVERLAP);
  const walked = await walk(idOf, day, from, from + PAGE + OVERLAP, gapMax + OVERLAP);
  return { ...walked, last: Math.max(walked.last, seq) };
}

/** Numbers `from`+1 … `to` of a day. */
export async function walk(idOf: IdOfNumber, day: string, from: number, to: number, gapMax: number): Promise<Walked> {
  const ids: string[] = [];
  let last = from;
  for (let start = from + 1; start <= to; start += CALLS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(CALLS_AT_ONCE, to - start + 1) }, (_, index) => start + index);
    const found = await Promise.all(numbers.map((number) => idOf(day, number)));
    for (const [index, id] of found.entries()) {
      if (id === null) continue;
      ids.push(id);
      last = start + index;
    }
    if (start + numbers.length - 1 - last >= gapMax) return { ids, last, over: true };
  }
  return { ids, last, over: false };
}

/** Whether the two clocks may be on different days. */
export function isNearMidnight(now: Date): boolean {
  return Math.min(sinceMidnight(now), untilMidnight(now)) < MIDNIGHT_MS;
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
