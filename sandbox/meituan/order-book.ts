import { beijingDay } from '../beijing-time.ts';
import type { MeituanOrder } from './orders.ts';

/** 19 digits and far above 2^53, so that a receiver which reads ids as doubles is caught. */
const IDS_PER_SECOND_MAX = 50_000;

/** Of which gateway an order is: Meituan numbers all its orders in one row, so no two of them have the same id. */
export type IdPrefix = '1600' | '1610';

/** All orders of the platform, by id and by the number of the day that merchants poll by. */
export class OrderBook {
  readonly #orders = new Map<string, MeituanOrder>();
  /** `appId shop yyyyMMdd` to the ids in the order of their day number. */
  readonly #days = new Map<string, string[]>();
  #lastId = 0;
  readonly #idPrefix: IdPrefix;

  constructor(idPrefix: IdPrefix) {
    this.#idPrefix = idPrefix;
  }

  nextId(nowMs: number): string {
    let id: string;
    do {
      this.#lastId += 1;
      // An odd last digit can never be a double of this size.
      const tail = String((this.#lastId % IDS_PER_SECOND_MAX) * 2 + 1).padStart(5, '0');
      id = `${this.#idPrefix}${String(Math.floor(nowMs / 1_000))}${tail}`;
    } while (this.#orders.has(id));
    return id;
  }

  add(order: MeituanOrder): void {
    this.#orders.set(order.orderId, order);
    if (order.daySeq > 0) this.#day(order.appId, order.appPoiCode, order.day)[order.daySeq - 1] = order.orderId;
  }

  find(orderId: string): MeituanOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** Gives a paid order its number in the shop's Beijing day. */
  number(order: MeituanOrder, nowMs: number): void {
    order.day = beijingDay(nowMs);
    const ids = this.#day(order.appId, order.appPoiCode, order.day);
    ids.push(order.orderId);
    order.daySeq = ids.length;
  }

  /** The newest number of a day, 0 when nothing was paid. */
  lastNumber(appId: string, appPoiCode: string, day: string): number {
    return this.#days.get(dayKey(appId, appPoiCode, day))?.length ?? 0;
  }

  byNumber(appId: string, appPoiCode: string, day: string, daySeq: number): string | undefined {
    return this.#days.get(dayKey(appId, appPoiCode, day))?.[daySeq - 1];
  }

  list(): MeituanOrder[] {
    return [...this.#orders.values()];
  }

  snapshot(): { lastId: number; orders: MeituanOrder[] } {
    return { lastId: this.#lastId, orders: this.list() };
  }

  restore(snapshot: { lastId: number; orders: MeituanOrder[] }): void {
    this.#lastId = snapshot.lastId;
    for (const order of snapshot.orders) this.add(order);
  }

  #day(appId: string, appPoiCode: string, day: string): string[] {
    const key = dayKey(appId, appPoiCode, day);
    const ids = this.#days.get(key) ?? [];
    this.#days.set(key, ids);
    return ids;
  }
}

function dayKey(appId: string, appPoiCode: string, day: string): string {
  return `${appId} ${appPoiCode} ${day}`;
}
