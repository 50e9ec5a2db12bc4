/** Numbers of 19 digits that grow with the time, so that a sandbox started afresh does not repeat those of the last one. */
export class LongNumbers {
  #last = 0n;

  /** Always odd: at this size a double holds multiples of 512 only, so reading it as one is sure to be noticed. */
  next(): string {
    const now = 2_000_000_000_000_000_000n + BigInt(Date.now()) * 1_000_000n;
    this.#last = now + 1n > this.#last ? now + 1n : this.#last + 2n;
    return String(this.#last);
  }

  snapshot(): string {
    return String(this.#last);
  }

  restore(last: string): void {
    this.#last = BigInt(last);
  }
}
