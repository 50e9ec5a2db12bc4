import { addDays, dayOf, timeOf } from './zone-day.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How a page tells a moment; the words come from the language. */
export type MomentText =
  | { kind: 'now' }
  | { kind: 'minutes'; count: number }
  | { kind: 'today' | 'yesterday' | 'tomorrow'; time: string }
  | { kind: 'date'; text: string };

/** Close moments are told by their distance, those of these days by the clock, all others by the date. */
export function momentText(epochMs: number, nowMs: number, timeZone: string): MomentText {
  const agoMs = nowMs - epochMs;
  if (agoMs >= -MINUTE_MS && agoMs < MINUTE_MS) return { kind: 'now' };
  if (agoMs > 0 && agoMs < HOUR_MS) return { kind: 'minutes', count: Math.floor(agoMs / MINUTE_MS) };
  const day = dayOf(epochMs, timeZone);
  const today = dayOf(nowMs, timeZone);
  const time = clockTime(epochMs, timeZone);
  if (day === today) return { kind: 'today', time };
  if (day === addDays(today, -1)) return { kind: 'yesterday', time };
  if (day === addDays(today, 1)) return { kind: 'tomorrow', time };
  const date = day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day;
  return { kind: 'date', text: `${date} ${time}` };
}

/** `2026-03-08 12:30:05` in the zone, for whoever wants to know exactly. */
export function absoluteText(epochMs: number, timeZone: string): string {
  return `${dayOf(epochMs, timeZone)} ${timeOf(epochMs, timeZone)}`;
}

function clockTime(epochMs: number, timeZone: string): string {
  return timeOf(epochMs, timeZone).slice(0, 5);
}
