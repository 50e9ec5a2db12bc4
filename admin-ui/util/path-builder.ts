import { writeFilter } from './order-filter.ts';
import type { OrderFilter } from './order-filter.ts';

/** Every address of the pages; nothing else writes one. */
export const paths = {
  logIn: () => '/login',
  orders: (filter?: OrderFilter) => {
    const search = filter ? writeFilter(filter).toString() : '';
    return search ? `/orders?${search}` : '/orders';
  },
  order: (orderId: string) => `/orders/${encodeURIComponent(orderId)}`,
};
