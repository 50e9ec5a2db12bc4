const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Beijing has no summer time: always eight hours ahead of UTC. As `yyyy-MM-dd HH:mm:ss`. */
export function beijingTime(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The calendar day in Beijing as yyyyMMdd. */
export function beijingDay(ms: number): string {
  return beijingTime(ms).slice(0, 10).replaceAll('-', '');
}

/** The first moment of the Beijing day that `ms` lies in. */
export function startOfBeijingDay(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS;
}

/** The moment of a `yyyy-MM-dd HH:mm:ss` of Beijing in milliseconds; undefined when it is not exactly such a text. */
export function momentOfBeijing(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`) - OFFSET_MS;
  // The parser lets 30 February roll over into March.
  return Number.isNaN(ms) || beijingTime(ms) !== text ? undefined : ms;
}
