import type { Pool } from 'pg';

/** Channel of the dispatcher: something waits in the inbox. */
export const INBOX_CHANNEL = 'jiedan_inbox';
/** Channel of the live pages: the payload is the merchant whose orders changed. */
export const ORDERS_CHANNEL = 'jiedan_orders';
/** Channel of who looks at which order: the payload is JSON of the merchant and a `Presence`. */
export const PRESENCE_CHANNEL = 'jiedan_presence';

/** The first call of a quiet time goes at once; in a busy one they come together: between two calls is twice the time that one takes. */
const GAP_TIMES = 2;
const GAP_MAX_MS = 20;

/**
 * Sends NOTIFY outside any transaction, one at a time and with a gap: what is to be told meanwhile melts into a single next one.
 * (NOTIFY inside each write transaction costs more than half of the throughput.)
 */
export class CoalescedNotify {
  private readonly waiting = new Set<string>();
  private running: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly channel: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  send(payload = ''): void {
    this.waiting.add(payload);
    this.running ??= this.drain();
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    // Leaves the caller's turn first, so that whatever it sends in the same turn becomes one round trip.
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const payloads = [...this.waiting];
      this.waiting.clear();
      const startedAt = performance.now();
      try {
        await this.pool.query({
          name: 'notify',
          text: 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload',
          values: [this.channel, payloads],
        });
      } catch (error) {
        // The receiver's own timer finds what this would have told.
        this.onError(error);
      }
      const gapMs = Math.min(GAP_MAX_MS, GAP_TIMES * (performance.now() - startedAt));
      await new Promise((resolve) => setTimeout(resolve, gapMs));
    }
    this.running = undefined;
  }
}
