import { isDay } from './zone-day.ts';

/** What the hub takes at once. */
export const BACK_FILL_DAYS_MAX = 92;

/** Number of days from one to the other, both included; 0 or less when they are the wrong way round, null for no day. */
export function countDays(fromDay: string, toDay: string): number | null {
  if (!isDay(fromDay) || !isDay(toDay)) return null;
  return Math.round((Date.parse(toDay) - Date.parse(fromDay)) / 86_400_000) + 1;
}

export type DaysProblem = 'noDays' | 'wrongWay' | 'tooMany' | 'future';

/** Why these days cannot be fetched, or null. */
export function daysProblem(fromDay: string, toDay: string, today: string): DaysProblem | null {
  const days = countDays(fromDay, toDay);
  if (days === null) return 'noDays';
  if (days < 1) return 'wrongWay';
  if (toDay > today) return 'future';
  return days > BACK_FILL_DAYS_MAX ? 'tooMany' : null;
}
