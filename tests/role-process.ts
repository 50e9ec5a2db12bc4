import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY_MS = 90_000;

/** A process of one role, as the supervisor starts it. */
export interface RoleProcess {
  /** As kill -9 does it: no chance to say goodbye. */
  kill(): Promise<void>;
  /** As a supervisor ends it. @returns the exit code. */
  stop(): Promise<number | null>;
  isAlive(): boolean;
  /** All that it wrote. */
  output(): string;
}

/**
 * @param nodeArgs more for Node itself.
 * @param folder where its code lies, when it is not this one.
 * @throws when it is not ready in time, with what it said.
 */
export async function startRole(
  role: 'api' | 'worker',
  env: Record<string, string>,
  nodeArgs: readonly string[] = [],
  folder = ROOT,
): Promise<RoleProcess> {
  const args = [...nodeArgs, '--import', 'tsx', '--import', './hub/cli/end-with-parent.js', 'hub/server.ts'];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, LOG_LEVEL: 'info', PORT: '0', ...env, JIEDAN_ROLE: role },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await ready(child, () => output);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return child.exitCode;
  };
  return {
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    output: () => output,
  };
}

function ready(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${why}: ${output().slice(-2_000)}`));
    };
    const timer = setTimeout(() => fail('not ready in time'), READY_MS);
    child.once('message', () => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}
