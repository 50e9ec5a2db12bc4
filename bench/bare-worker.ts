import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { v7 as uuidv7 } from 'uuid';
import { WORKER_LIMITS } from '../workflows/worker.ts';
import { inParallel } from './in-parallel.ts';

/** Asks for bare workflows; `burst` sends all signals of one at once instead of each after the effect of the one before. */
export interface BareOrder {
  count: number;
  atOnce: number;
  events: number;
  burst: boolean;
}

export interface BareResult {
  perSecond: number;
}

export interface BareActivities {
  nothing(): Promise<void>;
}

const TASK_QUEUE = 'bare';
const WORKFLOWS = fileURLToPath(new URL('bare.workflow.ts', import.meta.url));

/** Called by an activity when it runs: the effect that the next signal waits for, in this process and therefore at no cost. */
const effects = new Map<string, () => void>();

/** Worker and client of the bare workflow. They share one process, which is cheaper than what the hub has to do. */
async function main(address: string): Promise<void> {
  const logger = new DefaultLogger('WARN');
  Runtime.install({ logger });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger });
  const activities: BareActivities = {
    nothing: async () => {
      effects.get(Context.current().info.workflowExecution?.workflowId ?? '')?.();
    },
  };
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle,
    activities,
    ...WORKER_LIMITS,
  });
  const running = worker.run();
  running.catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
  const client = new Client({ connection: await Connection.connect({ address }) });
  process.on('message', (order: BareOrder) => {
    run(client, order).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.send?.({ type: 'ready' });
}

async function run(client: Client, { count, atOnce, events, burst }: BareOrder): Promise<BareResult> {
  const started = performance.now();
  await inParallel(count, atOnce, () => (burst ? liveAtOnce(client, events) : live(client, events)));
  return { perSecond: (count * 1000) / (performance.now() - started) };
}

async function live(client: Client, events: number): Promise<void> {
  const workflowId = uuidv7();
  const nextEffect = () => new Promise<void>((resolve) => effects.set(workflowId, resolve));
  let effect = nextEffect();
  await start(client, workflowId, events);
  await effect;
  for (let sent = 1; sent < events; sent += 1) {
    effect = nextEffect();
    await client.workflow.getHandle(workflowId).signal('somethingHappened');
    await effect;
  }
  effects.delete(workflowId);
}

async function liveAtOnce(client: Client, events: number): Promise<void> {
  const workflowId = uuidv7();
  let left = events;
  const done = new Promise<void>((resolve) => effects.set(workflowId, () => --left === 0 && resolve()));
  await start(client, workflowId, events);
  const handle = client.workflow.getHandle(workflowId);
  await Promise.all(Array.from({ length: events - 1 }, () => handle.signal('somethingHappened')));
  await done;
  effects.delete(workflowId);
}

async function start(client: Client, workflowId: string, events: number): Promise<void> {
  await client.workflow.signalWithStart('bareWorkflow', {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [events],
    signal: 'somethingHappened',
  });
}

for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => process.exit(0));
await main(process.env.TEMPORAL_ADDRESS ?? '');
