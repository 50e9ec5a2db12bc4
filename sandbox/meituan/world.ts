import type { PlatformHost } from '../platform.ts';
import { shopOf, type GatewayApp, type MeituanApp, type PoiStatus } from './apps.ts';
import { type IdPrefix, OrderBook } from './order-book.ts';
import { moveOrder, sumOrder, type DealOpType, type MeituanOrder } from './orders.ts';
import { placeOrder, type PlaceBody } from './place-order.ts';
import { leadOrder } from './lead-order.ts';
import { Shelves, type ShelfDish } from './shelves.ts';
import {
  merchantRefund,
  openRefund,
  settleRefund,
  stepRefund,
  type Refund,
  type RefundItem,
  type RefundStep,
} from './refunds.ts';
import { ShopTokens, type TokensSnapshot } from './tokens.ts';

/** Tells the merchants what happened, each gateway in its own words. */
export interface WorldPushes<App extends GatewayApp> {
  order(
    kind: 'order-placed' | 'order-paid' | 'order-confirmed' | 'order-completed',
    app: App,
    order: MeituanOrder,
  ): void;
  cancelled(app: App, order: MeituanOrder): void;
  refund(app: App, order: MeituanOrder, refund: Refund): void;
  refundResult(app: App, order: MeituanOrder, refund: Refund): void;
  logistics(app: App, order: MeituanOrder, nowSeconds: number): void;
  shopStatus(app: App, shop: App['shops'][number], operateUser: 'BUSINESS' | 'MEITUAN'): void;
}

export interface WorldSnapshot<App extends GatewayApp> {
  apps: App[];
  orders: ReturnType<OrderBook['snapshot']>;
  lastRefund: number;
  /** Absent in what earlier versions saved. */
  shelves?: ReturnType<Shelves['snapshot']>;
  tokens?: TokensSnapshot;
}

/**
 * The platform's own truth: its apps, shops and orders, and everything that can happen to them. Calls from merchants
 * and the control port both act through here, so that a push follows whoever caused the change. `App` is what an app is
 * at the gateway through which its merchants are connected.
 */
export class MeituanWorld<App extends GatewayApp = MeituanApp> {
  readonly apps = new Map<string, App>();
  readonly orders: OrderBook;
  readonly shelves = new Shelves();
  readonly tokens = new ShopTokens();
  readonly #host: PlatformHost;
  readonly #pushes: WorldPushes<App>;
  #lastRefund = 0;
  #placed = 0;

  constructor(host: PlatformHost, pushes: WorldPushes<App>, idPrefix: IdPrefix = '1600') {
    this.orders = new OrderBook(idPrefix);
    this.#host = host;
    this.#pushes = pushes;
  }

  changed(): void {
    this.#host.changed();
  }

  shelf(app: App, shop: App['shops'][number]): ShelfDish[] {
    return this.shelves.of({ appId: app.appId, appPoiCode: shop.appPoiCode }, shop.name, seconds());
  }

  /** Registers an app or replaces its settings; its orders and the opening state of its shops stay. */
  putApp(app: App): App {
    const before = this.apps.get(app.appId);
    for (const shop of app.shops) {
      shop.poiStatus = (before && shopOf(before, shop.appPoiCode)?.poiStatus) ?? shop.poiStatus;
    }
    this.apps.set(app.appId, app);
    this.#host.changed();
    return app;
  }

  place(app: App, shop: App['shops'][number], body: PlaceBody): MeituanOrder {
    const seed = body.seed ?? this.#placed;
    this.#placed += 1;
    const order = placeOrder(app, shop, body.orderId ?? this.orders.nextId(Date.now()), body, seed, seconds());
    this.orders.add(order);
    this.shelf(app, shop);
    this.shelves.sold(order, order.items, 1);
    if (body.state !== 'placed') this.pay(app, order, body.push);
    else if (body.push) this.#pushes.order('order-placed', app, order);
    leadOrder(this, app, order, body.state);
    this.#host.changed();
    return order;
  }

  pay(app: App, order: MeituanOrder, push = true): void {
    moveOrder(order, 'pay', seconds());
    // The day's number belongs to orders that the merchant may see, so unpaid ones have none.
    this.orders.number(order, Date.now());
    if (push) this.#pushes.order('order-paid', app, order);
    this.#host.changed();
  }

  receive(app: App, order: MeituanOrder): void {
    moveOrder(order, 'receive', seconds(), app.legacyStatuses);
    this.#host.changed();
  }

  confirm(app: App, order: MeituanOrder): void {
    moveOrder(order, 'confirm', seconds());
    this.#pushes.order('order-confirmed', app, order);
    this.#host.changed();
  }

  complete(app: App, order: MeituanOrder): void {
    moveOrder(order, 'complete', seconds());
    this.#pushes.order('order-completed', app, order);
    this.#host.changed();
  }

  cancel(app: App, order: MeituanOrder, cancel: { reasonCode: number; reason: string; by: DealOpType }): void {
    moveOrder(order, 'cancel', seconds());
    order.cancel = cancel;
    this.shelves.sold(order, order.items, -1);
    this.#pushes.cancelled(app, order);
    this.#host.changed();
  }

  /** A rider's step, told to the merchant; `push` is false when the merchant itself reported it. */
  rider(app: App, order: MeituanOrder, step: { status: number; name?: string; phone?: string }, push = true): void {
    const before = order.logistics;
    order.logistics = {
      status: step.status,
      name: step.name ?? before?.name ?? '',
      phone: step.phone ?? before?.phone ?? '',
      times: { ...before?.times, ...logisticsTime(step.status) },
    };
    order.times.updated = seconds();
    if (push) this.#pushes.logistics(app, order, seconds());
    this.#host.changed();
  }

  /** Self delivery sets out: status 6 only on platforms that still use the old statuses. */
  deliver(app: App, order: MeituanOrder, courier: { name?: string; phone?: string }): void {
    moveOrder(order, 'deliver', seconds(), app.legacyStatuses);
    this.rider(app, order, { status: 20, ...courier }, false);
  }

  prepared(order: MeituanOrder): void {
    order.times.prepared ??= seconds();
    this.#host.changed();
  }

  applyRefund(
    app: App,
    order: MeituanOrder,
    asked: { kind: Refund['kind']; reason: string; moneyFen: number; items: RefundItem[] },
  ): Refund {
    const refund = openRefund({ refundId: this.#nextRefundId(), ...asked }, seconds());
    order.refunds.push(refund);
    this.#pushes.refund(app, order, refund);
    this.#host.changed();
    return refund;
  }

  /** The merchant pays some dishes back; the money goes at once. */
  refundByMerchant(
    app: App,
    order: MeituanOrder,
    given: { reason: string; moneyFen: number; items: RefundItem[] },
  ): void {
    const refund = merchantRefund({ refundId: this.#nextRefundId(), ...given }, seconds());
    order.refunds.push(refund);
    this.#pushes.refund(app, order, refund);
    settleRefund(refund, true);
    this.#pushes.refundResult(app, order, refund);
    this.#host.changed();
  }

  /** As with order ids: far above 2^53 and odd. */
  #nextRefundId(): string {
    this.#lastRefund += 1;
    return `1700${String(seconds())}${String(this.#lastRefund * 2 + 1).padStart(5, '0')}`;
  }

  /** A later step of a refund. An agreed one moves the money, and an agreed full one ends an order still open. */
  stepRefund(
    app: App,
    order: MeituanOrder,
    refund: Refund,
    step: Exclude<RefundStep, 'apply'>,
    moneySucceeds = true,
  ): void {
    stepRefund(refund, step, seconds());
    this.#pushes.refund(app, order, refund);
    if (refund.state === 'agreed') {
      settleRefund(refund, moneySucceeds);
      this.#pushes.refundResult(app, order, refund);
      const open = order.status !== 8 && order.status !== 9;
      if (refund.kind === 'full' && moneySucceeds && open) {
        this.cancel(app, order, { reasonCode: 1103, reason: refund.reason, by: 1 });
      }
    }
    this.#host.changed();
  }

  shopStatus(app: App, shop: App['shops'][number], poiStatus: PoiStatus, operateUser: 'BUSINESS' | 'MEITUAN'): void {
    shop.poiStatus = poiStatus;
    this.#pushes.shopStatus(app, shop, operateUser);
    this.#host.changed();
  }

  snapshot(): WorldSnapshot<App> {
    return {
      apps: [...this.apps.values()],
      orders: this.orders.snapshot(),
      lastRefund: this.#lastRefund,
      shelves: this.shelves.snapshot(),
      tokens: this.tokens.snapshot(),
    };
  }

  restore(snapshot: WorldSnapshot<App>): void {
    for (const app of snapshot.apps) this.apps.set(app.appId, app);
    this.orders.restore(snapshot.orders);
    this.shelves.restore(snapshot.shelves ?? []);
    if (snapshot.tokens) this.tokens.restore(snapshot.tokens);
    this.#placed = snapshot.orders.orders.length;
    this.#lastRefund = snapshot.lastRefund;
  }
}

/** What of the money is not yet refunded, in fen. */
export function refundableFen(order: MeituanOrder): number {
  const gone = order.refunds.filter((refund) => refund.refundStatus === 3 || refund.refundStatus === 13);
  return gone.reduce((left, refund) => left - refund.moneyFen, sumOrder(order).totalFen);
}

export function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}

function logisticsTime(status: number): Record<string, number> {
  const names: Record<number, string> = {
    0: 'logistics_send_time',
    10: 'logistics_confirm_time',
    20: 'logistics_fetch_time',
    40: 'logistics_completed_time',
    100: 'logistics_cancel_time',
  };
  const name = names[status];
  return name ? { [name]: seconds() } : {};
}
