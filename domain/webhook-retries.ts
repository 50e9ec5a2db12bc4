import type { DisabledReason } from './webhook-events.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The waits after the first, second, … failure of a message; the last one repeats. */
const WAITS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
] as const;
/** Each wait is up to this share longer or shorter, so that many messages that failed together do not come back together. */
const JITTER = 0.2;
/** So long a message is tried, and so long an endpoint may fail, without one success. */
export const GIVE_UP_MS = 5 * 24 * HOUR_MS;
/** From so many failures without a success on, one message at a time asks whether the receiver is back. */
export const FAILURES_BEFORE_HOLD = 5;
const HOLD_MIN_MS = 5 * SECOND_MS;
const HOLD_MAX_MS = HOUR_MS;
/** A receiver that wants more time than this is asked again all the same. */
const RETRY_AFTER_MAX_MS = 12 * HOUR_MS;

export interface Failed {
  now: Date;
  /** Attempts of this message, the failed one included. */
  attempts: number;
  firstTriedAt: Date;
  /** Since when no message of the endpoint got through, this failure included. */
  failingSince: Date;
  /** How many failures that are. */
  failureCount: number;
  /** The receiver said 410. */
  gone: boolean;
  retryAfterMs: number | null;
  /** From 0 to 1. */
  chance: number;
}

export interface AfterFailure {
  disable: Exclude<DisabledReason, 'person'> | null;
  givesUp: boolean;
  nextAttemptAt: Date;
  /** Nothing at all is sent to the endpoint before. */
  holdUntil: Date | null;
}

/** What follows from a failed attempt, for its message and for the endpoint. */
export function afterFailure(failed: Failed): AfterFailure {
  const now = failed.now.getTime();
  const asked = failed.retryAfterMs === null ? null : Math.min(failed.retryAfterMs, RETRY_AFTER_MAX_MS);
  const own = jittered(WAITS_MS[Math.min(failed.attempts, WAITS_MS.length) - 1] ?? HOUR_MS, failed.chance);
  const isDown = failed.failureCount >= FAILURES_BEFORE_HOLD;
  // A quarter of the time that it has been down: often at first, hourly in the end.
  const down = Math.min(HOLD_MAX_MS, Math.max(HOLD_MIN_MS, (now - failed.failingSince.getTime()) / 4));
  const holdMs = Math.max(asked ?? 0, isDown ? jittered(down, failed.chance) : 0);
  return {
    disable: failed.gone ? 'gone' : now - failed.failingSince.getTime() >= GIVE_UP_MS ? 'failing' : null,
    givesUp: now - failed.firstTriedAt.getTime() >= GIVE_UP_MS,
    nextAttemptAt: new Date(now + Math.max(own, asked ?? 0)),
    holdUntil: holdMs === 0 ? null : new Date(now + holdMs),
  };
}

function jittered(ms: number, chance: number): number {
  return Math.round(ms * (1 - JITTER + 2 * JITTER * chance));
}
