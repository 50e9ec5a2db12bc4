import type { Response } from 'express';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { touchKey } from '../prisma/store/api-keys.ts';
import type { Identity } from '../prisma/store/identities.ts';
import { sweepWindows, takeCalls } from '../prisma/store/rate-windows.ts';
import { Problem } from './problem.ts';

const WINDOW_SECONDS = 60;
/** A process takes this share of a minute at a time, so that one call in many asks the database. What it does not use is lost. */
const SHARE = 1 / 50;
const KEYS_MAX = 10_000;
const SWEEP_ONE_IN = 500;

interface Window {
  start: number;
  /** Taken by this process and not used yet. */
  held: number;
  /** As the database said last. */
  left: number;
  taking: Promise<void> | undefined;
}

/** How many calls a key may make in a minute, kept by all processes together. People are not counted. */
export class RateLimit {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly hints: Pool,
    private readonly log: Logger,
  ) {}

  /** Counts a call and says in its answer how many are left. @throws Problem `rate-limited`. */
  async count(identity: Identity, response: Response): Promise<void> {
    if (identity.kind !== 'api_key') return;
    const { id, ratePerMinute: limit } = identity;
    const window = this.windowOf(id);
    if (limit === null) return;
    const fresh = await this.draw(id, window, limit);
    const seconds = Math.max(1, Math.ceil(window.start + WINDOW_SECONDS - Date.now() / 1000));
    response.set('RateLimit-Policy', `"minute";q=${limit};w=${WINDOW_SECONDS}`);
    response.set('RateLimit', `"minute";r=${window.held + window.left};t=${seconds}`);
    if (!fresh) throw new Problem('rate-limited', `Try again in ${seconds} seconds.`, {}, seconds);
  }

  private async draw(keyId: string, window: Window, limit: number): Promise<boolean> {
    while (window.held === 0 && window.left > 0) {
      window.taking ??= this.take(keyId, window, limit).finally(() => (window.taking = undefined));
      await window.taking;
    }
    if (window.held === 0) return false;
    window.held -= 1;
    return true;
  }

  private async take(keyId: string, window: Window, limit: number): Promise<void> {
    const wanted = Math.max(1, Math.ceil(limit * SHARE));
    const windowStart = new Date(window.start * 1000);
    const { got, left } = await takeCalls(this.hints, { keyId, windowStart, wanted, limit });
    window.held += got;
    window.left = left;
  }

  /** A new window is also when a key is seen to be in use. */
  private windowOf(keyId: string): Window {
    const start = Math.floor(Date.now() / 1000 / WINDOW_SECONDS) * WINDOW_SECONDS;
    const known = this.windows.get(keyId);
    if (known?.start === start) return known;
    if (this.windows.size >= KEYS_MAX) this.windows.clear();
    const window: Window = { start, held: 0, left: Number.MAX_SAFE_INTEGER, taking: undefined };
    this.windows.set(keyId, window);
    const upkeep = Math.random() < 1 / SWEEP_ONE_IN ? sweepWindows(this.hints) : undefined;
    Promise.all([touchKey(this.hints, keyId), upkeep]).catch((error: unknown) =>
      this.log.warn({ err: error }, 'last use of a key not written'),
    );
    return window;
  }
}
