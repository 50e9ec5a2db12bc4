import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { endProcess, identifyProcess, waitUntil, type ProcessIdentity } from '../embedded/process-identity.ts';
import { keepSmall, lastLines, openLog, readLogFrom, sizeOf } from './child-log.ts';

const READY_MAX_MS = 90_000;
const LOG_CHECK_MS = 60_000;
const BACK_OFF_FIRST_MS = 250;
const BACK_OFF_MAX_MS = 30_000;
/** A child that has lived this long starts its next back-off from the beginning. */
const STEADY_AFTER_MS = 60_000;

export interface ChildSpec {
  name: string;
  /** Arguments of `node`. */
  args: string[];
  cwd: string;
  /** Asked anew at each start, so that a restarted database's address reaches the child. */
  environment(): NodeJS.ProcessEnv;
  logFile: string;
  /** How it tells that it is ready: a message `{ type: 'ready' }` over IPC, or a line of JSON on its output. */
  readyBy: 'message' | 'line';
  /** How long a clean ending may take. */
  stopMaxMs: number;
}

export interface SupervisedChild {
  identity: ProcessIdentity;
  /** What it said when it became ready. */
  ready: Record<string, unknown>;
  /** Ends it and starts it again, to give it a new environment. */
  restart(): Promise<void>;
  stop(force?: boolean): Promise<void>;
}

/**
 * Starts a child and keeps it alive: one that dies is started again, at once first and then ever more slowly.
 * @param onChange called after each later start, when the process number is a new one.
 * @throws with the child's last words when the first start fails.
 */
export async function superviseChild(
  spec: ChildSpec,
  log: (line: string) => void,
  onChange: () => void,
): Promise<SupervisedChild> {
  let stopping = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  const logCheck = setInterval(() => keepSmall(spec.logFile), LOG_CHECK_MS);

  const watch = (started: Started): void => {
    const since = Date.now();
    void started.ended.then((how) => {
      if (stopping || started.replaced) return;
      if (Date.now() - since > STEADY_AFTER_MS) failures = 0;
      startAgain(how);
    });
  };
  const startAgain = (how: string): void => {
    const delayMs = Math.min(BACK_OFF_FIRST_MS * 2 ** failures++, BACK_OFF_MAX_MS);
    log(`${spec.name} ended unexpectedly (${how}); starting it again in ${delayMs / 1000} s`);
    retry = setTimeout(() => void launchAgain(), delayMs);
  };
  const launchAgain = async (): Promise<void> => {
    const from = Date.now();
    try {
      const started = await launch(spec);
      if (stopping) return void (await end(started.identity, spec, true));
      adopt(started);
      log(`${spec.name} is back (${((Date.now() - from) / 1000).toFixed(1)} s)`);
      onChange();
    } catch (error) {
      if (!stopping) startAgain((error as Error).message);
    }
  };
  let current = await launch(spec).catch((error: unknown) => {
    clearInterval(logCheck);
    throw error;
  });
  const supervised: SupervisedChild = {
    identity: current.identity,
    ready: current.ready,
    restart: async () => {
      current.replaced = true;
      await end(current.identity, spec, false);
      await launchAgain();
    },
    stop: async (force = false) => {
      stopping = true;
      clearTimeout(retry);
      clearInterval(logCheck);
      await end(current.identity, spec, force);
    },
  };
  const adopt = (started: Started): void => {
    current = started;
    supervised.identity = started.identity;
    supervised.ready = started.ready;
    watch(started);
  };
  watch(current);
  return supervised;
}

interface Started {
  identity: ProcessIdentity;
  ready: Record<string, unknown>;
  /** Settles with how it ended. */
  ended: Promise<string>;
  /** It ends because we want it to. */
  replaced: boolean;
}

async function launch(spec: ChildSpec): Promise<Started> {
  const output = openLog(spec.logFile);
  const logStart = sizeOf(spec.logFile);
  // Its own process group: Ctrl-C in the terminal reaches us alone, and we stop things in order.
  const child = spawn(process.execPath, spec.args, {
    cwd: spec.cwd,
    env: { ...process.env, ...spec.environment() },
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
  });
  closeSync(output);
  let how: string | undefined;
  const ended = waitForEnd(child).then((text) => (how = text));
  let ready: Record<string, unknown> | undefined;
  child.on('message', (message) => {
    if (isRecord(message) && message.type === 'ready') ready = message;
  });
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  await waitUntil(() => {
    if (spec.readyBy === 'line') ready ??= findJsonLine(readLogFrom(spec.logFile, logStart));
    return how !== undefined || ready !== undefined;
  }, READY_MAX_MS);
  if (identity && ready && how === undefined) return { identity, ready, ended, replaced: false };
  if (identity) await end(identity, spec, true);
  const words = lastLines(readLogFrom(spec.logFile, logStart), 12);
  throw new Error(
    `${spec.name} did not start (${how ?? `not ready in ${READY_MAX_MS / 1000} s`})${words && `:\n${words}`}`,
  );
}

function waitForEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

async function end(identity: ProcessIdentity, spec: ChildSpec, force: boolean): Promise<void> {
  if (!force) await endProcess(identity, [['SIGTERM', spec.stopMaxMs]]);
  await endProcess(identity, [['SIGKILL', 5_000]]);
}

function findJsonLine(text: string): Record<string, unknown> | undefined {
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const value: unknown = JSON.parse(line);
      if (isRecord(value)) return value;
    } catch {
      // Other output is welcome before the line we wait for.
    }
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
