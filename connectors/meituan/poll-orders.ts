import type { OrderIdPage, PollCursor } from '../contract.ts';
import { getOrderDaySeq, getOrderIdByDaySeq } from './client.ts';
import type { MeituanAccess } from './config.ts';
import {
  type Bookmark,
  bookmarkOf,
  finishDay,
  followEndedDay,
  type IdOfNumber,
  isNearMidnight,
  OVERLAP,
  PAGE,
  page,
  walk,
  walkDay,
  walkOn,
} from './day-walk.ts';

/** Walks the numbers of the day (A8: "day_seq walk every few minutes"). Unpaid orders have none and are not found. */
export async function discoverOrders(
  access: MeituanAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const { mark, isPast } = bookmarkOf(cursor, now);
  return isPast ? finishDay(reader(access, signal), mark, now) : followDay(access, mark, now, signal);
}

async function followDay(access: MeituanAccess, mark: Bookmark, now: Date, signal: AbortSignal): Promise<OrderIdPage> {
  const { day, seq } = mark;
  const idOf = reader(access, signal);
  const ended = await followEndedDay(idOf, mark, now);
  const newest = await getOrderDaySeq(access, access.platformShopId, signal);
  if (newest < seq) {
    // Meituan counts its next day already.
    const walked = await walkOn(idOf, day, seq);
    return page([...ended.ids, ...walked.ids], { day, seq: walked.last, ...ended.mark }, !walked.over || ended.more);
  }
  const from = Math.max(0, seq - OVERLAP);
  const to = Math.min(newest, seq + PAGE);
  // The newest number is known, so a gap is no end.
  const walked = await walk(idOf, day, from, to, PAGE);
  // Near midnight numbers that are not there may be of the other day: the bookmark must not run ahead of them.
  const reached = walked.last > seq || isNearMidnight(now) ? Math.max(walked.last, seq) : to;
  return page(
    [...ended.ids, ...walked.ids],
    { day, seq: reached, ...ended.mark },
    (to < newest && reached > seq) || ended.more,
  );
}

/** @param day `2026-11-23`, a Beijing day. */
export function listDay(
  access: MeituanAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  return walkDay(reader(access, signal), day, cursor);
}

function reader(access: MeituanAccess, signal: AbortSignal): IdOfNumber {
  return (day, daySeq) => getOrderIdByDaySeq(access, access.platformShopId, day, daySeq, signal);
}
