import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap, unwrapNothing, unwrapWithHead } from './api-error.ts';
import { api } from './client.ts';
import type { WebhookEndpoint, WebhookEndpointRequest } from './types.ts';

const POLL_MS = 10_000;

export const webhookKeys = {
  all: ['webhooks'] as const,
  endpoints: ['webhooks', 'endpoints'] as const,
  endpoint: (endpointId: string) => ['webhooks', 'endpoint', endpointId] as const,
  deliveries: (endpointId: string) => ['webhooks', 'deliveries', endpointId] as const,
  delivery: (deliveryId: string) => ['webhooks', 'delivery', deliveryId] as const,
};

/** An endpoint with the tag that goes back with a change. */
export type ReadEndpoint = { endpoint: WebhookEndpoint; etag: string | null };

export function useWebhookEndpoints() {
  return useQuery({
    queryKey: webhookKeys.endpoints,
    queryFn: ({ signal }) => unwrap(api.GET('/webhook-endpoints', { signal })),
    select: (answer) => answer.items,
    refetchInterval: POLL_MS,
  });
}

export function useWebhookEndpoint(endpointId: string) {
  return useQuery({
    queryKey: webhookKeys.endpoint(endpointId),
    queryFn: async ({ signal }): Promise<ReadEndpoint> => {
      const params = { path: { endpointId } };
      const { data, headers } = await unwrapWithHead(api.GET('/webhook-endpoints/{endpointId}', { params, signal }));
      return { endpoint: data, etag: headers.get('ETag') };
    },
    refetchInterval: POLL_MS,
  });
}

export async function createEndpoint(queries: QueryClient, body: WebhookEndpointRequest): Promise<WebhookEndpoint> {
  const params = { header: { 'Idempotency-Key': randomId() } };
  const made = await unwrap(api.POST('/webhook-endpoints', { params, body }));
  await refreshWebhooks(queries);
  return made;
}

/** Throws ApiError 412 when somebody else has changed it since it was read. */
export async function changeEndpoint(
  queries: QueryClient,
  { endpoint, etag }: ReadEndpoint,
  body: WebhookEndpointRequest,
): Promise<void> {
  const header = { 'Idempotency-Key': randomId(), ...(etag !== null && { 'If-Match': etag }) };
  const params = { path: { endpointId: endpoint.id }, header };
  await unwrap(api.PATCH('/webhook-endpoints/{endpointId}', { params, body }));
  await refreshWebhooks(queries);
}

export async function deleteEndpoint(queries: QueryClient, endpointId: string): Promise<void> {
  await unwrapNothing(api.DELETE('/webhook-endpoints/{endpointId}', { params: once(endpointId) }));
  await queries.invalidateQueries({ queryKey: webhookKeys.endpoints });
}

export async function enableEndpoint(queries: QueryClient, endpointId: string): Promise<void> {
  await unwrap(api.POST('/webhook-endpoints/{endpointId}/enable', { params: once(endpointId) }));
  await refreshWebhooks(queries);
}

export async function disableEndpoint(queries: QueryClient, endpointId: string): Promise<void> {
  await unwrap(api.POST('/webhook-endpoints/{endpointId}/disable', { params: once(endpointId) }));
  await refreshWebhooks(queries);
}

/** Sends a test message. Throws ApiError 409 while the endpoint is disabled. */
export async function pingEndpoint(queries: QueryClient, endpointId: string): Promise<void> {
  await unwrap(api.POST('/webhook-endpoints/{endpointId}/ping', { params: once(endpointId) }));
  await refreshWebhooks(queries);
}

/** @param overlapHours for which the old secret signs beside the new one */
export async function rotateSecret(queries: QueryClient, endpointId: string, overlapHours: number): Promise<void> {
  const params = once(endpointId);
  await unwrap(api.POST('/webhook-endpoints/{endpointId}/rotate-secret', { params, body: { overlapHours } }));
  await refreshWebhooks(queries);
}

/** The secret is read only when somebody asks for it: the record keeps who did. */
export function readSecret(endpointId: string) {
  return unwrap(api.GET('/webhook-endpoints/{endpointId}/secret', { params: { path: { endpointId } } }));
}

/** Sends again all since a moment. @returns how many messages go again */
export async function replaySince(queries: QueryClient, endpointId: string, sinceMs: number): Promise<number> {
  let replayed = 0;
  // One call takes 500 events and says where it stopped.
  for (let since: string | null = new Date(sinceMs).toISOString(); since !== null;) {
    const params = once(endpointId);
    const step: { replayed: number; nextSince: string | null } = await unwrap(
      api.POST('/webhook-endpoints/{endpointId}/replay', { params, body: { since } }),
    );
    replayed += step.replayed;
    since = step.nextSince;
  }
  await refreshWebhooks(queries);
  return replayed;
}

export function refreshWebhooks(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: webhookKeys.all });
}

function once(endpointId: string) {
  return { path: { endpointId }, header: { 'Idempotency-Key': randomId() } };
}
