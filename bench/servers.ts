import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readConfig } from '../hub/config.ts';
import { type EmbeddedPostgres, startPostgres } from '../hub/embedded/postgres.ts';
import { type EmbeddedTemporal, startTemporal } from '../hub/embedded/temporal.ts';

const READY_MAX_MS = 60_000;
const END_MAX_MS = 20_000;

/** A process of ours that answers each message with one. */
export interface BenchProcess {
  pid: number;
  /** What it said when it was ready. */
  port: number;
  /** @throws what the process could not do. */
  ask<Result>(question: object): Promise<Result>;
  signal(name: NodeJS.Signals): void;
  end(): Promise<void>;
}

/** The real parts of a run, in a folder that is removed at its end. PostgreSQL and Temporal start when first asked for. */
export class BenchServers {
  private readonly endings = new Set<() => Promise<void>>();
  private closing: Promise<void> | undefined;
  private startedPostgres: Promise<EmbeddedPostgres> | undefined;
  private startedTemporal: Promise<EmbeddedTemporal> | undefined;

  private constructor(
    readonly folder: string,
    private readonly profileDir: string | undefined,
  ) {}

  /** @param profileDir where processes under measurement leave a CPU profile when they end. */
  static async create(profileDir?: string): Promise<BenchServers> {
    return new BenchServers(await mkdtemp(join(tmpdir(), 'jiedan-bench-')), profileDir);
  }

  postgres(): Promise<EmbeddedPostgres> {
    return (this.startedPostgres ??= startPostgres({ dataDir: this.folder }));
  }

  temporal(): Promise<EmbeddedTemporal> {
    return (this.startedTemporal ??= startTemporal({ dataDir: this.folder, cacheDir: readConfig().cacheDir }));
  }

  /** @returns the address of an empty database of its own. */
  async createDatabase(): Promise<string> {
    const { url } = await this.postgres();
    const name = `bench_${randomBytes(4).toString('hex')}`;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const own = new URL(url);
    own.pathname = `/${name}`;
    return own.href;
  }

  /** Starts a script of the repository as the product does, and waits for its `{ type: 'ready' }`. */
  async start(script: string, environment: Record<string, string>): Promise<BenchProcess> {
    if (this.closing) throw new Error('the run is ending');
    const logFile = join(this.folder, `${randomUUID()}.log`);
    const output = openSync(logFile, 'a');
    const profile = this.profileDir === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', this.profileDir];
    const child = fork(fileURLToPath(new URL(`../${script}`, import.meta.url)), [], {
      execArgv: ['--import', 'tsx', ...profile],
      env: { ...process.env, ...environment },
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
    // Known before it is ready: a Ctrl-C in between must end it, too.
    const end = this.onClose(() => endChild(child));
    const ready = await nextMessage<{ port?: number }>(child, READY_MAX_MS, logFile);
    return {
      pid: child.pid ?? 0,
      port: ready.port ?? 0,
      ask: async <Result>(question: object): Promise<Result> => {
        child.send(question);
        const answer = await nextMessage<{ result?: Result; error?: string }>(child, READY_MAX_MS, logFile);
        if (answer.error !== undefined || answer.result === undefined)
          throw new Error(`${script}: ${answer.error ?? 'no result'}`);
        return answer.result;
      },
      signal: (name) => void child.kill(name),
      end,
    };
  }

  /** Ends something when the run ends, however it ends. @returns the same, to be called earlier; it runs once. */
  onClose(end: () => Promise<void>): () => Promise<void> {
    let ended: Promise<void> | undefined;
    const once = (): Promise<void> => {
      this.endings.delete(once);
      return (ended ??= end());
    };
    this.endings.add(once);
    return once;
  }

  /** Stops everything and removes the folder; safe to call again. Nothing can be started afterwards. */
  close(): Promise<void> {
    return (this.closing ??= this.closeOnce());
  }

  private async closeOnce(): Promise<void> {
    await Promise.allSettled([...this.endings].map((end) => end()));
    await Promise.allSettled([
      this.startedTemporal?.then((part) => part.stop()),
      this.startedPostgres?.then((part) => part.stop()),
    ]);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** @throws with the last lines of its log when the process ends or stays silent. */
function nextMessage<Message>(child: ChildProcess, timeoutMs: number, logFile: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      settle();
      reject(new Error(`${why}\n${readFileSync(logFile, 'utf8').slice(-2_000)}`));
    };
    const onMessage = (message: unknown): void => {
      settle();
      resolve(message as Message);
    };
    const onExit = (): void => fail('the process ended');
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MAX_MS);
  // A worker that a figure has stopped must run to hear that it is to end.
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}
