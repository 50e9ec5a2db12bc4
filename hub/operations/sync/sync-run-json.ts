import type { components } from '../../../openapi/generated/schema.ts';
import type { SyncRun } from '../../../prisma/store/sync.ts';

const DAY_MS = 24 * 3600 * 1000;

export function syncRunJson(run: SyncRun & { shop: { name: string } }): components['schemas']['SyncRun'] {
  return {
    id: run.id,
    shopId: run.shopId,
    shopName: run.shop.name,
    kind: run.kind as 'sweep' | 'backfill',
    state: run.state as 'running' | 'paused' | 'done' | 'failed',
    fromDay: run.fromDay.toISOString().slice(0, 10),
    toDay: run.toDay.toISOString().slice(0, 10),
    days: Math.round((run.toDay.getTime() - run.fromDay.getTime()) / DAY_MS) + 1,
    daysDone: run.daysDone,
    checked: run.checked,
    differences: run.differences,
    failure: run.failure,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
