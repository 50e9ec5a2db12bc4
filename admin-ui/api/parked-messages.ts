import type { QueryClient } from '@tanstack/react-query';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap, unwrapNothing } from './api-error.ts';
import { api } from './client.ts';
import { orderKeys } from './order-cache.ts';
import type { ParkedReason } from './types.ts';

const PAGE_SIZE = 50;

const parkedKeys = {
  all: ['parked'] as const,
  lists: ['parked', 'list'] as const,
  list: (reason: ParkedReason | null) => ['parked', 'list', reason] as const,
  detail: (messageId: string) => ['parked', 'detail', messageId] as const,
};

/** The messages that wait for a person, newest first; null is of any reason. */
export function useParkedMessages(reason: ParkedReason | null) {
  return useInfiniteQuery({
    queryKey: parkedKeys.list(reason),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...(reason && { reason }), ...(pageParam && { cursor: pageParam }) };
      return unwrap(api.GET('/parked-messages', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.nextCursor,
    select: (list) => list.pages.flatMap((page) => page.items),
  });
}

/** One message with its raw text. It holds a customer's data, so it is forgotten as soon as nobody looks at it. */
export function useParkedMessage(messageId: string) {
  return useQuery({
    queryKey: parkedKeys.detail(messageId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/parked-messages/{messageId}', { params: { path: { messageId } }, signal })),
    gcTime: 0,
  });
}

/** Reads the lists and the count again. */
export async function refreshParked(queries: QueryClient): Promise<void> {
  await Promise.all([refreshParkedLists(queries), refreshParkedCount(queries)]);
}

export function refreshParkedLists(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: parkedKeys.lists });
}

/** An open list brings in by itself what has come: it knows whether a finger is near. */
export function refreshParkedCount(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: orderKeys.counts });
}

/** Whether the message still waits for a person. */
export async function isParked(messageId: string): Promise<boolean> {
  const { response } = await api.GET('/parked-messages/{messageId}', { params: { path: { messageId } } });
  return response.status !== 404;
}

/** Lets one message go again. Throws ApiError 409 when what parked it is still so. */
export function retryMessage(messageId: string): Promise<void> {
  const params = { path: { messageId }, header: { 'Idempotency-Key': randomId() } };
  return unwrapNothing(api.POST('/parked-messages/{messageId}/retry', { params }));
}

/** Lets all messages go again, or those of one reason. Answers how many go. */
export async function retryMessages(reason: ParkedReason | null): Promise<number> {
  const params = { header: { 'Idempotency-Key': randomId() } };
  const body = reason ? { reason } : {};
  return (await unwrap(api.POST('/parked-messages/retry', { params, body }))).retried;
}

/** Puts a message aside for good. */
export function dismissMessage(messageId: string, reason: string): Promise<void> {
  const params = { path: { messageId }, header: { 'Idempotency-Key': randomId() } };
  return unwrapNothing(api.POST('/parked-messages/{messageId}/dismiss', { params, body: { reason } }));
}
