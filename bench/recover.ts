import { loadavg } from 'node:os';
import { workOff } from './backlog.ts';
import { alternate, type Figure, median, rounded } from './figure.ts';
import type { BenchServers } from './servers.ts';
import { Stage } from './stage.ts';

const EVENTS = 8;
const MESSAGES = 1_000;
const ORDERS = MESSAGES / EVENTS;
const AT_ONCE = 32;
/** As a multiple of what the bare workflow takes for as many signals. */
const GOAL = 1.5;

/** A thousand messages wait after an outage of the worker: seconds until all are applied, and what the bare workflow takes for as many. */
export async function measureRecover(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const stage = await Stage.open(servers, AT_ONCE);
  const measured = await alternate(
    rounds,
    async () => (await workOff(stage, ORDERS)).seconds,
    async () => ORDERS / (await stage.askBare({ count: ORDERS, events: EVENTS, burst: true })),
  );
  await stage.close();
  const multiples = measured.map(({ product, bare }) => product / bare);
  const bareSeconds = median(measured.map(({ bare }) => bare));
  const parts = {
    bareSeconds: rounded(bareSeconds, 2),
    timesBare: rounded(median(multiples), 2),
    lowest: rounded(Math.min(...multiples), 2),
    highest: rounded(Math.max(...multiples), 2),
    rounds: measured.length,
    messages: MESSAGES,
    orders: ORDERS,
    ...stage.costs(),
    load1m: rounded(loadavg()[0] ?? 0, 1),
  };
  const value = rounded(median(measured.map(({ product }) => product)), 2);
  return [{ name: 'recover_s', value, unit: 's', goal: rounded(GOAL * bareSeconds, 2), lowerIsBetter: true, parts }];
}
