const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The calendar day of a moment (epoch milliseconds) in a zone, as `2026-03-08`. */
export function dayOf(epochMs: number, timeZone: string): string {
  const { year, month, day } = wallClock(epochMs, timeZone);
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** The time of day of a moment in a zone, as `09:05:07`. */
export function timeOf(epochMs: number, timeZone: string): string {
  const { hour, minute, second } = wallClock(epochMs, timeZone);
  return [hour, minute, second].map(pad).join(':');
}

/** The day `count` days after `day`; negative goes back. Days are calendar days, so no zone is needed. */
export function addDays(day: string, count: number): string {
  const moved = new Date(utcMidnight(day) + count * 86_400_000);
  return moved.toISOString().slice(0, 10);
}

/** The moment, in epoch milliseconds, at which `day` begins in the zone. */
export function startOfDay(day: string, timeZone: string): number {
  const wanted = utcMidnight(day);
  // The offset at the first guess may be that of the other side of a clock change; asking again there settles it.
  const guess = wanted - offsetMs(wanted, timeZone);
  return wanted - offsetMs(guess, timeZone);
}

export function isDay(text: string): boolean {
  return DAY_PATTERN.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function utcMidnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function offsetMs(epochMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(epochMs, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
}

type WallClock = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(epochMs: number, timeZone: string): WallClock {
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = 'numeric' as const;
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(epochMs).map((part) => [part.type, Number(part.value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
