import type { Query, QueryClient } from '@tanstack/react-query';
import { hubNow } from '../util/clock.ts';
import { filterMatcher, toQuery } from '../util/order-filter.ts';
import type { OrderFilter } from '../util/order-filter.ts';
import { firstPage, insertOrder, keepOrders, replaceOrder } from '../util/order-list.ts';
import type { OrderList } from '../util/order-list.ts';
import { merchantTimeZone } from './session.ts';
import type { LiveOrderChange, OrderDetail, OrderSummary } from './types.ts';

export const orderKeys = {
  lists: ['orders', 'list'] as const,
  list: (filter: OrderFilter) => ['orders', 'list', filter] as const,
  counts: ['orders', 'counts'] as const,
  detail: (orderId: string) => ['orders', 'detail', orderId] as const,
  all: ['orders'] as const,
};

export function applyLiveChange(queries: QueryClient, change: LiveOrderChange): void {
  const countsQuery = queries.getQueryCache().find({ queryKey: orderKeys.counts });
  bring(queries, countsQuery, () => queries.setQueryData(orderKeys.counts, change.counts));
  applyOrder(queries, change.order);
  // The summary has no lines and no timeline, so an open order page reads itself again.
  void queries.invalidateQueries({ queryKey: orderKeys.detail(change.order.id) });
}

/**
 * Brings a newer version of an order into everything on hand. In a list that is being looked at, rows change in place
 * only; the page itself decides when a row may come or go. A list nobody looks at is simply made right.
 */
export function applyOrder(queries: QueryClient, order: OrderSummary): void {
  queries.setQueryData<OrderDetail>(orderKeys.detail(order.id), (known) =>
    known && Date.parse(known.updatedAt) <= Date.parse(order.updatedAt) ? { ...known, ...order } : known,
  );
  for (const query of queries.getQueryCache().findAll({ queryKey: orderKeys.lists })) {
    const filter = query.queryKey[2] as OrderFilter;
    bring(queries, query, (isJustRead) => {
      const inPlaceOnly = query.isActive() && !isJustRead;
      queries.setQueryData<OrderList>(query.queryKey, (list) => {
        if (!list) return list;
        return inPlaceOnly ? replaceOrder(list, order) : settle(insertIfMatching(list, order, filter), filter);
      });
    });
  }
}

/**
 * Applies a change now, and once more when an answer that is on its way has come: it may have been made before the change and would
 * bring the past back, to stay until the order changes again.
 */
function bring(queries: QueryClient, query: Query | undefined, apply: (isJustRead: boolean) => void): void {
  apply(false);
  if (query?.state.fetchStatus !== 'fetching') return;
  const stop = queries.getQueryCache().subscribe((event) => {
    if (event.query !== query || (event.type !== 'removed' && query.state.fetchStatus === 'fetching')) return;
    stop();
    if (event.type !== 'removed') apply(true);
  });
}

/** Adds an order that a watched list should show now. */
export function showOrder(queries: QueryClient, order: OrderSummary, filter: OrderFilter): void {
  queries.setQueryData<OrderList>(orderKeys.list(filter), (list) => list && insertIfMatching(list, order, filter));
}

/** Takes out of a list what no longer belongs there. */
export function settleList(queries: QueryClient, filter: OrderFilter): void {
  queries.setQueryData<OrderList>(orderKeys.list(filter), (list) => list && settle(list, filter));
}

/** Reads everything about orders again, from the first page of each list. */
export async function resyncOrders(queries: QueryClient): Promise<void> {
  queries.setQueriesData<OrderList>({ queryKey: orderKeys.lists }, (list) => list && firstPage(list));
  await queries.invalidateQueries({ queryKey: orderKeys.all });
}

function insertIfMatching(list: OrderList, order: OrderSummary, filter: OrderFilter): OrderList {
  const belongs = matcher(filter)(order) === 'yes';
  const { sort } = toQuery(filter, merchantTimeZone(), hubNow());
  return belongs ? insertOrder(list, order, sort) : replaceOrder(list, order);
}

function settle(list: OrderList, filter: OrderFilter): OrderList {
  const belongs = matcher(filter);
  return keepOrders(list, (order) => belongs(order) !== 'no');
}

function matcher(filter: OrderFilter) {
  return filterMatcher(filter, merchantTimeZone(), hubNow());
}
