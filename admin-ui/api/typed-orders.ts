import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { addShop, connectAccount } from './connections.ts';
import { orderKeys } from './order-cache.ts';
import type { NewOrder, OrderNews, Shop, TypedOrder } from './types.ts';

const PLATFORM = 'direct';

/** What was sold lately, with the last price. */
export function useSoldProducts() {
  return useQuery({
    queryKey: ['sold-products'],
    queryFn: ({ signal }) => unwrap(api.GET('/orders/products', { signal })),
    select: (answer) => answer.items,
    staleTime: 60_000,
  });
}

/** @param key the same for every try of one order, so that none is made twice */
export function typeOrder(body: NewOrder, key: string): Promise<TypedOrder> {
  return unwrap(api.POST('/orders', { params: { header: { 'Idempotency-Key': key } }, body }));
}

/** Tells that an order of a shop of one's own was paid, or fetched by its customer. */
export async function tellOrder(queries: QueryClient, orderId: string, what: OrderNews['what']): Promise<void> {
  const params = { path: { orderId }, header: { 'Idempotency-Key': randomId() } };
  await unwrap(api.POST('/orders/{orderId}/tell', { params, body: { what } }));
  await queries.invalidateQueries({ queryKey: orderKeys.detail(orderId) });
}

/** A shop of one's own; all of a merchant's stand in one account. */
export async function openOwnShop(queries: QueryClient, name: string): Promise<Shop> {
  const { items } = await unwrap(api.GET('/connections'));
  const known = items.find(({ platform }) => platform === PLATFORM);
  const account =
    known ?? (await connectAccount(queries, { platform: PLATFORM, target: 'platform', credentials: undefined }));
  const platformShopId = `shop-${(known?.shopIds.length ?? 0) + 1}-${randomId().slice(0, 4)}`;
  return addShop(queries, account.id, { platformShopId, name });
}
