import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type Figure, quantile, rounded } from './figure.ts';
import { startHub } from './hub.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import { LiveStream } from './live-stream.ts';
import { PushMaker } from './pushes.ts';
import type { BenchServers } from './servers.ts';

const ORDERS_PER_SECOND = 10;
const WARM_UP = 30;
const ORDERS_PER_ROUND = 30;

/** From the first byte of a push to its order on the live stream, while ten orders come in every second. */
export async function measureVisible(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const hub = await startHub(servers, { worker: true });
  const live = await LiveStream.open(hub);
  const maker = new PushMaker(hub.target);
  const orders = rounds * ORDERS_PER_ROUND;
  const times: number[] = [];
  const ackTimes: number[] = [];
  const one = async (measured: boolean): Promise<void> => {
    const { platformOrderId, tells, request } = maker.paid();
    const sender = await KeepAliveSender.open(hub.api.port);
    const told = live.told(platformOrderId, tells);
    const sentAt = performance.now();
    const { status } = await sender.send(request);
    const ackedAt = performance.now();
    sender.close();
    if (status !== 200) throw new Error(`a push was answered with ${status}`);
    await told;
    if (!measured) return;
    times.push(performance.now() - sentAt);
    ackTimes.push(ackedAt - sentAt);
  };
  // Orders come by the clock and not when the one before is done: customers do not wait for each other.
  await new Promise<void>((resolve, reject) => {
    const running: Promise<void>[] = [];
    const timer = setInterval(() => {
      running.push(one(running.length >= WARM_UP));
      running.at(-1)?.catch(reject);
      if (running.length < WARM_UP + orders) return;
      clearInterval(timer);
      Promise.all(running).then(() => resolve(), reject);
    }, 1000 / ORDERS_PER_SECOND);
  });
  live.close();
  await hub.end();
  const figure = (name: string, q: number): Figure => ({
    name,
    value: rounded(quantile(times, q), 1),
    unit: 'ms',
    goal: null,
    parts: {
      ackMs: rounded(quantile(ackTimes, q), 1),
      orders,
      ordersPerSecond: ORDERS_PER_SECOND,
      load1m: rounded(loadavg()[0] ?? 0, 1),
    },
  });
  return [figure('visible_ms_p50', 0.5), figure('visible_ms_p99', 0.99)];
}
