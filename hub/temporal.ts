import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { HubContext } from './context.ts';
import { Problem } from './problem.ts';

const ANSWER_MS = 5_000;
const RETRY_AFTER_SECONDS = 3;

/** Calls Temporal with a bound. @throws Problem `unavailable` when it is away, `not-running` when the workflow has ended. */
export async function askTemporal<T>({ temporal, log }: HubContext, ask: () => Promise<T>): Promise<T> {
  try {
    return await temporal.withDeadline(Date.now() + ANSWER_MS, ask);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new Problem('not-running', 'It has ended.');
    const grpc = error instanceof Error && isGrpcServiceError(error.cause ?? error);
    if (!grpc) throw error;
    log.warn({ err: error }, 'Temporal did not answer');
    throw new Problem('unavailable', 'Nothing was started; try again.', {}, RETRY_AFTER_SECONDS);
  }
}
