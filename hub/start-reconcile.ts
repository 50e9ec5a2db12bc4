import { type WorkflowClient, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Database } from '../prisma/store/database.ts';
import { setRunState, startRun } from '../prisma/store/sync.ts';
import { RECONCILE_WORKFLOW, reconcileWorkflowId, type RunRef, type ShopRef } from '../workflows/sync/sync.messages.ts';

export interface ReconcileParts {
  database: Database;
  workflows: WorkflowClient;
  taskQueue: string;
}

/** The run's row comes first: should Temporal be away, the next call with the same shop and kind finds it and starts its workflow. */
export async function startReconcile(
  parts: ReconcileParts,
  shop: ShopRef,
  kind: 'sweep' | 'backfill',
  days: string[],
): Promise<{ id: string; isNew: boolean }> {
  const { database, workflows, taskQueue } = parts;
  const [fromDay = '', toDay = fromDay] = [days[0], days.at(-1)];
  const run = await database.withMerchantSql(shop.merchantId, (client) =>
    startRun(client, { ...shop, kind, fromDay, toDay }),
  );
  const ref: RunRef = { ...shop, runId: run.id, days };
  try {
    await workflows.start(RECONCILE_WORKFLOW, {
      workflowId: reconcileWorkflowId(run.id),
      taskQueue,
      args: [ref],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { status } = await workflows.getHandle(reconcileWorkflowId(run.id)).describe();
    if (run.isNew || status.name === 'RUNNING') return run;
    // Its workflow was ended from outside and could not say so. Without this no run of its kind would ever start again.
    const failure = `its workflow has ended (${status.name.toLowerCase()})`;
    await database.withMerchantSql(shop.merchantId, (client) => setRunState(client, run.id, 'failed', failure));
    return startReconcile(parts, shop, kind, days);
  }
  return run;
}
