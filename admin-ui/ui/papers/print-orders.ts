import type { QueryClient } from '@tanstack/react-query';
import { unwrap } from '../../api/api-error.ts';
import { api } from '../../api/client.ts';
import { orderKeys } from '../../api/order-cache.ts';
import type { OrderDetail } from '../../api/types.ts';
import { createStore } from '../../util/store.ts';

/** The customer's slip with amounts and address, or the kitchen's ticket with what is to be made. */
export type Paper = 'slip' | 'kitchen';

/** More than this is a day's work for a printer, and a mistake. */
export const PAPERS_MAX = 100;

/** What the printer is to get; `Papers` lays it out, opens the browser's print dialog and clears it again. */
export const papersStore = createStore<{ paper: Paper; orders: OrderDetail[] } | null>(null);

/** Reads the orders whole and prints one paper for each. Throws ApiError when one of them cannot be read: half a pile is worse. */
export async function printOrders(queries: QueryClient, orderIds: readonly string[], paper: Paper): Promise<void> {
  const orders: OrderDetail[] = [];
  for (const orderId of orderIds.slice(0, PAPERS_MAX)) {
    const queryFn = () => unwrap(api.GET('/orders/{orderId}', { params: { path: { orderId } } }));
    orders.push(await queries.query({ queryKey: orderKeys.detail(orderId), queryFn, staleTime: 5_000 }));
  }
  papersStore.set({ paper, orders });
}
