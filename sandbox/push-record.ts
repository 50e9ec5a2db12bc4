import { z } from 'zod';
import type { UnsignedPush, WireRequest } from './platform.ts';

/**
 * - `waiting` will be tried (again) at `dueAt`, `held` waits for the next push of its order so that the two swap places
 * - `delivered` was acknowledged, `given-up` ran out of attempts
 * - `unsent` had no registered address, `dropped` was lost on purpose; both can be replayed
 */
export type PushState = 'waiting' | 'held' | 'delivered' | 'given-up' | 'unsent' | 'dropped';

export interface PushRecord extends UnsignedPush {
  id: number;
  state: PushState;
  createdAt: string;
  /** Unix milliseconds of the next attempt; only meaningful while waiting. */
  dueAt: number;
  /** The bytes sent last, for a replay that changes nothing. */
  request?: WireRequest;
  /** How often it was tried by itself, replays and duplicates not counted. */
  tries: number;
  /** The newest ones. */
  attempts: PushAttempt[];
  /** Whether to send it once more after the acknowledgement, as real platforms now and then do. */
  sendTwice: boolean;
}

export interface PushAttempt {
  at: string;
  why: 'first' | 'retry' | 'duplicate' | 'replay';
  durationMs: number;
  acknowledged: boolean;
  status?: number;
  /** The beginning of what the merchant's software answered. */
  answer?: string;
  /** Why there was no answer. */
  error?: string;
}

export const pushSettingsSchema = z.strictObject({
  /** Same seed and same pushes, same luck. */
  seed: z.int().min(0).default(1),
  /** Waited before the first attempt of every push. */
  delayMs: z.int().min(0).max(600_000).default(0),
  /** The share of pushes that is sent a second time after the acknowledgement, 0 to 1. */
  duplicate: z.number().min(0).max(1).default(0),
  /** The share of pushes that is never sent. */
  drop: z.number().min(0).max(1).default(0),
  /** The share of pushes that is held back until the next push of the same order has been tried. */
  reorder: z.number().min(0).max(1).default(0),
  /** A held push goes out by itself after this long. */
  reorderWithinMs: z.int().min(0).max(600_000).default(3_000),
  /** Only pushes of this platform meet these oddities. */
  platform: z.string().optional(),
});

export type PushSettings = z.infer<typeof pushSettingsSchema>;

export interface PushFilter {
  platform?: string;
  appId?: string;
  orderId?: string;
  kind?: string;
  state?: string;
}

export function pushMatches(push: PushRecord, filter: PushFilter): boolean {
  return (['platform', 'appId', 'orderId', 'kind', 'state'] as const).every(
    (key) => filter[key] === undefined || filter[key] === push[key],
  );
}
