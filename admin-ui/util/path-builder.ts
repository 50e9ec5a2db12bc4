import { writeFilter } from './order-filter.ts';
import type { OrderFilter } from './order-filter.ts';

/** How far connecting a shop has come; each part is known once its step is done. */
export type ConnectPlace = {
  platform?: string;
  connection?: string;
  shop?: string;
  step?: 'callbacks' | 'test';
};

/** Every address of the pages; nothing else writes one. */
export const paths = {
  logIn: () => '/login',
  orders: (filter?: OrderFilter) => withSearch('/orders', filter ? writeFilter(filter) : new URLSearchParams()),
  /** The orders of any phase that a search finds. */
  ordersFound: (search: string) => withSearch('/orders', new URLSearchParams({ tab: 'all', q: search })),
  order: (orderId: string) => `/orders/${encodeURIComponent(orderId)}`,
  /** @param from an earlier order whose goods are wanted once more */
  newOrder: (from?: string) => withSearch('/orders/new', new URLSearchParams(from === undefined ? {} : { from })),
  vouchers: () => '/vouchers',
  exceptions: () => '/exceptions',
  shops: () => '/shops',
  shop: (shopId: string) => `/shops/${encodeURIComponent(shopId)}`,
  today: () => '/today',
  settings: () => '/settings',
  account: () => '/settings/account',
  people: () => '/settings/people',
  keys: () => '/settings/keys',
  audit: () => '/settings/audit',
  webhooks: () => '/settings/webhooks',
  webhook: (endpointId: string) => `/settings/webhooks/${encodeURIComponent(endpointId)}`,
  /** A shop with the dialog for its credentials open. */
  shopRotation: (shopId: string) => `/shops/${encodeURIComponent(shopId)}?do=rotate`,
  /** Connecting a shop, as far as it has come. */
  connect: (place: ConnectPlace = {}) => withSearch('/shops/connect', new URLSearchParams({ ...place })),
};

function withSearch(path: string, params: URLSearchParams): string {
  return params.size > 0 ? `${path}?${params.toString()}` : path;
}
