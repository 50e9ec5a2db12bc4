import { performance } from 'node:perf_hooks';
import type { BareOrder, BareResult } from './bare-worker.ts';
import { alternate, type Figure, median, ratioFigure, rounded } from './figure.ts';
import { startHub } from './hub.ts';
import { inParallel } from './in-parallel.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import { LiveStream } from './live-stream.ts';
import { CpuMeter } from './process-cost.ts';
import { PushMaker } from './pushes.ts';
import type { BenchServers } from './servers.ts';

const ORDERS = 64;
const AT_ONCE = 32;
const EVENTS = 8;

/**
 * The same lives with all eight pushes acked and waiting before the worker wakes, until the live stream has shown every order
 * completed, ÷ the bare workflow with its eight signals sent at once, until its eight activities have run.
 */
export async function measureBurst(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
  const bare = await servers.start('bench/bare-worker.ts', { TEMPORAL_ADDRESS: temporal.address });
  const hub = await startHub(servers, { worker: true });
  const live = await LiveStream.open(hub);
  const maker = new PushMaker(hub.target);
  const senders = await Promise.all(Array.from({ length: AT_ONCE }, () => KeepAliveSender.open(hub.api.port)));
  const intakePerSecond: number[] = [];
  const productCost = new CpuMeter({
    api: hub.api.pid,
    worker: hub.worker?.pid ?? 0,
    postgres: postgres.pid,
    temporal: temporal.pid,
  });
  const product = async (): Promise<number> => {
    const lives = Array.from({ length: ORDERS }, () => maker.life());
    // A worker that stands still is one that is away: what comes meanwhile waits in the inbox.
    hub.worker?.signal('SIGSTOP');
    const pushedFrom = performance.now();
    await inParallel(ORDERS, AT_ONCE, async (index) => {
      const sender = senders.pop();
      if (!sender) throw new Error('no connection is free');
      for (const { request } of lives[index] ?? []) {
        const { status } = await sender.send(request);
        if (status !== 200) throw new Error(`a push was answered with ${status}`);
      }
      senders.push(sender);
    });
    intakePerSecond.push((ORDERS * 1000) / (performance.now() - pushedFrom));
    const { waiting } = await hub.countMessages();
    if (waiting !== ORDERS * EVENTS) throw new Error(`${waiting} messages wait instead of ${ORDERS * EVENTS}`);
    const completed = lives.map((pushes) => live.told(pushes[0]?.platformOrderId ?? '', 'completed'));
    const started = performance.now();
    await productCost.during(ORDERS, async () => {
      hub.worker?.signal('SIGCONT');
      await Promise.all(completed);
    });
    return (ORDERS * 1000) / (performance.now() - started);
  };
  const bareCost = new CpuMeter({ worker: bare.pid, temporal: temporal.pid });
  const order: BareOrder = { count: ORDERS, atOnce: AT_ONCE, events: EVENTS, burst: true };
  const measured = await alternate(rounds, product, () =>
    bareCost.during(ORDERS, async () => (await bare.ask<BareResult>(order)).perSecond),
  );
  live.close();
  for (const sender of senders) sender.close();
  await Promise.all([hub.end(), bare.end()]);
  return [
    ratioFigure('burst_ratio', 2, measured, {
      orders: ORDERS,
      atOnce: AT_ONCE,
      events: EVENTS,
      intakeOrdersPerSecond: rounded(median(intakePerSecond), 1),
      productCpuMs: productCost.perThing(),
      bareCpuMs: bareCost.perThing(),
    }),
  ];
}
