import { NativeConnection, Worker } from '@temporalio/worker';
import type { Database } from '../prisma/store/database.ts';
import type { CoalescedNotify } from '../prisma/store/notify.ts';
import { createOrderActivities } from './order/order.activities.ts';
import { createSyncActivities } from './sync/sync.activities.ts';

export interface WorkerParts {
  address: string;
  namespace: string;
  taskQueue: string;
  /** Path of the bundle that `npm run build` makes from `workflows.ts`. */
  workflowBundlePath: string;
  database: Database;
  ordersChanged: CoalescedNotify;
  inboxFilled: CoalescedNotify;
}

export const WORKER_LIMITS = {
  // More transactions at once than the pool has connections would only wait for each other.
  maxConcurrentLocalActivityExecutions: 10,
  maxConcurrentActivityTaskExecutions: 20,
} as const;

export interface RunningWorker {
  /** Rejects when the worker fails for good. */
  finished: Promise<void>;
  stop(): Promise<void>;
}

/** Runs workflows and activities until stopped. @throws when Temporal cannot be reached. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address: parts.address });
  const worker = await Worker.create({
    connection,
    namespace: parts.namespace,
    taskQueue: parts.taskQueue,
    workflowBundle: { codePath: parts.workflowBundlePath },
    activities: {
      ...createOrderActivities(parts.database, parts.ordersChanged),
      ...createSyncActivities(parts.database, parts.inboxFilled),
    },
    ...WORKER_LIMITS,
    shutdownGraceTime: '5 seconds',
  });
  const finished = worker.run();
  // The failure is told through `finished`; here it only must not count as unhandled.
  finished.catch(() => undefined);
  return {
    finished,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished.catch(() => undefined);
      await connection.close();
    },
  };
}
