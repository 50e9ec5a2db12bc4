/** Older calls are forgotten first; a test that counts commands needs far fewer. */
const CALLS_KEPT_MAX = 20_000;
/** Only the newest ones are written into the state file, which is rewritten often. */
const CALLS_SAVED_MAX = 2_000;

export interface LoggedCall {
  at: string;
  platform: string;
  method: string;
  path: string;
  params: Record<string, string>;
  orderId?: string;
  /** HTTP status answered; absent when the caller never got an answer. */
  status?: number;
  /** Business code answered, 0 for success; absent when the platform did not get as far as deciding. */
  code?: number;
  /** The fault that the call met. */
  fault?: string;
}

/** What the merchant's software asked of the platforms, in the order in which it arrived. */
export class CallLog {
  #calls: LoggedCall[] = [];

  add(call: LoggedCall): void {
    this.#calls.push(call);
    // Cutting a slice now and then is cheaper than shifting at every call.
    if (this.#calls.length > CALLS_KEPT_MAX * 1.1) this.#calls = this.#calls.slice(-CALLS_KEPT_MAX);
  }

  list(filter: { platform?: string; orderId?: string; path?: string }): LoggedCall[] {
    return this.#calls.filter(
      (call) =>
        (filter.platform === undefined || call.platform === filter.platform) &&
        (filter.orderId === undefined || call.orderId === filter.orderId) &&
        (filter.path === undefined || call.path === filter.path),
    );
  }

  clear(): void {
    this.#calls = [];
  }

  snapshot(): LoggedCall[] {
    return this.#calls.slice(-CALLS_SAVED_MAX);
  }

  restore(calls: LoggedCall[]): void {
    this.#calls = [...calls];
  }
}
