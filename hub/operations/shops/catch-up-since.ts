import { isPulled } from '../../../connectors/registry.ts';
import { addDays, businessDay, daysBetween, PLATFORM_ZONE } from '../../../domain/business-day.ts';
import type { ShopRef } from '../../../workflows/sync/sync.messages.ts';
import type { HubContext } from '../../context.ts';
import { startPoll } from '../../schedule.ts';
import { startReconcile } from '../../start-reconcile.ts';
import { askTemporal } from '../../temporal.ts';

/** A longer pause is caught up from here on; older days can be fetched by hand. */
const DAYS_MAX = 31;

/**
 * Reads what the platform had since then: a poll at once, and a comparison of the days. Should Temporal be away, the shop is changed
 * all the same: the next tick polls, and the nightly comparison finds the rest.
 */
export async function catchUpSince(context: HubContext, shop: ShopRef, since: Date): Promise<void> {
  const { database, temporal, config, log } = context;
  const { merchantId, shopId } = shop;
  const known = await database.withMerchant(merchantId, (tx) =>
    tx.shop.findFirst({ where: { merchantId, id: shopId }, select: { platform: true } }),
  );
  if (!known || !isPulled(known.platform)) return;
  const today = businessDay(new Date(), PLATFORM_ZONE);
  const first = businessDay(since, PLATFORM_ZONE);
  const earliest = addDays(today, 1 - DAYS_MAX);
  const days = daysBetween(first < earliest ? earliest : first, today);
  const parts = { database, workflows: temporal.workflow, taskQueue: config.temporalTaskQueue };
  try {
    await askTemporal(context, async () => {
      await startPoll(parts, shop);
      await startReconcile(parts, shop, 'backfill', days);
    });
  } catch (error) {
    log.warn({ err: error, shopId: shop.shopId }, 'catching up was not started; polls and the nightly comparison will');
  }
}
