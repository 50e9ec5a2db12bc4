import { MalformedError } from '../domain/errors.ts';

/** Chinese platforms write times without a zone and mean Beijing, which has no summer time. */
const OFFSET_MS = 8 * 3600 * 1000;
const PATTERN = /^(20\d\d)-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)$/;

/** `2026-11-24 09:30:00` as a moment. @throws MalformedError for another shape or a day that no calendar has. */
export function parseBeijing(text: string): Date {
  const parts = PATTERN.exec(text)?.slice(1).map(Number);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts ?? [];
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, second) - OFFSET_MS);
  if (!parts || formatBeijing(moment) !== text.replace('T', ' '))
    throw new MalformedError(`not a time: ${JSON.stringify(text.slice(0, 40))}`);
  return moment;
}

/** A moment as `2026-11-24 09:30:00` in Beijing. */
export function formatBeijing(moment: Date): string {
  return new Date(moment.getTime() + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
