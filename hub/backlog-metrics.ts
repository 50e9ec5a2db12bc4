import { Gauge, type Registry } from 'prom-client';
import type { Backlog } from '../prisma/store/backlog.ts';

/** Several scrapers, or a nervous one, ask the database no more often than this. */
const FRESH_MS = 5_000;

/**
 * What waits in the database, read when somebody looks at `/metrics`. Every hub tells the same numbers: take the largest, never the sum.
 * A database that is away leaves these numbers out and the others in.
 */
export function watchBacklog(registry: Registry, read: () => Promise<Backlog>): void {
  let known: { at: number; backlog: Promise<Backlog | null> } | undefined;
  const backlog = (): Promise<Backlog | null> => {
    if (!known || Date.now() - known.at > FRESH_MS) known = { at: Date.now(), backlog: read().catch(() => null) };
    return known.backlog;
  };
  const gauge = (name: string, help: string, pick: (backlog: Backlog) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const now = await backlog();
        this.set(now ? pick(now) : Number.NaN);
      },
    });
  gauge('jiedan_messages_waiting', 'Messages that wait for their order', (now) => now.messagesWaiting);
  gauge('jiedan_message_lag_seconds', 'Age of the oldest message that waits', (now) => now.messageLagSeconds);
  gauge('jiedan_messages_parked', 'Messages that wait for a person', (now) => now.messagesParked);
  gauge('jiedan_webhooks_waiting', 'Messages on their way to integrators', (now) => now.webhooksWaiting);
  gauge(
    'jiedan_webhook_lag_seconds',
    'How long the webhook that is due longest is late',
    (now) => now.webhookLagSeconds,
  );
  gauge(
    'jiedan_webhook_endpoints_disabled',
    'Endpoints disabled because they are gone or failed for five days',
    (now) => now.endpointsDisabled,
  );
}
