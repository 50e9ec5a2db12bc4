import type { Identity } from '../../../prisma/store/identities.ts';
import type { HubContext } from '../../context.ts';
import { signalRun } from '../sync/signal-run.ts';
import { catchUpSince } from './catch-up-since.ts';

export interface PauseChange {
  shopId: string;
  paused: boolean;
  /** Since when it was paused, where this change sets it going again. */
  pausedSince: Date | null;
}

/** What follows a pause that is recorded: comparisons under way stop, or go on, and what was missed is read. */
export async function afterPause(context: HubContext, identity: Identity, change: PauseChange): Promise<void> {
  const merchantId = identity.merchant.id;
  const { shopId, paused, pausedSince } = change;
  if (!paused && pausedSince === null) return;
  const runs = await context.database.withMerchant(merchantId, (tx) =>
    tx.syncRun.findMany({ where: { merchantId, shopId, state: paused ? 'running' : 'paused' }, select: { id: true } }),
  );
  for (const { id } of runs) {
    await signalRun(context, identity, id, paused ? 'pauseRun' : 'resumeRun').catch((error: unknown) => {
      context.log.warn({ err: error, runId: id }, 'comparison not told of the pause');
    });
  }
  if (pausedSince) await catchUpSince(context, { merchantId, shopId }, pausedSince);
}
