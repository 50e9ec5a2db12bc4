import type { Shop } from '../api/types.ts';

const POLL_LATE_MS = 10 * 60_000;
const PUSH_RECENT_MS = 24 * 3_600_000;

export type ShopLight =
  | { tone: 'good'; cause: 'push' | 'poll' }
  | { tone: 'warn'; cause: 'missed' | 'pollLate' | 'silent' }
  | { tone: 'bad'; cause: 'failure' };

/** How a shop's connection stands, worst cause first: a failure hides all else, a lost push goes before a late poll. */
export function shopLight({ lastPushAt, sync }: Pick<Shop, 'lastPushAt' | 'sync'>, nowMs: number): ShopLight {
  if (sync.failure !== null) return { tone: 'bad', cause: 'failure' };
  if (sync.missedPushes > 0) return { tone: 'warn', cause: 'missed' };
  if (sync.polledAt !== null && ageMs(sync.polledAt, nowMs) > POLL_LATE_MS) return { tone: 'warn', cause: 'pollLate' };
  if (lastPushAt !== null && ageMs(lastPushAt, nowMs) <= PUSH_RECENT_MS) return { tone: 'good', cause: 'push' };
  return sync.polledAt === null ? { tone: 'warn', cause: 'silent' } : { tone: 'good', cause: 'poll' };
}

function ageMs(at: string, nowMs: number): number {
  return nowMs - Date.parse(at);
}
