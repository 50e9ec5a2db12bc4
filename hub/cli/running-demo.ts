import type { EmbeddedPostgres } from '../embedded/postgres.ts';
import { identifyProcess } from '../embedded/process-identity.ts';
import type { EmbeddedTemporal } from '../embedded/temporal.ts';
import type { HubEnvironment } from './demo-parts.ts';
import type { KeptPart } from './keep-running.ts';
import type { Progress } from './progress.ts';
import { writeRunFile } from './run-file.ts';
import type { SupervisedChild } from './supervised-child.ts';

/** npm passes a Ctrl-C on that the terminal has already sent us, so a second signal this soon is the same one. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 500;
/** A stop in order must not take longer than this, whatever hangs. */
const STOP_MAX_MS = 60_000;

/** All parts that run, and the order in which they end. */
export class RunningDemo {
  api: SupervisedChild | undefined;
  worker: SupervisedChild | undefined;
  sandbox: SupervisedChild | undefined;
  postgres: KeptPart<EmbeddedPostgres> | undefined;
  temporal: KeptPart<EmbeddedTemporal> | undefined;
  stopping = false;
  readonly stopped: Promise<void>;
  readonly #dataDir: string;
  readonly #progress: Progress;
  #environment: HubEnvironment | undefined;
  #pending: Promise<unknown>[] = [];
  #markStopped: () => void = () => undefined;
  #stop: Promise<void> | undefined;

  constructor(dataDir: string, progress: Progress) {
    this.#dataDir = dataDir;
    this.#progress = progress;
    this.stopped = new Promise((resolve) => (this.#markStopped = resolve));
  }

  /** Waits for parts that start side by side; when one fails the others are given time to arrive, so that they can be stopped. */
  async allOrNothing(parts: Promise<unknown>[]): Promise<void> {
    this.#pending = parts;
    await Promise.all(parts);
    if (this.stopping) throw new Error('stopped while starting');
  }

  /**
   * The first signal ends everything in order, a second one at once.
   * @param withParent whether the end of the process that started us counts as a signal.
   */
  stopOnSignals(withParent: boolean): void {
    let first = 0;
    const onSignal = (): void => {
      if (first === 0) {
        first = Date.now();
        this.#progress.note('正在停止 stopping (Ctrl-C again to force)');
        void this.stop();
      } else if (Date.now() - first > SAME_SIGNAL_MS) {
        this.#force();
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
    if (!withParent) return;
    const parent = process.ppid;
    const check = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(check);
      if (first === 0) onSignal();
    }, PARENT_CHECK_MS);
    check.unref();
  }

  /** Ends what was started: first those who use, then what they use. Safe to call twice. */
  stop(): Promise<void> {
    return (this.#stop ??= this.#stopInOrder());
  }

  /** A restarted server may have moved; those who use it are told by starting them again. */
  move(environment: HubEnvironment, moved: Partial<HubEnvironment>): void {
    const same = Object.entries(moved).every(([name, value]) => environment[name as keyof HubEnvironment] === value);
    Object.assign(environment, moved);
    this.record();
    if (same) return;
    for (const child of [this.api, this.worker]) void child?.restart();
  }

  /** Writes the run file anew; an arrow, because it is passed on as a callback. */
  record = (environment = this.#environment): void => {
    this.#environment = environment;
    if (!environment || this.stopping) return;
    const { postgres, temporal, api, worker, sandbox } = this;
    const pids = Object.entries({
      api: api?.identity.pid,
      worker: worker?.identity.pid,
      sandbox: sandbox?.identity.pid,
      postgres: postgres?.current().pid,
      temporal: temporal?.current().pid,
    }).filter((entry): entry is [string, number] => entry[1] !== undefined);
    const supervisor = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: '' };
    const children = [api, worker, sandbox].flatMap((child) => (child ? [child.identity] : []));
    writeRunFile(this.#dataDir, {
      pid: process.pid,
      children: Object.fromEntries(pids),
      ...this.addresses(),
      ...this.sandboxAddresses(),
      databaseUrl: environment.databaseUrl,
      temporalAddress: environment.temporalAddress,
      identities: { supervisor, children },
    });
  };

  addresses(): { url: string; apiUrl: string; temporalUiUrl?: string } {
    const url = this.#environment?.publicUrl ?? '';
    const temporalUiUrl = this.temporal?.current().uiUrl;
    return { url, apiUrl: `${url}/api/v1`, ...(temporalUiUrl ? { temporalUiUrl } : {}) };
  }

  sandboxAddresses(): { sandboxUrl: string; sandboxControlUrl: string } {
    const { url, controlUrl } = this.sandbox?.ready ?? {};
    return { sandboxUrl: String(url), sandboxControlUrl: String(controlUrl) };
  }

  async #stopInOrder(): Promise<void> {
    this.stopping = true;
    const overdue = setTimeout(() => this.#force(), STOP_MAX_MS);
    await Promise.allSettled(this.#pending);
    const steps = [[this.api, this.worker], [this.sandbox], [this.temporal], [this.postgres]];
    for (const step of steps) {
      for (const result of await Promise.allSettled(step.map(async (part) => part?.stop()))) {
        if (result.status === 'rejected') this.#progress.note((result.reason as Error).message);
      }
    }
    clearTimeout(overdue);
    this.#markStopped();
  }

  /** Everything at once, without asking. PostgreSQL recovers at its next start; nothing that was acknowledged is lost. */
  #force(): never {
    const { postgres, temporal, api, worker, sandbox } = this;
    const pids = [api, worker, sandbox].map((child) => child?.identity.pid);
    for (const pid of [...pids, temporal?.current().pid]) kill(pid, 'SIGKILL');
    kill(postgres?.current().pid, 'SIGQUIT');
    process.exit(1);
  }
}

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}
