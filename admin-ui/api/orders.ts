import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { hubNow } from '../util/clock.ts';
import { toQuery } from '../util/order-filter.ts';
import type { OrderFilter } from '../util/order-filter.ts';
import { ordersOf } from '../util/order-list.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { orderKeys } from './order-cache.ts';
import { merchantTimeZone } from './session.ts';

export const shopKeys = {
  list: ['shops', 'list'] as const,
  edited: (shopId: string) => ['shops', 'edited', shopId] as const,
};

const FIRST_PAGE_SIZE = 50;
const NEXT_PAGE_SIZE = 100;

/** The orders of a filter, page by page. Live changes keep it right, so it is not read again by age. */
export function useOrders(filter: OrderFilter) {
  return useInfiniteQuery({
    queryKey: orderKeys.list(filter),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = toQuery(filter, merchantTimeZone(), hubNow());
      const page = pageParam ? { cursor: pageParam, limit: NEXT_PAGE_SIZE } : { limit: FIRST_PAGE_SIZE };
      return unwrap(api.GET('/orders', { params: { query: { ...query, ...page } }, signal }));
    },
    getNextPageParam: (page) => page.nextCursor,
    select: ordersOf,
    staleTime: Infinity,
  });
}

/** @param pollMs also asks again and again, for what no live change tells: a message may be parked without an order. */
export function useOrderCounts(pollMs?: number) {
  return useQuery({
    queryKey: orderKeys.counts,
    queryFn: ({ signal }) => unwrap(api.GET('/orders/counts', { signal })),
    staleTime: Infinity,
    refetchInterval: pollMs ?? false,
  });
}

export function useOrder(orderId: string) {
  return useQuery({
    queryKey: orderKeys.detail(orderId),
    queryFn: ({ signal }) => unwrap(api.GET('/orders/{orderId}', { params: { path: { orderId } }, signal })),
    placeholderData: keepPreviousData,
    enabled: orderId !== '',
  });
}

/** @param pollMs also asks again and again, for a page that shows how the shops stand right now. */
export function useShops(pollMs?: number) {
  return useQuery({
    queryKey: shopKeys.list,
    queryFn: ({ signal }) => unwrap(api.GET('/shops', { signal })),
    select: (answer) => answer.items,
    staleTime: pollMs === undefined ? 60_000 : 0,
    refetchInterval: pollMs ?? false,
  });
}
