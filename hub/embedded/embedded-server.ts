import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { LockHeldError, takeLock, type FileLock } from './file-lock.ts';
import { endProcess, identifyProcess, isAlive, waitUntil, type ProcessIdentity } from './process-identity.ts';

const READY_MAX_MS = 60_000;
const LOG_MAX_BYTES = 10_000_000;
const LAST_WORDS_LINES = 6;
const WATCH_INTERVAL_MS = 250;

/** Signals to end a server with, each with the milliseconds it is given. */
export type StopSteps = [NodeJS.Signals, number][];

/** A server process of ours, or one that outlived its starter and was taken over. */
export interface EmbeddedServer {
  pid: number;
  /** True when a server that outlived its starter was taken over. */
  adopted: boolean;
  /** Ends the server cleanly and frees the data folder; safe to call twice. */
  stop(): Promise<void>;
  /** Calls back once when the server is gone without having been asked. */
  onExit(callback: () => void): void;
}

/** What is to be started, and how to see that it is up. */
export interface Launch {
  name: string;
  program: string;
  args: string[];
  folder: string;
  env?: NodeJS.ProcessEnv;
  logFile: string;
  stopSteps: StopSteps;
  isUp: () => Promise<boolean>;
  /** How often to ask. */
  askEveryMs: number;
  /** Told at once, so that whoever comes after a crash right here still finds the process. */
  onStarted?: (identity: ProcessIdentity | undefined) => void;
}

/** @throws one line when another running jiedan holds the folder. */
export async function lockFolder(folder: string): Promise<FileLock> {
  try {
    return await takeLock(join(folder, 'lock'));
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new Error(`the data folder ${folder} is in use by another running jiedan (process ${error.pid})`);
  }
}

/** Starts a server and waits until it is up. @throws with the server's own last words when it does not come up. */
export async function launchServer(launch: Launch): Promise<ProcessIdentity> {
  const { name, program, args, folder, env, logFile, stopSteps, isUp } = launch;
  const output = openSync(logFile, 'a', 0o600);
  if (statSync(logFile).size > LOG_MAX_BYTES) truncateSync(logFile);
  const logStart = statSync(logFile).size;
  // Its own process group: Ctrl-C in the terminal reaches us alone, and we stop things in order.
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  child.unref();
  let failure = '';
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, signal) => (failure ||= `exit ${code ?? signal}`));
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  launch.onStarted?.(identity);
  const up = await waitUntil(async () => failure !== '' || (await isUp()), READY_MAX_MS, launch.askEveryMs);
  if (up && failure === '' && identity) return identity;
  if (identity) await endProcess(identity, stopSteps);
  const said = readFileSync(logFile, 'utf8').slice(logStart).trim().split('\n').slice(-LAST_WORDS_LINES).join('\n');
  throw new Error(`${name} did not start (${failure || `no answer within ${READY_MAX_MS / 1000} s`}):\n${said}`);
}

/** The handle of a running server. It holds the folder's lock until the server is gone. */
export function embeddedServer(
  name: string,
  { identity, adopted }: { identity: ProcessIdentity; adopted: boolean },
  lock: FileLock,
  stopSteps: StopSteps,
): EmbeddedServer {
  let stopping: Promise<void> | undefined;
  let watch: NodeJS.Timeout | undefined;
  const stopOnce = async (): Promise<void> => {
    clearInterval(watch);
    const gone = await endProcess(identity, stopSteps);
    lock.release();
    if (!gone) throw new Error(`${name} process ${identity.pid} did not stop`);
  };
  return {
    pid: identity.pid,
    adopted,
    stop: () => (stopping ??= stopOnce()),
    onExit: (callback) => {
      // Watching the process serves a child and an adopted server alike.
      watch = setInterval(() => {
        if (stopping || isAlive(identity)) return;
        clearInterval(watch);
        lock.release();
        callback();
      }, WATCH_INTERVAL_MS);
      watch.unref();
    },
  };
}
