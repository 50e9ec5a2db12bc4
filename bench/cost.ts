import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type Figure, median, rounded } from './figure.ts';
import { startHub } from './hub.ts';
import { inParallel } from './in-parallel.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import { LiveStream } from './live-stream.ts';
import { cpuMs, memoryMb } from './process-cost.ts';
import { PushMaker } from './pushes.ts';
import type { BenchServers } from './servers.ts';

const ORDERS = 200;
const CONNECTIONS = 8;

/**
 * A storm of new orders from push to page: processor time of hub and worker for one order, how many a second that gives with everything
 * on one machine, and the memory that the hub holds afterwards.
 */
export async function measureCost(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
  const hub = await startHub(servers, { worker: true });
  const live = await LiveStream.open(hub);
  const maker = new PushMaker(hub.target);
  const pids = { api: hub.api.pid, worker: hub.worker?.pid ?? 0, postgres: postgres.pid, temporal: temporal.pid };
  const names = Object.keys(pids) as (keyof typeof pids)[];
  const costs: Record<keyof typeof pids | 'ordersPerSecond', number[]> = {
    api: [],
    worker: [],
    postgres: [],
    temporal: [],
    ordersPerSecond: [],
  };
  for (let round = -1; round < rounds; round += 1) {
    const before = names.map((name) => cpuMs(pids[name]));
    const seconds = await storm(hub.api.port, live, maker);
    if (round < 0) continue;
    names.forEach((name, index) => costs[name].push((cpuMs(pids[name]) - (before[index] ?? 0)) / ORDERS));
    costs.ordersPerSecond.push(ORDERS / seconds);
  }
  const memory = Object.fromEntries(names.map((name) => [name, rounded(memoryMb(pids[name]), 0)])) as typeof pids;
  live.close();
  await hub.end();
  const cpu = Object.fromEntries(
    Object.entries(costs).map(([name, values]) => [name, rounded(median(values), 1)]),
  ) as Record<keyof typeof costs, number>;
  const load1m = rounded(loadavg()[0] ?? 0, 1);
  return [
    {
      name: 'cpu_ms_per_order',
      value: rounded(cpu.api + cpu.worker, 1),
      unit: 'ms',
      goal: null,
      parts: { ...cpu, orders: ORDERS, rounds, load1m },
    },
    {
      name: 'rss_mb',
      value: memory.api + memory.worker,
      unit: 'MiB',
      goal: null,
      parts: { ...memory, ordersBefore: ORDERS * (rounds + 1), load1m },
    },
  ];
}

async function storm(port: number, live: LiveStream, maker: PushMaker): Promise<number> {
  const pushes = Array.from({ length: ORDERS }, () => maker.paid());
  const senders = await Promise.all(Array.from({ length: CONNECTIONS }, () => KeepAliveSender.open(port)));
  const told = pushes.map(({ platformOrderId, tells }) => live.told(platformOrderId, tells));
  const started = performance.now();
  await inParallel(ORDERS, CONNECTIONS, async (index) => {
    const sender = senders.pop();
    const push = pushes[index];
    if (!sender || !push) throw new Error('no connection is free');
    const { status } = await sender.send(push.request);
    if (status !== 200) throw new Error(`a push was answered with ${status}`);
    senders.push(sender);
  });
  await Promise.all(told);
  for (const sender of senders) sender.close();
  return (performance.now() - started) / 1000;
}
