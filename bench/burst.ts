import { workOff } from './backlog.ts';
import { alternate, type Figure, median, ratioFigure, rounded } from './figure.ts';
import type { BenchServers } from './servers.ts';
import { Stage } from './stage.ts';

const ORDERS = 64;
const AT_ONCE = 32;
const EVENTS = 8;

/**
 * The same lives with all eight pushes acked and waiting before the worker wakes, until the live stream has shown every order
 * completed, ÷ the bare workflow with its eight signals sent at once, until its eight activities have run.
 */
export async function measureBurst(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const stage = await Stage.open(servers, AT_ONCE);
  const intakePerSecond: number[] = [];
  const measured = await alternate(
    rounds,
    async () => {
      const { seconds, intakeSeconds } = await workOff(stage, ORDERS);
      intakePerSecond.push(ORDERS / intakeSeconds);
      return ORDERS / seconds;
    },
    () => stage.askBare({ count: ORDERS, events: EVENTS, burst: true }),
  );
  await stage.close();
  return [
    ratioFigure('burst_ratio', 2, measured, {
      orders: ORDERS,
      atOnce: AT_ONCE,
      events: EVENTS,
      intakeOrdersPerSecond: rounded(median(intakePerSecond), 1),
      ...stage.costs(),
    }),
  ];
}
