import type { WeidianOrder } from './orders.ts';
import type { WeidianRefund } from './refunds.ts';

export interface BookSnapshot {
  lastNumber: number;
  orders: WeidianOrder[];
}

/** All orders of the platform with their refunds, and the numbers that it gives out. */
export class OrderBook {
  readonly #orders = new Map<string, WeidianOrder>();
  readonly #ofRefund = new Map<string, string>();
  #lastNumber = 0;

  /** Fifteen digits that grow with the time, so that a sandbox started afresh does not repeat those of the last one. */
  nextNumber(): number {
    this.#lastNumber = Math.max(this.#lastNumber + 1, Date.now() * 100);
    return this.#lastNumber;
  }

  add(order: WeidianOrder): void {
    this.#orders.set(order.orderId, order);
    for (const refund of order.refunds) this.addRefund(order, refund);
  }

  addRefund(order: WeidianOrder, refund: WeidianRefund): void {
    this.#ofRefund.set(refund.refundNo, order.orderId);
  }

  find(orderId: string): WeidianOrder | undefined {
    return this.#orders.get(orderId);
  }

  findRefund(refundNo: string): { order: WeidianOrder; refund: WeidianRefund } | undefined {
    const order = this.find(this.#ofRefund.get(refundNo) ?? '');
    const refund = order?.refunds.find((one) => one.refundNo === refundNo);
    return order && refund ? { order, refund } : undefined;
  }

  list(): WeidianOrder[] {
    return [...this.#orders.values()];
  }

  snapshot(): BookSnapshot {
    return { lastNumber: this.#lastNumber, orders: this.list() };
  }

  restore(snapshot: BookSnapshot): void {
    this.#lastNumber = snapshot.lastNumber;
    for (const order of snapshot.orders) this.add(order);
  }
}
