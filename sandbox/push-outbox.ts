import { ControlError } from './control-error.ts';
import type { Platform, UnsignedPush, WireRequest } from './platform.ts';
import {
  pushMatches,
  pushSettingsSchema,
  type PushAttempt,
  type PushFilter,
  type PushRecord,
  type PushSettings,
  type PushState,
} from './push-record.ts';
import { PushSender } from './push-sender.ts';
import { seededRandom } from './random.ts';

const IN_FLIGHT_MAX = 64;
/** Finished pushes kept for the log and for replays; those still to be sent are never forgotten. */
const FINISHED_KEPT_MAX = 10_000;
const ATTEMPTS_LOGGED_MAX = 100;
const ANSWER_LOGGED_MAX = 300;

interface OutboxSnapshot {
  lastId: number;
  settings: PushSettings;
  pushes: PushRecord[];
}

/** Delivers the pushes of all platforms until they are acknowledged, and remembers what was sent and answered. */
export class PushOutbox {
  readonly #findPlatform: (name: string) => Platform;
  readonly #changed: () => void;
  readonly #sender = new PushSender(IN_FLIGHT_MAX);
  readonly #pushes = new Map<number, PushRecord>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  /** By platform and order: the one push that lets the next push of its order pass. */
  readonly #held = new Map<string, PushRecord>();
  /** Ids due now; a head index instead of shift keeps thousands of waiting pushes cheap. */
  #ready: number[] = [];
  #readyHead = 0;
  #inFlight = 0;
  #finished: number[] = [];
  #lastId = 0;
  #settings = pushSettingsSchema.parse({});
  #random = seededRandom(1);

  constructor(findPlatform: (name: string) => Platform, changed: () => void) {
    this.#findPlatform = findPlatform;
    this.#changed = changed;
  }

  get settings(): PushSettings {
    return this.#settings;
  }

  /** Replaces all settings and starts the random numbers afresh from the seed. */
  set settings(settings: PushSettings) {
    this.#settings = settings;
    this.#random = seededRandom(settings.seed);
    this.#changed();
  }

  /** Takes a push over; it is signed only when it is sent, so that it carries the time of sending. */
  add(push: UnsignedPush): PushRecord {
    const odd = this.#settings.platform === undefined || this.#settings.platform === push.platform;
    const happens = (share: number): boolean => odd && share > 0 && this.#random() < share;
    const record: PushRecord = {
      ...push,
      id: ++this.#lastId,
      state: 'waiting',
      createdAt: new Date().toISOString(),
      dueAt: Date.now() + (odd ? this.#settings.delayMs : 0),
      tries: 0,
      attempts: [],
      sendTwice: happens(this.#settings.duplicate),
    };
    this.#pushes.set(record.id, record);
    if (!this.#platformOf(record).pushAddress(record)) this.#finish(record, 'unsent');
    else if (happens(this.#settings.drop)) this.#finish(record, 'dropped');
    else if (!this.#held.has(orderKey(record)) && happens(this.#settings.reorder)) this.#hold(record);
    else this.#schedule(record);
    this.#changed();
    return record;
  }

  list(filter: PushFilter): PushRecord[] {
    return [...this.#pushes.values()].filter((push) => pushMatches(push, filter));
  }

  /** How the pushes of one order fared, for the platform's own account of the order. */
  storyOf(
    platform: string,
    orderId: string,
  ): { kind: string; state: PushState; tries: number; acknowledged: number }[] {
    return this.list({ platform, orderId }).map(({ kind, state, tries, attempts }) => ({
      kind,
      state,
      tries,
      acknowledged: attempts.filter((attempt) => attempt.acknowledged).length,
    }));
  }

  /**
   * Sends a remembered push again, byte for byte if it was ever sent. `index` counts from 0 among the matching pushes,
   * negative from the end; without it the newest one is taken.
   */
  async replay(filter: PushFilter & { index?: number }): Promise<{ id: number; kind: string; attempt: PushAttempt }> {
    const record = this.list(filter).at(filter.index ?? -1);
    if (!record) throw new ControlError(404, 'no remembered push matches');
    const request = record.request ?? this.#platformOf(record).signPush(record, record.tries);
    if (!request) throw new ControlError(409, `no address is registered for pushes of the kind ${record.kind}`);
    record.request = request;
    const attempt = await this.#try(record, request, 'replay');
    if (attempt.acknowledged && (record.state === 'unsent' || record.state === 'dropped')) record.state = 'delivered';
    this.#changed();
    return { id: record.id, kind: record.kind, attempt };
  }

  snapshot(): OutboxSnapshot {
    return { lastId: this.#lastId, settings: this.#settings, pushes: [...this.#pushes.values()] };
  }

  /** Takes up the pushes of the previous run; those not yet acknowledged are tried again when they are due. */
  restore(snapshot: OutboxSnapshot): void {
    this.#lastId = snapshot.lastId;
    this.#settings = pushSettingsSchema.parse(snapshot.settings);
    this.#random = seededRandom(this.#settings.seed);
    for (const push of snapshot.pushes) {
      this.#pushes.set(push.id, push);
      if (push.state === 'waiting' || push.state === 'held') this.#schedule(push);
      else this.#finished.push(push.id);
    }
  }

  close(): void {
    this.#sender.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #platformOf(push: UnsignedPush): Platform {
    return this.#findPlatform(push.platform);
  }

  #schedule(record: PushRecord, state: 'waiting' | 'held' = 'waiting'): void {
    record.state = state;
    clearTimeout(this.#timers.get(record.id));
    this.#timers.delete(record.id);
    const waitMs = record.dueAt - Date.now();
    if (waitMs <= 0) {
      this.#ready.push(record.id);
      this.#pump();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(record.id);
      this.#ready.push(record.id);
      this.#pump();
    }, waitMs);
    this.#timers.set(record.id, timer);
  }

  #hold(record: PushRecord): void {
    if (record.orderId === undefined) return this.#schedule(record);
    record.dueAt = Date.now() + this.#settings.reorderWithinMs;
    this.#held.set(orderKey(record), record);
    this.#schedule(record, 'held');
  }

  #releaseHeld(after: PushRecord): void {
    const held = this.#held.get(orderKey(after));
    if (!held || held.id >= after.id) return;
    this.#held.delete(orderKey(after));
    held.dueAt = Date.now();
    this.#schedule(held);
  }

  #pump(): void {
    while (this.#inFlight < IN_FLIGHT_MAX && this.#readyHead < this.#ready.length && !this.#sender.closed) {
      const record = this.#pushes.get(this.#ready[this.#readyHead++] ?? 0);
      if (this.#readyHead === this.#ready.length) {
        this.#ready = [];
        this.#readyHead = 0;
      }
      if (!record) continue;
      this.#inFlight += 1;
      void this.#deliver(record).finally(() => {
        this.#inFlight -= 1;
        this.#pump();
      });
    }
  }

  async #deliver(record: PushRecord): Promise<void> {
    if (this.#held.get(orderKey(record)) === record) this.#held.delete(orderKey(record));
    const platform = this.#platformOf(record);
    const request = platform.signPush(record, record.tries);
    if (!request) return this.#finish(record, 'unsent');
    record.state = 'waiting';
    record.request = request;
    const attempt = await this.#try(record, request, record.tries === 0 ? 'first' : 'retry');
    // Broken off by our own shutdown: the attempt does not count and the push stays waiting in the state file.
    if (this.#sender.closed) return;
    record.tries += 1;
    if (attempt.acknowledged) {
      if (record.sendTwice) await this.#try(record, request, 'duplicate');
      this.#finish(record, 'delivered');
    } else {
      const settings = platform.deliverySettings(record);
      if (record.tries >= settings.attemptsMax) this.#finish(record, 'given-up');
      else {
        record.dueAt = Date.now() + (settings.retryDelaysMs[record.tries - 1] ?? settings.retryEveryMs);
        this.#schedule(record);
      }
    }
    this.#releaseHeld(record);
    this.#changed();
  }

  async #try(record: PushRecord, request: WireRequest, why: PushAttempt['why']): Promise<PushAttempt> {
    const platform = this.#platformOf(record);
    const startedAt = Date.now();
    const attempt: PushAttempt = { at: new Date(startedAt).toISOString(), why, durationMs: 0, acknowledged: false };
    try {
      const answer = await this.#sender.send(request, platform.deliverySettings(record).timeoutMs);
      attempt.status = answer.status;
      attempt.answer = answer.body.slice(0, ANSWER_LOGGED_MAX);
      attempt.acknowledged = platform.isAck(answer.status, answer.body);
    } catch (error) {
      attempt.error = error instanceof Error ? error.message || error.name : String(error);
    }
    attempt.durationMs = Date.now() - startedAt;
    if (this.#sender.closed) return attempt;
    record.attempts.push(attempt);
    if (record.attempts.length > ATTEMPTS_LOGGED_MAX) record.attempts.shift();
    return attempt;
  }

  #finish(record: PushRecord, state: 'delivered' | 'given-up' | 'unsent' | 'dropped'): void {
    record.state = state;
    this.#finished.push(record.id);
    if (this.#finished.length <= FINISHED_KEPT_MAX * 1.1) return;
    const forgotten = this.#finished.splice(0, this.#finished.length - FINISHED_KEPT_MAX);
    for (const id of forgotten) this.#pushes.delete(id);
  }
}

function orderKey(push: UnsignedPush): string {
  return `${push.platform} ${push.orderId ?? ''}`;
}
