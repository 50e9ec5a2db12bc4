import type { Logger } from 'pino';
import { addDays, businessDay, daysBetween, PLATFORM_ZONE } from '../domain/business-day.ts';
import { finishChore, openChores } from '../prisma/store/chores.ts';
import { forgetRunning, readUnfinished, type UnfinishedOrder } from '../prisma/store/unfinished.ts';
import type { ShopRef } from '../workflows/sync/sync.messages.ts';
import { goOnWith, wakeOrder } from '../workflows/wake-order.ts';
import { type ReconcileParts, startReconcile } from './start-reconcile.ts';

/** As far back as platforms are asked after a restore; whose backup is older asks for the rest by a back-fill of their own. */
const DAYS_MAX = 92;
const WAKES_AT_ONCE = 10;

interface Parts extends ReconcileParts {
  log: Logger;
}

/**
 * What a restored database asks of the first worker that meets it. Workflows of the lost time are gone or know more than the database,
 * so every open order's is woken (timers run again), commands whose answer may have come after the backup are looked up instead of sent
 * again, and each shop's platform is asked for the days since. Each step may be done twice.
 * @throws while Temporal or the database is away; the chore stays open.
 */
export async function catchUp(
  parts: Parts,
  shops: readonly (ShopRef & { isPulled: boolean })[],
  now: Date = new Date(),
): Promise<void> {
  for (const chore of await openChores(parts.database.system)) {
    const takenOn = businessDay(new Date(chore.input.takenAt ?? now), PLATFORM_ZONE);
    const today = businessDay(now, PLATFORM_ZONE);
    // Orders of the day before may have changed since as well.
    const days = daysBetween(addDays(takenOn, -1), today).slice(-DAYS_MAX);
    for (const shop of shops) {
      const orders = await parts.database.withMerchantSql(shop.merchantId, async (client) => {
        await forgetRunning(client, shop.shopId);
        return readUnfinished(client, shop.shopId);
      });
      for (let start = 0; start < orders.length; start += WAKES_AT_ONCE)
        await Promise.all(orders.slice(start, start + WAKES_AT_ONCE).map((order) => wake(parts, shop, order)));
      if (shop.isPulled) await startReconcile(parts, shop, 'backfill', days);
      parts.log.info(
        { shopId: shop.shopId, orders: orders.length, days: days.length },
        'shop catches up after a restore',
      );
    }
    await finishChore(parts.database.system, chore.id);
  }
}

async function wake(
  parts: Parts,
  { merchantId, shopId }: ShopRef,
  { platformOrderId, commandIds }: UnfinishedOrder,
): Promise<void> {
  const order = { merchantId, shopId, platformOrderId };
  await wakeOrder(parts, order);
  for (const commandId of commandIds) await goOnWith(parts, order, commandId);
}
