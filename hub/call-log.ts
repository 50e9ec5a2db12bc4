import type { Logger } from 'pino';
import { listenToCalls } from '../connectors/call-record.ts';

/**
 * Every call to a platform is a line of the log, without a value of any kind: answered ones at `debug`, what got no answer or was told to
 * slow down at `info`, as nobody reads debug lines of yesterday.
 * @returns what ends it.
 */
export function logCalls(log: Logger): () => void {
  return listenToCalls((call) => log[call.outcome === 'answered' ? 'debug' : 'info']({ call }, 'platform called'));
}
