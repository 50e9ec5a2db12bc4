import { useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrapWithHead } from './api-error.ts';
import { api } from './client.ts';
import { shopKeys } from './orders.ts';
import type { Shop, ShopTimers } from './types.ts';

/** A shop as it was when somebody began to edit it; the tag goes back with the change. */
export type EditedShop = { shop: Shop; etag: string | null };

/** Read anew for each form: an old tag could only end in a refusal. */
export function useEditedShop(shopId: string) {
  return useQuery({
    queryKey: shopKeys.edited(shopId),
    queryFn: ({ signal }) => readShop(shopId, signal),
    gcTime: 0,
    staleTime: Infinity,
  });
}

export async function readShop(shopId: string, signal?: AbortSignal): Promise<EditedShop> {
  const call = api.GET('/shops/{shopId}', { params: { path: { shopId } }, ...(signal && { signal }) });
  const { data, headers } = await unwrapWithHead(call);
  return { shop: data, etag: headers.get('ETag') };
}

/** Changes the given timers. Throws ApiError 412 when somebody else has changed the shop since it was read. */
export async function saveTimers({ shop, etag }: EditedShop, timers: Partial<ShopTimers>): Promise<EditedShop> {
  const header = { 'Idempotency-Key': randomId(), ...(etag !== null && { 'If-Match': etag }) };
  const { data, headers } = await unwrapWithHead(
    api.PATCH('/shops/{shopId}', { params: { path: { shopId: shop.id }, header }, body: { timers } }),
  );
  return { shop: data, etag: headers.get('ETag') };
}
