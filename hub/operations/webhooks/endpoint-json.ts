import type { components } from '../../../openapi/generated/schema.ts';
import type { SqlClient } from '../../../prisma/store/database.ts';
import { type EndpointRow, readEndpoints } from '../../../prisma/store/webhook-endpoints.ts';
import { Problem } from '../../problem.ts';

type Json = components['schemas']['WebhookEndpoint'];

export function endpointJson(row: EndpointRow): Json {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes as Json['eventTypes'],
    shopIds: row.shopIds,
    state: row.state,
    disabledReason: row.disabledReason,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    failureCount: row.failureCount,
    lastFailure: row.failingSince === null ? null : (row.lastFailure as Json['lastFailure']),
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    pausedUntil: row.holdUntil !== null && row.holdUntil > new Date() ? row.holdUntil.toISOString() : null,
    previousSecretUntil:
      row.previousSecretUntil !== null && row.previousSecretUntil > new Date()
        ? row.previousSecretUntil.toISOString()
        : null,
    waiting: row.waiting,
    createdAt: row.createdAt.toISOString(),
  };
}

export function endpointEtag({ version }: EndpointRow): string {
  return `"${version}"`;
}

/** @throws Problem `not-found`. */
export async function mustReadEndpoint(client: SqlClient, endpointId: string): Promise<EndpointRow> {
  const [row] = await readEndpoints(client, endpointId);
  if (!row) throw new Problem('not-found', 'There is no such endpoint.');
  return row;
}

/** @throws Problem `not-found`, `endpoint-disabled`. */
export async function mustBeEnabled(client: SqlClient, endpointId: string): Promise<void> {
  const { state } = await mustReadEndpoint(client, endpointId);
  if (state === 'disabled') throw new Problem('endpoint-disabled', 'Enable the endpoint first.');
}
