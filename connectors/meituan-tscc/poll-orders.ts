import type { OrderIdPage, PollCursor } from '../contract.ts';
import { bookmarkOf, finishDay, followEndedDay, type IdOfNumber, page, walkDay, walkOn } from '../meituan/day-walk.ts';
import { getOrderIdByDaySeq } from './client.ts';
import type { TsccAccess } from './config.ts';

/** The newest number of a day cannot be asked for here, so this many missing in a row mean that nothing newer is there yet. */
const GAP_MAX = 15;

/** Walks the numbers of the day (`queryByDaySeq`). Unpaid orders have none and are not found. */
export async function discoverOrders(
  access: TsccAccess,
  cursor: PollCursor | null,
  now: Date,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  const idOf = reader(access, signal);
  const { mark, isPast } = bookmarkOf(cursor, now);
  if (isPast) return finishDay(idOf, mark, now);
  const ended = await followEndedDay(idOf, mark, now);
  const walked = await walkOn(idOf, mark.day, mark.seq, GAP_MAX);
  const next = { day: mark.day, seq: walked.last, ...ended.mark };
  return page([...ended.ids, ...walked.ids], next, !walked.over || ended.more);
}

/** @param day `2026-11-23`, a Beijing day. */
export function listDay(
  access: TsccAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<OrderIdPage> {
  return walkDay(reader(access, signal), day, cursor);
}

function reader(access: TsccAccess, signal: AbortSignal): IdOfNumber {
  return (day, daySeq) => getOrderIdByDaySeq(access, day, daySeq, signal);
}
