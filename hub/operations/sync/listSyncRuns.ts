import type { Operation } from '../../operation.ts';
import { syncRunJson } from './sync-run-json.ts';

export const listSyncRuns: Operation<'listSyncRuns'> = async ({ query }, identity, { database }) => {
  const merchantId = identity.merchant.id;
  const runs = await database.withMerchant(merchantId, (tx) =>
    tx.syncRun.findMany({
      where: { merchantId, ...(query.shopId === undefined ? {} : { shopId: query.shopId }) },
      include: { shop: { select: { name: true } } },
      orderBy: { startedAt: 'desc' },
      take: query.limit ?? 20,
    }),
  );
  return { status: 200, body: { items: runs.map(syncRunJson) } };
};
