import { performance } from 'node:perf_hooks';
import type { Stage } from './stage.ts';

export interface WorkedOff {
  /** From the worker's awakening until the live stream has shown every order completed. */
  seconds: number;
  /** How long the hub took to store what waited. */
  intakeSeconds: number;
}

/** Whole lives of orders are acked and wait, as after an outage of the worker; then it wakes. */
export async function workOff(stage: Stage, orders: number): Promise<WorkedOff> {
  const { hub, live, maker, productCost } = stage;
  const lives = Array.from({ length: orders }, () => maker.life());
  // A worker that stands still is one that is away: what comes meanwhile waits in the inbox.
  hub.worker?.signal('SIGSTOP');
  const pushedFrom = performance.now();
  await stage.sendAll(lives, (_, send) => send());
  const intakeSeconds = (performance.now() - pushedFrom) / 1000;
  const { waiting } = await hub.countMessages();
  const pushes = lives.flat().length;
  if (waiting !== pushes) throw new Error(`${waiting} messages wait instead of ${pushes}`);
  const completed = lives.map(([first]) => live.told(first?.platformOrderId ?? '', 'completed'));
  const started = performance.now();
  await productCost.during(orders, async () => {
    hub.worker?.signal('SIGCONT');
    await Promise.all(completed);
  });
  return { seconds: (performance.now() - started) / 1000, intakeSeconds };
}
