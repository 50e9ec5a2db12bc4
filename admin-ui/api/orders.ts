import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { hubNow } from '../util/clock.ts';
import { toQuery } from '../util/order-filter.ts';
import type { OrderFilter } from '../util/order-filter.ts';
import { ordersOf } from '../util/order-list.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { orderKeys } from './order-cache.ts';
import { merchantTimeZone } from './session.ts';

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

export function useOrderCounts() {
  return useQuery({
    queryKey: orderKeys.counts,
    queryFn: ({ signal }) => unwrap(api.GET('/orders/counts', { signal })),
    staleTime: Infinity,
  });
}

export function useOrder(orderId: string) {
  return useQuery({
    queryKey: orderKeys.detail(orderId),
    queryFn: ({ signal }) => unwrap(api.GET('/orders/{orderId}', { params: { path: { orderId } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useShops() {
  return useQuery({
    queryKey: ['shops'],
    queryFn: ({ signal }) => unwrap(api.GET('/shops', { signal })),
    select: (answer) => answer.items,
    staleTime: 60_000,
  });
}
