import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { shopKeys } from './orders.ts';
import type { Connection, Shop, ShopTest } from './types.ts';

/** First push and first order are worth seeing as they come. */
const TEST_POLL_MS = 2_000;

const connectionKeys = {
  platforms: ['platforms'] as const,
  list: ['connections'] as const,
  platformShops: (connectionId: string) => ['connections', connectionId, 'platform-shops'] as const,
  test: (shopId: string) => ['shops', 'test', shopId] as const,
};

/** Platforms that can be connected, with what to copy from where. */
export function usePlatforms() {
  return useQuery({
    queryKey: connectionKeys.platforms,
    queryFn: ({ signal }) => unwrap(api.GET('/platforms', { signal })),
    staleTime: Infinity,
  });
}

/** @param mayRead nobody else is told how accounts are connected. */
export function useConnections(mayRead = true) {
  return useQuery({
    enabled: mayRead,
    queryKey: connectionKeys.list,
    queryFn: ({ signal }) => unwrap(api.GET('/connections', { signal })),
    select: (answer) => answer.items,
  });
}

/** @throws ApiError 400 with the names of fields that do not fit, 409 for an account that is connected already. */
export async function connectAccount(
  queries: QueryClient,
  body: { platform: string; target: 'platform' | 'sandbox'; credentials: Record<string, string> | undefined },
): Promise<Connection> {
  const connection = await unwrap(api.POST('/connections', { params: withKey(), body }));
  await queries.invalidateQueries({ queryKey: connectionKeys.list });
  return connection;
}

/** The shops of an account as its platform lists them; asked anew whenever somebody looks. */
export function usePlatformShops(connectionId: string) {
  return useQuery({
    queryKey: connectionKeys.platformShops(connectionId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/connections/{connectionId}/platform-shops', { params: { path: { connectionId } }, signal })),
    gcTime: 0,
  });
}

/** @throws ApiError 409 when the connection has this shop already. */
export async function addShop(
  queries: QueryClient,
  connectionId: string,
  body: { platformShopId: string; name: string },
): Promise<Shop> {
  const params = { path: { connectionId }, ...withKey() };
  const shop = await unwrap(api.POST('/connections/{connectionId}/shops', { params, body }));
  await Promise.all([shopKeys.list, connectionKeys.list].map((queryKey) => queries.invalidateQueries({ queryKey })));
  return shop;
}

/** @throws ApiError 400 with the names of fields that do not fit. */
export async function changeCredentials(
  queries: QueryClient,
  connectionId: string,
  body: { credentials: Record<string, string>; overlapSeconds: number },
): Promise<{ oldAcceptedUntil: string }> {
  const params = { path: { connectionId }, ...withKey() };
  const changed = await unwrap(api.POST('/connections/{connectionId}/credentials', { params, body }));
  await queries.invalidateQueries({ queryKey: connectionKeys.list });
  return changed;
}

/** How far a shop is, renewed by itself until everything has come. */
export function useShopTest(shopId: string) {
  return useQuery({
    queryKey: connectionKeys.test(shopId),
    queryFn: ({ signal }) => unwrap(api.GET('/shops/{shopId}/test', { params: { path: { shopId } }, signal })),
    refetchInterval: ({ state }) => (state.data && isAllWell(state.data) ? false : TEST_POLL_MS),
  });
}

/** Asks the platform now. */
export async function testShop(queries: QueryClient, shopId: string): Promise<ShopTest> {
  const result = await unwrap(api.POST('/shops/{shopId}/test', { params: { path: { shopId }, ...withKey() } }));
  queries.setQueryData(connectionKeys.test(shopId), result);
  await queries.invalidateQueries({ queryKey: shopKeys.list });
  return result;
}

export async function changeShop(
  queries: QueryClient,
  shopId: string,
  body: { name?: string; paused?: boolean; removed?: boolean },
): Promise<Shop> {
  const shop = await unwrap(api.PATCH('/shops/{shopId}', { params: { path: { shopId }, ...withKey() }, body }));
  await queries.invalidateQueries({ queryKey: ['shops'] });
  return shop;
}

export function isAllWell({ steps }: ShopTest): boolean {
  return steps.every(({ state }) => state === 'ok');
}

function withKey() {
  return { header: { 'Idempotency-Key': randomId() } };
}
