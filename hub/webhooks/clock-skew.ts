import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';

/** Retries of a push are signed anew, so its time is off by seconds unless one of the clocks is wrong. */
const ALARM_MS = 2 * 60_000;
/** One line a minute is enough to be seen. */
const QUIET_MS = 60_000;

/** Watches how far platforms' clocks are from ours: past their tolerance every push is refused, and it is the clock that needs a person. */
export class ClockSkew {
  private readonly warnedAt = new Map<string, number>();

  constructor(
    private readonly metrics: Metrics,
    private readonly log: Logger,
  ) {}

  /** @param sentAt by the platform's clock; undefined where it does not say. */
  note(platform: string, sentAt: Date | undefined, receivedAt: Date): void {
    if (!sentAt) return;
    const skewMs = sentAt.getTime() - receivedAt.getTime();
    this.metrics.clockSkew.set({ platform }, skewMs / 1000);
    const warnedAt = this.warnedAt.get(platform) ?? 0;
    if (Math.abs(skewMs) < ALARM_MS || receivedAt.getTime() - warnedAt < QUIET_MS) return;
    this.warnedAt.set(platform, receivedAt.getTime());
    this.log.warn({ platform, skewSeconds: Math.round(skewMs / 1000) }, 'the clock of the platform and ours differ');
  }
}
