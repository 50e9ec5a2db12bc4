import { ActivityFailure, ApplicationFailure, condition, proxyActivities, setHandler } from '@temporalio/workflow';
import type { SyncActivities } from './sync.activities.ts';
import { pauseRun, resumeRun, type RunRef, type ShopRef } from './sync.messages.ts';

const sync = proxyActivities<SyncActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 4 },
});

const notes = proxyActivities<SyncActivities>({ startToCloseTimeout: '30 seconds' });

/** One walk through what a shop's platform has and we may lack. The next tick begins where this one ended. */
export async function pollWorkflow(shop: ShopRef): Promise<void> {
  try {
    await sync.pollShop(shop);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    const told =
      cause instanceof ApplicationFailure ? { kind: cause.type ?? null, details: cause.details ?? [] } : null;
    await notes.notePollFailure(shop, cause?.message ?? error.message, told);
  }
}

/** A sweep or back-fill: day by day, order by order, paused and resumed by signal. What is done stays done. */
export async function reconcileWorkflow(run: RunRef): Promise<void> {
  let paused = false;
  setHandler(pauseRun, () => {
    paused = true;
  });
  setHandler(resumeRun, () => {
    paused = false;
  });
  const waitWhilePaused = async () => {
    if (!paused) return;
    await notes.noteRun(run, 'paused', null);
    await condition(() => !paused);
    await notes.noteRun(run, 'running', null);
  };
  for (const [index, day] of run.days.entries()) {
    await waitWhilePaused();
    try {
      let stopped = await sync.reconcileDay(run, day, index + 1);
      while (stopped) {
        // The row tells the activity to pause, the signal tells us; where both have come and gone the row must not say so any more.
        if (paused) await waitWhilePaused();
        else await notes.noteRun(run, 'running', null);
        stopped = await sync.reconcileDay(run, day, index + 1, stopped.pausedAt);
      }
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      await notes.noteRun(run, 'failed', `${day}: ${error.cause?.message ?? error.message}`);
      return;
    }
  }
  await notes.noteRun(run, 'done', null);
}
