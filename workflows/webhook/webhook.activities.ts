import { Context, log } from '@temporalio/activity';
import type { OutgoingGuard } from '../../connectors/outgoing-address.ts';
import { messageIdOf } from '../../domain/webhook-events.ts';
import type { Database } from '../../prisma/store/database.ts';
import {
  type DueDelivery,
  endToldLease,
  keepToldLease,
  nextDueAt,
  readDue,
  recordAttempt,
} from '../../prisma/store/webhook-deliveries.ts';
import { readSecrets } from '../../prisma/store/webhook-endpoints.ts';
import { sendWebhook } from './send-webhook.ts';
import type { EndpointRef } from './webhook.messages.ts';

/** Messages of different orders under way to one endpoint. */
const AT_ONCE = 8;
/** Then another endpoint has its turn. */
const ROUND_MS = 20_000;
const TOLD_LEASE_MS = 60_000;
const HEARTBEAT_MS = 4_000;

export type WebhookActivities = ReturnType<typeof createWebhookActivities>;

/** The requests to receivers. A crash between a request and its record sends it again under the same id. */
export function createWebhookActivities(database: Database, guard: OutgoingGuard) {
  const { cipher } = database;

  async function send(
    { merchantId, endpointId }: EndpointRef,
    url: string,
    secrets: readonly string[],
    { id, body }: DueDelivery,
    now: () => Date,
  ): Promise<void> {
    const at = now();
    const startedAt = performance.now();
    const signal = Context.current().cancellationSignal;
    const result = await sendWebhook(guard, { id: messageIdOf(id), url, body, secrets, signal });
    const latencyMs = Math.round(performance.now() - startedAt);
    const ended = await database.withMerchantSql(merchantId, (client) =>
      recordAttempt(client, merchantId, endpointId, id, { ...result, at, latencyMs }, Math.random()),
    );
    if (ended) log.error('webhook endpoint disabled', { merchantId, endpointId, reason: ended });
  }

  return {
    /**
     * Sends what is due, some at once, until nothing is or others should have a turn.
     * @param workflowNow the workflow's clock; where it is ahead (time was skipped) it counts.
     * @returns when there is more to do; null when nothing waits.
     */
    async deliverDue(endpoint: EndpointRef, workflowNow: number): Promise<{ nextAt: number | null }> {
      const { merchantId, endpointId } = endpoint;
      const asMerchant = database.withMerchantSql;
      const startedAt = Date.now();
      const aheadMs = Math.max(0, workflowNow - startedAt);
      const now = () => new Date(Date.now() + aheadMs);
      const context = Context.current();
      const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
      try {
        do {
          const round = await asMerchant(merchantId, async (client) => {
            await keepToldLease(client, endpointId, TOLD_LEASE_MS);
            const due = await readDue(client, endpointId, now(), AT_ONCE);
            return due && { ...due, secrets: await readSecrets(client, cipher, merchantId, endpointId) };
          });
          if (!round || round.deliveries.length === 0) break;
          const { url, secrets, deliveries } = round;
          const sent = deliveries.map((delivery) => send(endpoint, url, secrets, delivery, now));
          // All have an end before one's error ends the round, or the rest would go on unseen.
          const ends = await Promise.allSettled(sent);
          for (const end of ends) if (end.status === 'rejected') throw end.reason;
        } while (Date.now() - startedAt < ROUND_MS && !context.cancellationSignal.aborted);
        const nextAt = await asMerchant(merchantId, async (client) => {
          const at = await nextDueAt(client, endpointId);
          if (at === null || at > now()) await endToldLease(client, endpointId);
          return at;
        });
        return { nextAt: nextAt?.getTime() ?? null };
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}
