import { beijingTime } from '../beijing-time.ts';
import type { YouzanOrder } from './orders.ts';
import type { YouzanRefund } from './refunds.ts';

/** Far above 2^53, so that a receiver which reads ids as doubles is caught; an odd last digit is never a double of this size. */
const LONG_BASE = 1_436_413_407_076_030_201n;

export interface BookSnapshot {
  lastLong: number;
  lastTid: number;
  orders: YouzanOrder[];
}

/** All orders of the platform with their refunds, and the ids that it gives out. */
export class OrderBook {
  readonly #orders = new Map<string, YouzanOrder>();
  readonly #ofRefund = new Map<string, string>();
  #lastLong = 0;
  #lastTid = 0;

  /** An id for a line, an item or a specification. */
  nextLong(): string {
    this.#lastLong += 1;
    return String(LONG_BASE + 2n * BigInt(this.#lastLong));
  }

  /** `E`, the second in Beijing and nine more digits. */
  nextTid(nowMs: number): string {
    let tid: string;
    do tid = this.#numbered('E', nowMs);
    while (this.#orders.has(tid));
    return tid;
  }

  nextRefundId(nowMs: number): string {
    return this.#numbered('', nowMs);
  }

  add(order: YouzanOrder): void {
    this.#orders.set(order.tid, order);
    for (const refund of order.refunds) this.addRefund(order, refund);
  }

  addRefund(order: YouzanOrder, refund: YouzanRefund): void {
    this.#ofRefund.set(refund.refundId, order.tid);
  }

  find(tid: string): YouzanOrder | undefined {
    return this.#orders.get(tid);
  }

  findRefund(refundId: string): { order: YouzanOrder; refund: YouzanRefund } | undefined {
    const order = this.find(this.#ofRefund.get(refundId) ?? '');
    const refund = order?.refunds.find((one) => one.refundId === refundId);
    return order && refund ? { order, refund } : undefined;
  }

  list(): YouzanOrder[] {
    return [...this.#orders.values()];
  }

  snapshot(): BookSnapshot {
    return { lastLong: this.#lastLong, lastTid: this.#lastTid, orders: this.list() };
  }

  restore(snapshot: BookSnapshot): void {
    this.#lastLong = snapshot.lastLong;
    this.#lastTid = snapshot.lastTid;
    for (const order of snapshot.orders) this.add(order);
  }

  #numbered(prefix: string, nowMs: number): string {
    this.#lastTid = (this.#lastTid % 999_999_999) + 1;
    return `${prefix}${beijingTime(nowMs).replace(/\D/g, '')}${String(this.#lastTid).padStart(9, '0')}`;
  }
}
