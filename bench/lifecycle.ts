import { performance } from 'node:perf_hooks';
import { alternate, type Figure, ratioFigure } from './figure.ts';
import type { BenchServers } from './servers.ts';
import { Stage } from './stage.ts';

const ORDERS = 40;
const AT_ONCE = 20;
const EVENTS = 8;

/**
 * Orders through eight pushes, each sent when the live stream has shown the effect of the one before, ÷ a bare workflow with eight
 * signals and eight empty local activities, each signal sent when the activity of the one before has run.
 */
export async function measureLifecycle(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const stage = await Stage.open(servers, AT_ONCE);
  const product = async (): Promise<number> => {
    const lives = Array.from({ length: ORDERS }, () => stage.maker.life());
    const started = performance.now();
    await stage.sendAll(lives, async ({ platformOrderId, tells }, send) => {
      const told = stage.live.told(platformOrderId, tells);
      await send();
      await told;
    });
    return (ORDERS * 1000) / (performance.now() - started);
  };
  const measured = await alternate(
    rounds,
    () => stage.productCost.during(ORDERS, product),
    () => stage.askBare({ count: ORDERS, events: EVENTS, burst: false }),
  );
  await stage.close();
  return [
    ratioFigure('lifecycle_ratio', 0.8, measured, {
      orders: ORDERS,
      atOnce: AT_ONCE,
      events: EVENTS,
      ...stage.costs(),
    }),
  ];
}
