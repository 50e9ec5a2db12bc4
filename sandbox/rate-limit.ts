import { z } from 'zod';

/** How often an app may call; without it calls are never refused as too many, because no platform publishes its numbers. */
export const rateLimitSchema = z.strictObject({ perSecond: z.number().positive(), burst: z.int().min(1) });

type RateLimit = z.infer<typeof rateLimitSchema>;

/** Keeps one bucket for each app that has a limit. Settings put anew make a new app object, and with it a full bucket. */
export class RateLimiter {
  readonly #buckets = new WeakMap<object, TokenBucket>();

  allows(app: { rateLimit?: RateLimit | undefined }, nowMs: number): boolean {
    if (!app.rateLimit) return true;
    const bucket = this.#buckets.get(app) ?? new TokenBucket(app.rateLimit, nowMs);
    this.#buckets.set(app, bucket);
    return bucket.take(nowMs);
  }
}

/** Allows `perSecond` calls on average and `burst` at once. */
class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor({ perSecond, burst }: RateLimit, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = nowMs;
  }

  take(nowMs: number): boolean {
    const gained = (Math.max(0, nowMs - this.#filledAt) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#filledAt = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
