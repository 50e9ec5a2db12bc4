import type { QueryClient } from '@tanstack/react-query';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import type { WebhookDeliveryState } from './types.ts';
import { refreshWebhooks, webhookKeys } from './webhook-endpoints.ts';

const PAGE_SIZE = 50;
/** What is on its way is watched closely; else a look now and then will do. */
const POLL_WAITING_MS = 2_000;
const POLL_QUIET_MS = 15_000;

export type DeliveryFilter = { state: WebhookDeliveryState | null; eventType: string | null };

/** What was sent to an endpoint in the last 30 days, newest first. */
export function useWebhookDeliveries(endpointId: string, { state, eventType }: DeliveryFilter) {
  return useInfiniteQuery({
    queryKey: [...webhookKeys.deliveries(endpointId), state, eventType],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(state && { state }),
        ...(eventType && { eventType }),
        ...(pageParam && { cursor: pageParam }),
      };
      const params = { path: { endpointId }, query };
      return unwrap(api.GET('/webhook-endpoints/{endpointId}/deliveries', { params, signal }));
    },
    getNextPageParam: (page) => page.nextCursor,
    select: (list) => list.pages.flatMap((page) => page.items),
    refetchInterval: (query) => {
      const newest = query.state.data?.pages[0]?.items ?? [];
      return newest.some((delivery) => delivery.state === 'waiting') ? POLL_WAITING_MS : POLL_QUIET_MS;
    },
  });
}

/** One message with its body and each attempt. */
export function useWebhookDelivery(deliveryId: string) {
  return useQuery({
    queryKey: webhookKeys.delivery(deliveryId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/webhook-deliveries/{deliveryId}', { params: { path: { deliveryId } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? POLL_WAITING_MS : false),
  });
}

/** Throws ApiError 409 while its endpoint is disabled. */
export async function replayDelivery(queries: QueryClient, deliveryId: string): Promise<void> {
  const params = { path: { deliveryId }, header: { 'Idempotency-Key': randomId() } };
  await unwrap(api.POST('/webhook-deliveries/{deliveryId}/replay', { params }));
  await refreshWebhooks(queries);
}
