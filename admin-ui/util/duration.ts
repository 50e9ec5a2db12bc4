const UNIT_SECONDS = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;

export type DurationUnit = keyof typeof UNIT_SECONDS;
export type Duration = { amount: number; unit: DurationUnit };

/** The largest unit that tells a time as a whole number, as 5 minutes for 300 seconds; nothing is rounded. */
export function splitDuration(seconds: number): Duration {
  const units: DurationUnit[] = ['day', 'hour', 'minute'];
  // One day reads better as 24 hours, as deadlines go; from two on people think in days.
  const fits = (unit: DurationUnit) =>
    seconds > 0 && seconds % UNIT_SECONDS[unit] === 0 && (unit !== 'day' || seconds > UNIT_SECONDS.day);
  const unit = units.find(fits) ?? 'second';
  return { amount: seconds / UNIT_SECONDS[unit], unit };
}

/** Whole seconds; null for what is no positive number. */
export function durationSeconds({ amount, unit }: Duration): number | null {
  const seconds = Math.round(amount * UNIT_SECONDS[unit]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

/** A time as its two largest parts, as 2 minutes and 30 seconds; parts of nothing are left out. */
export function durationParts(seconds: number): Duration[] {
  const parts: Duration[] = [];
  let rest = Math.round(seconds);
  for (const unit of ['day', 'hour', 'minute', 'second'] as const) {
    const amount = Math.floor(rest / UNIT_SECONDS[unit]);
    rest -= amount * UNIT_SECONDS[unit];
    if (amount > 0) parts.push({ amount, unit });
  }
  return parts.slice(0, 2);
}
