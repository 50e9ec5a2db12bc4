import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const WRITE_AFTER_MS = 100;
/** Writing may take at most about a tenth of the time, however large the state has grown. */
const REST_PER_WRITE = 10;

/** Keeps one JSON file equal to what `collect` returns, soon after each `touch` and for certain after `close`. */
export class StateFile {
  readonly #path: string;
  readonly #collect: () => unknown;
  #timer: NodeJS.Timeout | undefined;
  #lastWriteMs = 0;
  #closed = false;

  constructor(path: string, collect: () => unknown) {
    this.#path = path;
    this.#collect = collect;
  }

  /** The state of the previous run, or undefined at the first one. Throws when the file is not JSON. */
  read(): unknown {
    if (!existsSync(this.#path)) return undefined;
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch (cause) {
      throw new Error(`the sandbox state file ${this.#path} is not readable JSON; move it away to start afresh`, {
        cause,
      });
    }
  }

  touch(): void {
    if (this.#timer || this.#closed) return;
    const waitMs = Math.max(WRITE_AFTER_MS, this.#lastWriteMs * REST_PER_WRITE);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      try {
        this.#write();
      } catch (error) {
        process.stderr.write(`sandbox: the state could not be saved: ${String(error)}\n`);
      }
    }, waitMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#write();
  }

  /** Blocks on purpose: under load an asynchronous write of many chunks was overtaken by everything else for seconds. */
  #write(): void {
    const startedAt = performance.now();
    const text = JSON.stringify(this.#collect());
    mkdirSync(dirname(this.#path), { recursive: true });
    const draft = `${this.#path}.draft`;
    writeFileSync(draft, text, { mode: 0o600 });
    // A rename is atomic: a reader, or the next start after a kill, sees the old state or the new one, never half.
    renameSync(draft, this.#path);
    this.#lastWriteMs = performance.now() - startedAt;
  }
}
