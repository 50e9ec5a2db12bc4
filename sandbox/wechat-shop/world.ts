import type { z } from 'zod';
import type { PlatformHost } from '../platform.ts';
import { LongNumbers } from '../wechat/numbers.ts';
import { StableTokens, type TokenSnapshot } from '../wechat/tokens.ts';
import { nextStatus, outcomeOf, type Aftersale, type AftersaleStep } from './aftersales.ts';
import type { appSchema, ShopApp } from './apps.ts';
import { shopError } from './errors.ts';
import { ShopEvents } from './events.ts';
import { Shelf, type Product } from './goods.ts';
import {
  countIn,
  mustBe,
  openPieces,
  sameGoods,
  sumOrder,
  type OrderStatus,
  type Parcel,
  type ShopOrder,
} from './orders.ts';
import { placeOrder, type PlaceBody } from './place-order.ts';

const AFTERSALE_WITHIN_MS = 2 * 86_400_000;
const STOCK_LOW = 5;

interface WorldSnapshot {
  apps: ShopApp[];
  orders: ShopOrder[];
  goods: Product[];
  tokens: TokenSnapshot;
  lastNumber: string;
}

/** Why an order is over, as pushes name it: 1 the customer, 2 unpaid in time, 3 all refunded, 4 oversold. */
export type CancelType = 1 | 2 | 3 | 4;

/** The platform's own truth. Calls and the control port both act through here, so that a push follows either. */
export class ShopWorld {
  readonly apps = new Map<string, ShopApp>();
  readonly orders = new Map<string, ShopOrder>();
  readonly shelf = new Shelf();
  readonly tokens = new StableTokens();
  readonly #ofAftersale = new Map<string, ShopOrder>();
  readonly #numbers = new LongNumbers();
  readonly #events: ShopEvents;
  readonly #host: PlatformHost;

  constructor(host: PlatformHost) {
    this.#host = host;
    this.#events = new ShopEvents(host.pushes, this.apps);
  }

  changed(): void {
    this.#host.changed();
  }

  /** Registers an app or replaces its settings; orders, goods and tokens stay. */
  putApp(appid: string, settings: z.infer<typeof appSchema>): ShopApp {
    const app = { ...settings, appid };
    this.apps.set(appid, app);
    this.shelf.open(appid);
    this.changed();
    return app;
  }

  place(appid: string, body: PlaceBody): ShopOrder {
    const seed = body.seed ?? this.orders.size;
    const order = placeOrder(appid, this.#numbers.next(), body, this.shelf, seed, Date.now());
    this.orders.set(order.orderId, order);
    for (const line of order.lines) {
      const product = this.shelf.sold(line.skuId, line.count);
      if (body.push && product && product.stock < STOCK_LOW) this.#events.stockLow(product);
    }
    if (body.push) this.#events.order(order, 'new', {});
    if (body.state !== 'placed') this.pay(order, body.push);
    this.changed();
    return order;
  }

  pay(order: ShopOrder, push = true): void {
    mustBe(order, [10]);
    order.paidAt = Date.now();
    order.transactionId = `42000022${this.#numbers.next()}0`;
    this.#move(order, order.hold ?? 20);
    if (!push) return;
    this.#events.order(order, 'pay', { pay_time: Math.floor(order.paidAt / 1_000) });
    if (order.status === 20) this.#events.order(order, 'wait_shipping', {});
  }

  /** What a paid order waited for has come: the gift was taken, the group is full. */
  release(order: ShopOrder): void {
    mustBe(order, [12, 13]);
    this.#move(order, 20);
    this.#events.order(order, 'wait_shipping', {});
  }

  /** Ships these parcels, or throws without shipping any. */
  ship(order: ShopOrder, parcels: readonly Omit<Parcel, 'at'>[]): void {
    mustBe(order, [20, 21]);
    const open = openPieces(order);
    for (const piece of parcels.flatMap(({ pieces }) => pieces)) {
      const left = open.find((one) => sameGoods(one, piece));
      if (!left || left.count < piece.count) throw shopError('nothingToShip', piece.skuId);
      left.count -= piece.count;
    }
    const now = Date.now();
    for (const parcel of parcels) order.parcels.push({ ...parcel, at: now });
    const all = openPieces(order).length === 0;
    if (all) order.shippedAt = now;
    this.#move(order, all ? 30 : 21);
    this.#events.order(order, 'deliver', { finish_delivery: all ? 1 : 0 });
  }

  replaceParcels(order: ShopOrder, parcels: readonly Omit<Parcel, 'at'>[]): void {
    mustBe(order, [21, 30]);
    for (const line of order.lines) {
      const count = countIn(
        parcels.flatMap(({ pieces }) => pieces),
        line,
      );
      const before = countIn(
        order.parcels.flatMap(({ pieces }) => pieces),
        line,
      );
      if (count !== before) throw shopError('nothingToShip', line.skuId);
    }
    const at = order.parcels[0]?.at ?? Date.now();
    order.parcels = parcels.map((parcel) => ({ ...parcel, at }));
    this.#move(order, order.status);
  }

  /** The goods are there: `by` 1 says the customer, 2 that the time ran out. */
  confirm(order: ShopOrder, by: 1 | 2): void {
    mustBe(order, [30]);
    order.confirmedAt = Date.now();
    this.#move(order, 100);
    this.#events.order(order, 'confirm', { confirm_type: by });
  }

  settle(order: ShopOrder): void {
    mustBe(order, [100]);
    if (order.settledAt !== undefined) throw shopError('wrongState', '已结算');
    order.settledAt = Date.now();
    this.#move(order, 100);
    this.#events.order(order, 'settle', { settle_time: Math.floor(order.settledAt / 1_000) });
  }

  /** Ends an order that was not shipped; what was paid goes back. */
  cancel(order: ShopOrder, cancelType: CancelType): void {
    mustBe(order, [10, 12, 13, 20]);
    for (const line of order.lines) this.shelf.sold(line.skuId, -line.count);
    this.#move(order, cancelType === 4 ? 190 : 250);
    this.#events.order(order, 'cancel', { cancel_type: cancelType });
  }

  /** `type` of the push: 1 the address, 2 the merchant's note; a new price tells nothing. */
  note(order: ShopOrder, change: Partial<Pick<ShopOrder, 'merchantNotes' | 'address'>>): void {
    Object.assign(order, change);
    this.#move(order, order.status);
    this.#events.order(order, 'ext_info_update', { type: change.address ? 1 : 2 });
  }

  changePrice(order: ShopOrder, orderFen: number): void {
    mustBe(order, [10]);
    const { orderFen: before } = sumOrder(order);
    const changeDownFen = order.changeDownFen + before - orderFen;
    if (changeDownFen < 0 || orderFen < order.freightFen + 1) throw shopError('badField', 'change_order_infos');
    order.changeDownFen = changeDownFen;
    this.#move(order, 10);
  }

  addAftersale(
    order: ShopOrder,
    what: Pick<Aftersale, 'type' | 'productId' | 'skuId' | 'count' | 'amountFen' | 'reason'>,
  ): Aftersale {
    mustBe(order, [20, 21, 30, 100]);
    const now = Date.now();
    const aftersale: Aftersale = {
      ...what,
      aftersaleId: this.#numbers.next(),
      status: 'MERCHANT_PROCESSING',
      outcome: 'open',
      refusal: '',
      beforeShipping: order.status === 20 || order.status === 21,
      createdAt: now,
      updatedAt: now,
      deadline: now + AFTERSALE_WITHIN_MS,
    };
    order.aftersales.push(aftersale);
    this.#ofAftersale.set(aftersale.aftersaleId, order);
    this.#move(order, order.status);
    this.#events.aftersale(order, aftersale);
    return aftersale;
  }

  stepAftersale(
    order: ShopOrder,
    aftersale: Aftersale,
    step: AftersaleStep,
    more: Pick<Partial<Aftersale>, 'refusal' | 'returnParcel'> = {},
  ): void {
    aftersale.status = nextStatus(aftersale, step);
    aftersale.outcome = outcomeOf(aftersale.status);
    aftersale.updatedAt = Date.now();
    Object.assign(aftersale, more);
    this.#move(order, order.status);
    this.#events.aftersale(order, aftersale);
    const byItself = this.apps.get(order.appid)?.refundMoney !== 'by-hand';
    const onItsWay = aftersale.status === 'PLATFORM_REFUNDING' || aftersale.status === 'MERCHANT_OVERDUE_REFUND';
    if (byItself && onItsWay && step !== 'money-fails') this.stepAftersale(order, aftersale, 'money');
    if (step === 'money') this.#paidBack(order);
  }

  orderOfAftersale(aftersaleId: string): ShopOrder | undefined {
    return this.#ofAftersale.get(aftersaleId);
  }

  findAftersale(appid: string, aftersaleId: string): { order: ShopOrder; aftersale: Aftersale } {
    const order = this.#ofAftersale.get(aftersaleId);
    const aftersale = order?.aftersales.find((one) => one.aftersaleId === aftersaleId);
    if (order?.appid !== appid || !aftersale) throw shopError('unknownAftersale');
    return { order, aftersale };
  }

  snapshot(): WorldSnapshot {
    return {
      apps: [...this.apps.values()],
      orders: [...this.orders.values()],
      goods: this.shelf.snapshot(),
      tokens: this.tokens.snapshot(),
      lastNumber: this.#numbers.snapshot(),
    };
  }

  restore(snapshot: WorldSnapshot): void {
    for (const app of snapshot.apps) this.apps.set(app.appid, app);
    for (const order of snapshot.orders) {
      this.orders.set(order.orderId, order);
      for (const { aftersaleId } of order.aftersales) this.#ofAftersale.set(aftersaleId, order);
    }
    this.shelf.restore(snapshot.goods);
    this.tokens.restore(snapshot.tokens);
    this.#numbers.restore(snapshot.lastNumber);
  }

  /** An order whose every piece was paid back is over; one whose other pieces have all left is shipped. */
  #paidBack(order: ShopOrder): void {
    const back = order.aftersales.filter(({ outcome }) => outcome === 'refunded');
    if (order.lines.every((line) => countIn(back, line) >= line.count)) {
      this.#move(order, 200);
      this.#events.order(order, 'cancel', { cancel_type: 3 });
    } else if (order.status === 21 && openPieces(order).length === 0) {
      order.shippedAt = Date.now();
      this.#move(order, 30);
      this.#events.order(order, 'deliver', { finish_delivery: 1 });
    }
  }

  #move(order: ShopOrder, status: OrderStatus): void {
    order.status = status;
    order.updatedAt = Date.now();
    this.changed();
  }
}
