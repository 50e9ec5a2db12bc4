import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Logger } from 'pino';
import { addDays, businessDay, daysBetween, PLATFORM_ZONE } from '../domain/business-day.ts';
import { orderWorkflowId } from '../domain/ids.ts';
import { finishChore, openChores } from '../prisma/store/chores.ts';
import { forgetRunning, readUnfinished, type UnfinishedOrder } from '../prisma/store/unfinished.ts';
import { executeCommand, lookInInbox, ORDER_WORKFLOW } from '../workflows/order/order.messages.ts';
import type { ShopRef } from '../workflows/sync/sync.messages.ts';
import { type ReconcileParts, startReconcile } from './start-reconcile.ts';

/** As far back as platforms are asked after a restore; whose backup is older asks for the rest by a back-fill of their own. */
const DAYS_MAX = 92;
const WAKES_AT_ONCE = 10;
const WAKE_MAX_MS = 5_000;

interface Parts extends ReconcileParts {
  log: Logger;
}

/**
 * What a restored database asks of the first worker that meets it. Workflows of the lost time are gone or know more than the database,
 * so every open order's is woken (timers run again), commands whose answer may have come after the backup are looked up instead of sent
 * again, and each shop's platform is asked for the days since. Each step may be done twice.
 * @throws while Temporal or the database is away; the chore stays open.
 */
export async function catchUp(parts: Parts, shops: readonly ShopRef[], now: Date = new Date()): Promise<void> {
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
      await startReconcile(parts, shop, 'backfill', days);
      parts.log.info(
        { shopId: shop.shopId, orders: orders.length, days: days.length },
        'shop catches up after a restore',
      );
    }
    await finishChore(parts.database.system, chore.id);
  }
}

async function wake(
  { workflows, taskQueue }: Parts,
  { merchantId, shopId }: ShopRef,
  { platformOrderId, commandIds }: UnfinishedOrder,
): Promise<void> {
  const workflow = {
    workflowId: orderWorkflowId(shopId, platformOrderId),
    taskQueue,
    args: [{ merchantId, shopId, platformOrderId }] as [object],
  };
  await workflows.withDeadline(Date.now() + WAKE_MAX_MS, () =>
    workflows.signalWithStart(ORDER_WORKFLOW, { ...workflow, signal: lookInInbox }),
  );
  for (const commandId of commandIds) {
    const startWorkflowOperation = new WithStartWorkflowOperation(ORDER_WORKFLOW, {
      ...workflow,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    await workflows.withDeadline(Date.now() + WAKE_MAX_MS, () =>
      workflows.startUpdateWithStart(executeCommand, {
        updateId: `${commandId} ${randomUUID()}`,
        args: [commandId],
        waitForStage: 'ACCEPTED',
        startWorkflowOperation,
      }),
    );
  }
}
