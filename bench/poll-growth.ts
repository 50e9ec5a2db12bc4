import { performance } from 'node:perf_hooks';
import { startSandbox } from '../sandbox/server.ts';
import { alternate, type Figure, ratioFigure } from './figure.ts';
import { type BenchHub, startHub } from './hub.ts';
import { makeKnown } from './known-orders.ts';
import { LiveStream } from './live-stream.ts';
import { CpuMeter } from './process-cost.ts';
import { PushMaker } from './pushes.ts';
import type { BenchServers } from './servers.ts';

const FEW = 500;
const MANY = 50_000;
/** Found by each poll; a page of the platform's numbers. */
const ORDERS = 40;

/** Time per order that a poll finds, from its start to the live stream, with 50,000 orders known ÷ with 500. */
export async function measurePollGrowth(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const many = await openShop(servers, MANY);
  const few = await openShop(servers, FEW);
  // The slower one is the divisor: what comes out is time ÷ time.
  const measured = await alternate(rounds, few.poll, many.poll);
  await Promise.all([few.close(), many.close()]);
  const figure = ratioFigure('poll_growth', 1.2, measured, {
    ordersAPoll: ORDERS,
    fewCpuMs: few.cost.perThing(),
    manyCpuMs: many.cost.perThing(),
  });
  const { productPerSecond, barePerSecond, ...parts } = figure.parts;
  return [
    {
      ...figure,
      lowerIsBetter: true,
      parts: { fewPerSecond: productPerSecond, manyPerSecond: barePerSecond, few: FEW, many: MANY, ...parts },
    },
  ];
}

/** A hub with a shop of a certain age, at a platform that pushes nothing. */
async function openShop(servers: BenchServers, known: number) {
  const [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
  const sandbox = await startSandbox({ port: 0, controlPort: 0 });
  servers.onClose(() => sandbox.close());
  const hub = await startHub(servers, { worker: true, sandboxUrl: sandbox.url });
  const live = await LiveStream.open(hub);
  await control(sandbox.controlUrl, 'PUT', `apps/${hub.target.appId}`, {
    secret: hub.target.secret,
    shops: [{ appPoiCode: hub.target.shopCode, name: '麦香烘焙' }],
    callbacks: {},
  });
  await makeKnown(hub, live, new PushMaker(hub.target), known);
  const cost = new CpuMeter({
    worker: hub.worker?.pid ?? 0,
    postgres: postgres.pid,
    temporal: temporal.pid,
  });
  return {
    cost,
    poll: () => pollOnce(hub, live, sandbox.controlUrl, cost),
    close: async () => {
      live.close();
      await hub.end();
      await sandbox.close();
    },
  };
}

/** @returns orders per second. */
async function pollOnce(hub: BenchHub, live: LiveStream, controlUrl: string, cost: CpuMeter): Promise<number> {
  const { orderIds } = await control<{ orderIds: string[] }>(controlUrl, 'POST', 'orders', { count: ORDERS });
  const told = orderIds.map((id) => live.told(id, 'paid'));
  const started = performance.now();
  await cost.during(ORDERS, async () => {
    await hub.startPoll();
    await Promise.all(told);
  });
  return (ORDERS * 1000) / (performance.now() - started);
}

async function control<T>(controlUrl: string, method: string, path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${controlUrl}/meituan/${path}`, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
