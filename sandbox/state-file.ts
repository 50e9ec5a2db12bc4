import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const WRITE_AFTER_MS = 100;
/** Writing may take at most about a tenth of the time, however large the state has grown. */
const REST_PER_WRITE = 10;

/** Keeps one JSON file equal to what `collect` returns, soon after each `touch` and for certain after `close`. */
export class StateFile {
  readonly #path: string;
  readonly #collect: () => unknown;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
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
      this.#writing = this.#writing.then(() => this.#write()).catch(reportWriteFailure);
    }, waitMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const startedAt = performance.now();
    const text = JSON.stringify(this.#collect());
    await mkdir(dirname(this.#path), { recursive: true });
    const draft = `${this.#path}.${process.pid}.draft`;
    await writeFile(draft, text, { mode: 0o600 });
    // A rename is atomic: a reader, or the next start after a kill, sees the old state or the new one, never half.
    await rename(draft, this.#path);
    this.#lastWriteMs = performance.now() - startedAt;
  }
}

function reportWriteFailure(error: unknown): void {
  process.stderr.write(`sandbox: the state could not be saved: ${String(error)}\n`);
}
