import { condition, defineSignal, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './bare-worker.ts';

export const somethingHappened = defineSignal('somethingHappened');

const { nothing } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '20 seconds' });

/** What an order's life is compared with: for each signal one local activity that does nothing; then it is over. */
export async function bareWorkflow(events: number): Promise<void> {
  let received = 0;
  setHandler(somethingHappened, () => {
    received += 1;
  });
  for (let handled = 0; handled < events; handled += 1) {
    await condition(() => received > handled);
    await nothing();
  }
}
