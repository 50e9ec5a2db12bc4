import { describe, expect, it } from 'vitest';
import { afterFailure, type Failed, GIVE_UP_MS } from './webhook-retries.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function failed(more: Partial<Failed> = {}): Failed {
  return {
    now: NOW,
    attempts: 1,
    firstTriedAt: NOW,
    failingSince: NOW,
    failureCount: 1,
    gone: false,
    retryAfterMs: null,
    chance: 0.5,
    ...more,
  };
}
const waitMs = (more: Partial<Failed>) => afterFailure(failed(more)).nextAttemptAt.getTime() - NOW.getTime();
const holdMs = (more: Partial<Failed>) => {
  const until = afterFailure(failed(more)).holdUntil;
  return until && until.getTime() - NOW.getTime();
};

describe('a message that did not get through', () => {
  it('is tried again after seconds, minutes and hours, up to eight', () => {
    const waits = Array.from({ length: 11 }, (_, index) => waitMs({ attempts: index + 1 }) / 1000);
    expect(waits).toEqual([5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800, 28800]);
  });

  it('comes a fifth earlier or later, by chance', () => {
    expect([waitMs({ attempts: 6, chance: 0 }), waitMs({ attempts: 6, chance: 1 })]).toEqual([
      48 * MINUTE_MS,
      72 * MINUTE_MS,
    ]);
  });

  it('is given up after five days', () => {
    const days = (ms: number) => afterFailure(failed({ firstTriedAt: new Date(NOW.getTime() - ms) })).givesUp;
    expect([days(GIVE_UP_MS - 1), days(GIVE_UP_MS)]).toEqual([false, true]);
  });

  it('waits as long as the receiver asks, but not for ever', () => {
    expect([waitMs({ retryAfterMs: 90_000 }), holdMs({ retryAfterMs: 90_000 })]).toEqual([90_000, 90_000]);
    expect(waitMs({ retryAfterMs: 1_000 })).toBe(5_000);
    expect(holdMs({ retryAfterMs: 1e15 })).toBe(12 * HOUR_MS);
  });
});

describe('an endpoint that fails', () => {
  it('is left alone from the fifth failure on, longer the longer it is down, an hour at most', () => {
    const down = (ms: number, failureCount = 5) => holdMs({ failureCount, failingSince: new Date(NOW.getTime() - ms) });
    expect(down(HOUR_MS, 4)).toBeNull();
    expect([down(0), down(MINUTE_MS), down(HOUR_MS), down(24 * HOUR_MS)]).toEqual([
      5_000,
      15_000,
      15 * MINUTE_MS,
      HOUR_MS,
    ]);
  });

  it('is disabled when it is gone, or has failed for five days', () => {
    expect(afterFailure(failed({ gone: true })).disable).toBe('gone');
    const since = (ms: number) => afterFailure(failed({ failingSince: new Date(NOW.getTime() - ms) })).disable;
    expect([since(GIVE_UP_MS - 1), since(GIVE_UP_MS)]).toEqual([null, 'failing']);
  });
});
