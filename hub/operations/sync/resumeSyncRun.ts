import type { Operation } from '../../operation.ts';
import { signalRun } from './signal-run.ts';

export const resumeSyncRun: Operation<'resumeSyncRun'> = ({ path }, identity, context) =>
  signalRun(context, identity, path.runId, 'resumeRun');
