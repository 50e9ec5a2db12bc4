import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

let installed = false;

/** Sends what the Temporal SDK says into our log. A process has one runtime, so only the first call counts. */
export function installRuntimeLog(log: Logger): void {
  if (installed) return;
  installed = true;
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const { workflowId, activityType, attempt, error } = (meta ?? {}) as Record<string, unknown>;
      log[levels[level]]({ workflowId, activityType, attempt, err: error }, message);
    }),
  });
}
