import type { components } from '../../../openapi/generated/schema.ts';
import type { SqlClient } from '../../../prisma/store/database.ts';
import { type AttemptRow, type DeliveryRow, readDelivery } from '../../../prisma/store/webhook-deliveries.ts';
import { messageIdOf } from '../../../domain/webhook-events.ts';
import { Problem } from '../../problem.ts';

type Json = components['schemas']['WebhookDelivery'];

export function deliveryJson(row: DeliveryRow): Json {
  return {
    id: row.id,
    messageId: messageIdOf(row.id),
    endpointId: row.endpointId,
    eventType: row.eventType,
    orderId: row.orderId,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.lastStatus,
    lastFailure: row.lastFailure as Json['lastFailure'],
    lastLatencyMs: row.lastLatencyMs,
    lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
    nextAttemptAt: row.state === 'waiting' ? row.nextAttemptAt.toISOString() : null,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function attemptJson(row: AttemptRow): components['schemas']['WebhookDeliveryDetail']['tries'][number] {
  return { ...row, failure: row.failure as Json['lastFailure'], at: row.at.toISOString() };
}

/** @throws Problem `not-found`. */
export async function mustReadDelivery(
  client: SqlClient,
  deliveryId: string,
): Promise<NonNullable<Awaited<ReturnType<typeof readDelivery>>>> {
  const found = await readDelivery(client, deliveryId);
  if (!found) throw new Problem('not-found', 'There is no such delivery.');
  return found;
}
