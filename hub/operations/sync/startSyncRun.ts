import { isPulled } from '../../../connectors/registry.ts';
import { daysBetween } from '../../../domain/business-day.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { startReconcile } from '../../start-reconcile.ts';
import { askTemporal } from '../../temporal.ts';
import { syncRunJson } from './sync-run-json.ts';

const DAYS_MAX = 92;

export const startSyncRun: Operation<'startSyncRun'> = async ({ body }, identity, context) => {
  const { shopId = '', fromDay = '', toDay = '' } = body ?? {};
  const days = daysBetween(fromDay, toDay);
  if (days.length === 0 || days.length > DAYS_MAX) {
    throw new Problem('invalid-request', `\`fromDay\` to \`toDay\` must be 1 to ${DAYS_MAX} days.`);
  }
  const merchantId = identity.merchant.id;
  const shop = await context.database.withMerchant(merchantId, (tx) =>
    tx.shop.findFirst({ where: { merchantId, id: shopId } }),
  );
  if (!shop) throw new Problem('not-found', 'There is no such shop.');
  if (!isPulled(shop.platform))
    throw new Problem('action-not-allowed', 'No platform tells of the orders of this shop: there is nobody to ask.', {
      reasonCode: 'no_such_call_on_platform',
    });
  if (shop.pausedAt) throw new Problem('shop-paused', 'Nothing is asked of the platform while the shop is paused.');
  const { database, temporal, config } = context;
  const parts = { database, workflows: temporal.workflow, taskQueue: config.temporalTaskQueue };
  const { id } = await askTemporal(context, () => startReconcile(parts, { merchantId, shopId }, 'backfill', days));
  const run = await database.withMerchant(merchantId, (tx) =>
    tx.syncRun.findFirstOrThrow({ where: { merchantId, id }, include: { shop: { select: { name: true } } } }),
  );
  return { status: 202, body: syncRunJson(run) };
};
