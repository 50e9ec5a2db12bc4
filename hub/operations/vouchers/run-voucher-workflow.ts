import { isGrpcServiceError } from '@temporalio/client';
import type { HubContext } from '../../context.ts';
import type { TakingRef, UndoRef } from '../../../workflows/voucher/voucher.messages.ts';
import { askTemporal } from '../../temporal.ts';

/** A person waits at most this long; then the answer is 202 and the row shows how it ends. */
const PATIENCE_MS = 12_000;

/** Starts it, or joins the one under way, and waits for its end as long as a person does. @throws Problem `unavailable` when it was not started */
export async function runVoucherWorkflow(
  context: HubContext,
  type: string,
  workflowId: string,
  ref: TakingRef | UndoRef,
): Promise<void> {
  const { temporal, config, log } = context;
  const handle = await askTemporal(context, () =>
    temporal.workflow.start(type, {
      taskQueue: config.temporalTaskQueue,
      workflowId,
      args: [ref],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  await temporal
    .withDeadline(Date.now() + PATIENCE_MS, () => handle.result())
    .catch((error: unknown) => {
      const isSlow = error instanceof Error && isGrpcServiceError(error.cause ?? error);
      log.warn({ err: error, workflowId }, isSlow ? 'voucher command not answered in time' : 'voucher command failed');
    });
}
