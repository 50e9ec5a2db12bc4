import type { Operation } from '../../operation.ts';
import { signalRun } from './signal-run.ts';

export const pauseSyncRun: Operation<'pauseSyncRun'> = ({ path }, identity, context) =>
  signalRun(context, identity, path.runId, 'pauseRun');
