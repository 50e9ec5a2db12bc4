import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { OutgoingGuard } from '../connectors/outgoing-address.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { openDatabase } from '../prisma/store/database.ts';
import { openKeyring } from '../prisma/store/keyring.ts';
import { CoalescedNotify, INBOX_CHANNEL, ORDERS_CHANNEL } from '../prisma/store/notify.ts';
import { openTemporal } from '../workflows/client.ts';
import { Dispatcher } from '../workflows/dispatcher.ts';
import { OrderWaker } from '../workflows/order-waker.ts';
import { installRuntimeLog } from '../workflows/runtime-log.ts';
import { WebhookOutbox } from '../workflows/webhook-outbox.ts';
import { startWorker } from '../workflows/worker.ts';
import { Schedule } from './schedule.ts';
import { logCalls } from './call-log.ts';
import type { ConnectedConfig } from './start-api.ts';

const BUNDLE = fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url));

export interface RunningWorkerRole {
  /** Rejects when the worker fails for good. */
  finished: Promise<void>;
  /** The clock's ticks, which tests give by hand. */
  schedule: Schedule;
  close(): Promise<void>;
}

/** Role `worker`: workflows, activities and the dispatcher. @throws while Temporal cannot be reached. */
export async function startWorkerRole(config: ConnectedConfig, log: Logger): Promise<RunningWorkerRole> {
  installRuntimeLog(log);
  const endCallLog = logCalls(log);
  const keyring = await openKeyring(config.databaseUrl, Buffer.from(config.secretKey, 'base64'));
  const database = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    cipher: createCipher(keyring),
    onIdleError: (error) => log.warn({ err: error }, 'idle database connection lost'),
  });
  const unfollow = keyring.follow(database.system, (error) => log.warn({ err: error }, 'keys not read anew'));
  const temporal = openTemporal(config.temporalAddress, config.temporalNamespace);
  const ordersChanged = new CoalescedNotify(database.hints, ORDERS_CHANNEL, (error) =>
    log.warn({ err: error }, 'live pages not woken'),
  );
  const inboxFilled = new CoalescedNotify(database.hints, INBOX_CHANNEL, (error) =>
    log.warn({ err: error }, 'dispatcher not woken, its sweep will find the messages'),
  );
  const closeParts = async () => {
    endCallLog();
    unfollow();
    await temporal.close();
    await database.close();
  };
  const worker = await startWorker({
    address: config.temporalAddress,
    namespace: config.temporalNamespace,
    taskQueue: config.temporalTaskQueue,
    workflowBundlePath: BUNDLE,
    database,
    ordersChanged,
    inboxFilled,
    outgoing: new OutgoingGuard({ allowedHosts: config.outgoingAllowedHosts, dnsServers: config.outgoingDnsServers }),
  }).catch(async (error: unknown) => {
    await closeParts();
    throw error;
  });
  const dispatcher = new Dispatcher({
    database,
    ordersChanged,
    workflows: temporal.client.workflow,
    taskQueue: config.temporalTaskQueue,
    log,
  });
  dispatcher.start();
  const webhooks = new WebhookOutbox({
    database,
    workflows: temporal.client.workflow,
    taskQueue: config.temporalTaskQueue,
    log,
  });
  webhooks.start();
  const waker = new OrderWaker({
    database,
    workflows: temporal.client.workflow,
    taskQueue: config.temporalTaskQueue,
    log,
  });
  waker.start();
  const schedule = new Schedule({
    database,
    workflows: temporal.client.workflow,
    taskQueue: config.temporalTaskQueue,
    log,
    pollCron: config.pollCron,
    sweepCron: config.sweepCron,
    retainRawDays: config.retainRawDays,
  });
  schedule.start();
  log.info('worker runs');
  return {
    finished: worker.finished,
    schedule,
    close: async () => {
      await schedule.stop();
      await Promise.all([dispatcher.stop(), webhooks.stop(), waker.stop()]);
      await worker.stop();
      await Promise.all([ordersChanged.settled(), inboxFilled.settled()]);
      await closeParts();
    },
  };
}
