import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import type { KeyRequest, NewApiKey } from './types.ts';

const keysKey = ['api-keys'] as const;

/** Every key of this merchant, newest first, also those that count no more. */
export function useKeys(enabled = true) {
  return useQuery({
    queryKey: keysKey,
    queryFn: ({ signal }) => unwrap(api.GET('/keys', { signal })),
    select: (answer) => answer.items,
    enabled,
  });
}

/** The key itself is in the answer and nowhere else. */
export async function createKey(queries: QueryClient, body: KeyRequest): Promise<NewApiKey> {
  const params = { header: { 'Idempotency-Key': randomId() } };
  const made = await unwrap(api.POST('/keys', { params, body }));
  await queries.invalidateQueries({ queryKey: keysKey });
  return made;
}

/** @param overlapSeconds for which the old one is taken as well */
export async function rotateKey(queries: QueryClient, keyId: string, overlapSeconds: number): Promise<NewApiKey> {
  const params = { path: { keyId }, header: { 'Idempotency-Key': randomId() } };
  const made = await unwrap(api.POST('/keys/{keyId}/rotate', { params, body: { overlapSeconds } }));
  await queries.invalidateQueries({ queryKey: keysKey });
  return made;
}

export async function revokeKey(queries: QueryClient, keyId: string): Promise<void> {
  const params = { path: { keyId }, header: { 'Idempotency-Key': randomId() } };
  await unwrap(api.POST('/keys/{keyId}/revoke', { params }));
  await queries.invalidateQueries({ queryKey: keysKey });
}
