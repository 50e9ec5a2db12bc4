import { performance } from 'node:perf_hooks';
import type { BareOrder, BareResult } from './bare-worker.ts';
import { alternate, type Figure, ratioFigure } from './figure.ts';
import { startHub } from './hub.ts';
import { inParallel } from './in-parallel.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import { LiveStream } from './live-stream.ts';
import { CpuMeter } from './process-cost.ts';
import { PushMaker } from './pushes.ts';
import type { BenchServers } from './servers.ts';

const ORDERS = 40;
const AT_ONCE = 20;
const EVENTS = 8;

/**
 * Orders through eight pushes, each sent when the live stream has shown the effect of the one before, ÷ a bare workflow with eight
 * signals and eight empty local activities, each signal sent when the activity of the one before has run.
 */
export async function measureLifecycle(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
  const bare = await servers.start('bench/bare-worker.ts', { TEMPORAL_ADDRESS: temporal.address });
  const hub = await startHub(servers, { worker: true });
  const live = await LiveStream.open(hub);
  const maker = new PushMaker(hub.target);
  const senders = await Promise.all(Array.from({ length: AT_ONCE }, () => KeepAliveSender.open(hub.api.port)));
  const product = async (): Promise<number> => {
    const lives = Array.from({ length: ORDERS }, () => maker.life());
    const started = performance.now();
    await inParallel(ORDERS, AT_ONCE, async (index) => {
      const sender = senders.pop();
      if (!sender) throw new Error('no connection is free');
      for (const { platformOrderId, tells, request } of lives[index] ?? []) {
        const told = live.told(platformOrderId, tells);
        const { status } = await sender.send(request);
        if (status !== 200) throw new Error(`a push was answered with ${status}`);
        await told;
      }
      senders.push(sender);
    });
    return (ORDERS * 1000) / (performance.now() - started);
  };
  const productCost = new CpuMeter({
    api: hub.api.pid,
    worker: hub.worker?.pid ?? 0,
    postgres: postgres.pid,
    temporal: temporal.pid,
  });
  const bareCost = new CpuMeter({ worker: bare.pid, temporal: temporal.pid });
  const order: BareOrder = { count: ORDERS, atOnce: AT_ONCE, events: EVENTS, burst: false };
  const measured = await alternate(
    rounds,
    () => productCost.during(ORDERS, product),
    () => bareCost.during(ORDERS, async () => (await bare.ask<BareResult>(order)).perSecond),
  );
  live.close();
  for (const sender of senders) sender.close();
  await Promise.all([hub.end(), bare.end()]);
  return [
    ratioFigure('lifecycle_ratio', 0.8, measured, {
      orders: ORDERS,
      atOnce: AT_ONCE,
      events: EVENTS,
      productCpuMs: productCost.perThing(),
      bareCpuMs: bareCost.perThing(),
    }),
  ];
}
