import type { components } from '../../../openapi/generated/schema.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { syncRunJson } from './sync-run-json.ts';

const FOUND_MAX = 500;

export const getSyncRun: Operation<'getSyncRun'> = async ({ path }, identity, { database }) => {
  const merchantId = identity.merchant.id;
  const run = await database.withMerchant(merchantId, (tx) =>
    tx.syncRun.findFirst({
      where: { merchantId, id: path.runId },
      include: { shop: { select: { name: true } }, found: { orderBy: { foundAt: 'asc' }, take: FOUND_MAX } },
    }),
  );
  if (!run) throw new Problem('not-found', 'There is no such run.');
  const found = run.found.map(({ platformOrderId, kind, hubHas, platformHas, repaired, foundAt }) => ({
    platformOrderId,
    kind: kind as components['schemas']['SyncRunDetail']['found'][number]['kind'],
    hubHas,
    platformHas,
    repaired,
    foundAt: foundAt.toISOString(),
  }));
  return { status: 200, body: { ...syncRunJson(run), found } };
};
