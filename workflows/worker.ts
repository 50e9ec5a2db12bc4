import { NativeConnection, Worker } from '@temporalio/worker';
import type { OutgoingGuard } from '../connectors/outgoing-address.ts';
import type { Database } from '../prisma/store/database.ts';
import type { CoalescedNotify } from '../prisma/store/notify.ts';
import { createOrderActivities } from './order/order.activities.ts';
import { createRealPhoneActivities } from './real-phone/real-phone.activities.ts';
import { createSyncActivities } from './sync/sync.activities.ts';
import { createVoucherActivities } from './voucher/voucher.activities.ts';
import { createWebhookActivities } from './webhook/webhook.activities.ts';
import { webhookTaskQueue } from './webhook/webhook.messages.ts';

export interface WorkerParts {
  address: string;
  namespace: string;
  taskQueue: string;
  /** Path of the bundle that `npm run build` makes from `workflows.ts`. */
  workflowBundlePath: string;
  database: Database;
  ordersChanged: CoalescedNotify;
  inboxFilled: CoalescedNotify;
  outgoing: OutgoingGuard;
}

export const WORKER_LIMITS = {
  // More transactions at once than the pool has connections would only wait for each other.
  maxConcurrentLocalActivityExecutions: 10,
  maxConcurrentActivityTaskExecutions: 20,
} as const;

/** A round of requests waits for its receiver most of its time and holds no connection of the database meanwhile. */
const WEBHOOK_ROUNDS_MAX = 100;
const SHUTDOWN_GRACE = '5 seconds';
/** What waits for a worker that died goes to another one after this, well within the time that a person waits for a press. */
const TAKE_OVER_AFTER = '4 seconds';

export interface RunningWorker {
  /** Rejects when the worker fails for good. */
  finished: Promise<void>;
  stop(): Promise<void>;
}

/** Runs workflows and activities until stopped. @throws when Temporal cannot be reached. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address: parts.address });
  const { namespace, taskQueue } = parts;
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: { codePath: parts.workflowBundlePath },
    activities: {
      ...createOrderActivities(parts.database, parts.ordersChanged),
      ...createRealPhoneActivities(parts.database, parts.ordersChanged),
      ...createSyncActivities(parts.database, parts.inboxFilled),
      ...createVoucherActivities(parts.database, parts.inboxFilled),
    },
    ...WORKER_LIMITS,
    stickyQueueScheduleToStartTimeout: TAKE_OVER_AFTER,
    shutdownGraceTime: SHUTDOWN_GRACE,
  });
  const webhookWorker = await Worker.create({
    connection,
    namespace,
    taskQueue: webhookTaskQueue(taskQueue),
    activities: createWebhookActivities(parts.database, parts.outgoing),
    maxConcurrentActivityTaskExecutions: WEBHOOK_ROUNDS_MAX,
    shutdownGraceTime: SHUTDOWN_GRACE,
  });
  const workers = [worker, webhookWorker];
  const runs = workers.map((one) => one.run());
  const finished = Promise.all(runs).then(() => undefined);
  // The failure is told through `finished`; here it only must not count as unhandled.
  finished.catch(() => undefined);
  return {
    finished,
    stop: async () => {
      for (const one of workers) if (one.getState() === 'RUNNING') one.shutdown();
      await Promise.allSettled(runs);
      await connection.close();
    },
  };
}
