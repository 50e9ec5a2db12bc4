import type { QueryClient } from '@tanstack/react-query';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap, unwrapNothing } from './api-error.ts';
import { api } from './client.ts';
import type { SyncRun } from './types.ts';

const RUNS_SHOWN = 20;
/** While something runs its progress is worth seeing; else a nightly run is news soon enough. */
const POLL_RUNNING_MS = 1_500;
const POLL_QUIET_MS = 60_000;

const runKeys = {
  all: ['sync-runs'] as const,
  list: (shopId: string | null) => ['sync-runs', 'list', shopId] as const,
  detail: (runId: string) => ['sync-runs', 'detail', runId] as const,
};

/** The newest sweeps and back-fills of a shop, or of all shops. */
export function useSyncRuns(shopId: string | null) {
  return useQuery({
    queryKey: runKeys.list(shopId),
    queryFn: ({ signal }) => {
      const query = { limit: RUNS_SHOWN, ...(shopId !== null && { shopId }) };
      return unwrap(api.GET('/sync-runs', { params: { query }, signal }));
    },
    select: (answer) => answer.items,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? POLL_RUNNING_MS : POLL_QUIET_MS),
  });
}

/** One run with the differences that it found. */
export function useSyncRun(runId: string) {
  return useQuery({
    queryKey: runKeys.detail(runId),
    queryFn: ({ signal }) => unwrap(api.GET('/sync-runs/{runId}', { params: { path: { runId } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? POLL_RUNNING_MS : false),
  });
}

/** Fetches the orders of past days, `2026-11-23` to `2026-11-23`. Answers the back-fill under way if there is one. */
export async function startBackFill(
  queries: QueryClient,
  ask: { shopId: string; fromDay: string; toDay: string },
): Promise<SyncRun> {
  const params = { header: { 'Idempotency-Key': randomId() } };
  const run = await unwrap(api.POST('/sync-runs', { params, body: ask }));
  await queries.invalidateQueries({ queryKey: runKeys.all });
  return run;
}

export async function pauseRun(queries: QueryClient, runId: string): Promise<void> {
  const params = { path: { runId }, header: { 'Idempotency-Key': randomId() } };
  await unwrapNothing(api.POST('/sync-runs/{runId}/pause', { params }));
  await queries.invalidateQueries({ queryKey: runKeys.all });
}

export async function resumeRun(queries: QueryClient, runId: string): Promise<void> {
  const params = { path: { runId }, header: { 'Idempotency-Key': randomId() } };
  await unwrapNothing(api.POST('/sync-runs/{runId}/resume', { params }));
  await queries.invalidateQueries({ queryKey: runKeys.all });
}

export function isUnderWay(run: Pick<SyncRun, 'state'>): boolean {
  return run.state === 'running' || run.state === 'paused';
}
