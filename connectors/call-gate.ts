import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { CallGate } from './contract.ts';
import { ConnectorError } from './errors.ts';

/** How a connection's calls stand, by the database's clock, the only one that all processes share. */
export interface GateState {
  stopped: boolean;
  /** Until the next probe. */
  stoppedForMs: number;
  pausedForMs: number;
  /** Time between two calls of the connection; 0 takes no turns. */
  paceMs: number;
}

/** What the processes share about the calls of one connection. */
export interface GateRows {
  /** Null where nothing was ever wrong. */
  read(): Promise<GateState | null>;
  /**
   * The platform asks to slow down. Refusals that come during a pause were under way together and count as one.
   * @param askedMs how long it wants us to wait; null where it does not say. @returns how long nobody calls.
   */
  slowDown(askedMs: number | null): Promise<number>;
  /** @returns in how many milliseconds it is this call's turn; null when too many wait already. */
  claimTurn(paceMs: number): Promise<number | null>;
  /** The platform does not answer. @param probed true when a probe has found that it still does not. */
  stop(probed: boolean): Promise<void>;
  /** @returns true for the one caller who may try whether the platform answers again. */
  claimProbe(): Promise<boolean>;
  endStop(): Promise<void>;
}

/** What another process has learnt is known here within this time. */
const FRESH_MS = 500;
/** Calls in a row that met silence, after which the platform is left alone. */
const SILENT_MAX = 5;
/** Whoever waits for another's probe asks again after about this. */
const PROBE_WAIT_MS = 2_000;

/**
 * One read in half a second of calls, and a write only when something is wrong: a slowed connection takes turns, a stopped one is
 * probed. One object for each connection in a process, because it counts. A gate that cannot reach the database goes on with what it knew: it must not be one more reason for which calls fail.
 */
export class SharedGate implements CallGate {
  private state: GateState | null = null;
  private readAt = -Infinity;
  private reading: Promise<GateState | null> | undefined;
  private silentInARow = 0;

  constructor(private readonly rows: GateRows) {}

  async pass<T>(call: () => Promise<T>): Promise<T> {
    const probing = await this.admit();
    try {
      const result = await call();
      await this.heard(probing);
      return result;
    } catch (error) {
      throw await this.learn(error, probing);
    }
  }

  /** @returns true when this call tries whether a stopped platform answers again. */
  private async admit(): Promise<boolean> {
    const state = await this.look();
    if (!state) return false;
    const sinceRead = performance.now() - this.readAt;
    if (state.stopped) {
      const leftMs = state.stoppedForMs - sinceRead;
      if (leftMs > 0) throw stopped(leftMs);
      if (!(await this.attempt(this.rows.claimProbe(), false))) throw stopped(PROBE_WAIT_MS);
      return true;
    }
    const pausedMs = state.pausedForMs - sinceRead;
    if (pausedMs > 0) throw slowed(pausedMs);
    if (state.paceMs > 0) await this.takeTurn(state.paceMs);
    return false;
  }

  private async takeTurn(paceMs: number): Promise<void> {
    const turnMs = await this.attempt(this.rows.claimTurn(paceMs), 0);
    if (turnMs === null) throw slowed(PROBE_WAIT_MS);
    if (turnMs > 0) await wait(turnMs);
  }

  private async look(): Promise<GateState | null> {
    if (performance.now() - this.readAt < FRESH_MS) return this.state;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<GateState | null> {
    const state = await this.attempt(this.rows.read(), this.state);
    this.state = state;
    this.readAt = performance.now();
    return state;
  }

  private async heard(probing: boolean): Promise<void> {
    this.silentInARow = 0;
    if (!probing) return;
    await this.attempt(this.rows.endStop(), undefined);
    this.readAt = -Infinity;
  }

  /** @returns the error, with how long to wait where the platform did not say. */
  private async learn(error: unknown, probing: boolean): Promise<unknown> {
    if (!(error instanceof ConnectorError)) return error;
    if (error.silent) {
      this.silentInARow += 1;
      if (!probing && this.silentInARow < SILENT_MAX) return error;
      this.silentInARow = 0;
      await this.attempt(this.rows.stop(probing), undefined);
      this.readAt = -Infinity;
      return error;
    }
    await this.heard(probing);
    if (error.kind !== 'rate-limited') return error;
    const asked = error.retryAfterMs ?? null;
    const pauseMs = await this.attempt(this.rows.slowDown(asked), asked ?? PROBE_WAIT_MS);
    this.readAt = -Infinity;
    const { platformCode, platformMessage } = error;
    return new ConnectorError('rate-limited', error.message, {
      retryAfterMs: pauseMs,
      ...(platformCode === undefined ? {} : { platformCode }),
      ...(platformMessage === undefined ? {} : { platformMessage }),
    });
  }

  /** What cannot be noted now is noted by the next call that meets it. */
  private attempt<T>(shared: Promise<T>, otherwise: T): Promise<T> {
    return shared.catch(() => otherwise);
  }
}

function stopped(leftMs: number): ConnectorError {
  return new ConnectorError(
    'unavailable',
    'the platform has not answered for a while and is left alone; nothing was sent',
    {
      platformCode: 'platform_away',
      retryAfterMs: spread(leftMs),
    },
  );
}

function slowed(leftMs: number): ConnectorError {
  return new ConnectorError('rate-limited', 'the platform has asked this connection to slow down; nothing was sent', {
    platformCode: 'platform_slow',
    retryAfterMs: spread(leftMs),
  });
}

/** Those that wait for the same moment must not come all at once. */
function spread(waitMs: number): number {
  return Math.ceil(waitMs + Math.random() * 500);
}
