/** Business days of all platforms so far are days in China, whatever zone the shop lies in. */
export const PLATFORM_ZONE = 'Asia/Shanghai';

const DAY_MS = 24 * 3600 * 1000;

/** A calendar day where the zone is, `2026-11-23`. */
export function businessDay(moment: Date, timeZone: string): string {
  const { year, month, day } = clockOf(moment, timeZone);
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** The first moment of a day and the first of the next one. Where clocks change they are 23 or 25 hours apart. */
export function dayBounds(day: string, timeZone: string): { start: Date; end: Date } {
  return { start: startOfDay(day, timeZone), end: startOfDay(addDays(day, 1), timeZone) };
}

/** @param days may be negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one to the other, both included; none when an end is a day that no calendar has (30 February). */
export function daysBetween(from: string, to: string): string[] {
  if ([from, to].some((day) => Number.isNaN(Date.parse(`${day}T00:00:00Z`)) || addDays(day, 0) !== day)) return [];
  const count = Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index));
}

/**
 * Midnight is looked for and not computed: zones have offsets of quarter hours, change them, and some skip midnight itself; there the
 * day begins with its first moment that exists.
 */
function startOfDay(day: string, timeZone: string): Date {
  const noonUtc = Date.parse(`${day}T12:00:00Z`);
  // No zone is further than 14 hours from UTC; at one end of the span it is a day before, at the other it has begun.
  let before = noonUtc - 1.25 * DAY_MS;
  let begun = noonUtc + DAY_MS / 2;
  while (begun - before > 1) {
    const middle = Math.floor((before + begun) / 2);
    if (businessDay(new Date(middle), timeZone) < day) before = middle;
    else begun = middle;
  }
  return new Date(begun);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function clockOf(moment: Date, timeZone: string): { year: number; month: number; day: number } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return { year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0 };
}
