import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { orderKeys } from './order-cache.ts';
import { useOrderCounts } from './orders.ts';

const POLL_MS = 30_000;

/** The day so far against the same day of last week. */
export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: ({ signal }) => unwrap(api.GET('/today', { signal })),
    refetchInterval: POLL_MS,
  });
}

/** The orders that wait longest to be accepted. Read again as soon as the live count of those that wait moves. */
export function useWaitingLongest(limit: number) {
  const waiting = useOrderCounts().data?.not_accepted ?? null;
  return useQuery({
    queryKey: [...orderKeys.all, 'longest', limit, waiting],
    queryFn: ({ signal }) => {
      const query = { phase: 'not_accepted', sort: 'waiting', limit } as const;
      return unwrap(api.GET('/orders', { params: { query }, signal }));
    },
    select: (page) => page.items,
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
}
