import { reconcileWorkflowId } from '../../../workflows/sync/sync.messages.ts';
import { setRunState } from '../../../prisma/store/sync.ts';
import type { HubContext } from '../../context.ts';
import { Problem } from '../../problem.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import { askTemporal } from '../../temporal.ts';

/** Tells a run that has not ended something. Its workflow is told first; the row tells the reading that is under way. */
export async function signalRun(
  context: HubContext,
  identity: Identity,
  runId: string,
  signal: 'pauseRun' | 'resumeRun',
) {
  const merchantId = identity.merchant.id;
  const run = await context.database.withMerchant(merchantId, (tx) =>
    tx.syncRun.findFirst({ where: { merchantId, id: runId } }),
  );
  if (!run) throw new Problem('not-found', 'There is no such run.');
  if (run.state !== 'running' && run.state !== 'paused') throw new Problem('not-running', 'The run has ended.');
  await askTemporal(context, () => context.temporal.workflow.getHandle(reconcileWorkflowId(runId)).signal(signal));
  await context.database.withMerchantSql(merchantId, (client) =>
    setRunState(client, runId, signal === 'pauseRun' ? 'paused' : 'running'),
  );
  return { status: 202 as const };
}
