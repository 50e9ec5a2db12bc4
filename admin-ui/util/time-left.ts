const HOUR_MS = 3_600_000;

export type TimeLeft = {
  /** More than half left, more than a fifth, less, or past the moment. */
  tone: 'good' | 'warn' | 'bad' | 'late';
  /** Share of the time that is left, from 1 down to 0. */
  fraction: number;
  /** Distance to the deadline in milliseconds, never negative; `tone` says on which side. */
  distanceMs: number;
};

/** How urgent an order is. All three moments are epoch milliseconds. */
export function timeLeft(startMs: number, deadlineMs: number, nowMs: number): TimeLeft {
  const remainingMs = deadlineMs - nowMs;
  if (remainingMs <= 0) return { tone: 'late', fraction: 0, distanceMs: -remainingMs };
  const wholeMs = Math.max(1, deadlineMs - startMs);
  const fraction = Math.min(1, remainingMs / wholeMs);
  const tone = fraction > 0.5 ? 'good' : fraction > 0.2 ? 'warn' : 'bad';
  return { tone, fraction, distanceMs: remainingMs };
}

/** `2:41`, and from an hour on `1:02:41`. A countdown rounds up, so that 0:00 is the end; a count-up rounds down. */
export function formatDistance({ distanceMs, tone }: Pick<TimeLeft, 'distanceMs' | 'tone'>): string {
  const seconds = tone === 'late' ? Math.floor(distanceMs / 1000) : Math.ceil(distanceMs / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? [hours, ...parts].join(':') : parts.join(':').replace(/^0/, '');
}

/** Past a day, seconds tell nobody anything. */
export function isLong(distanceMs: number): boolean {
  return distanceMs >= 24 * HOUR_MS;
}
