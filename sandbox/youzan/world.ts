import type { z } from 'zod';
import type { PlatformHost } from '../platform.ts';
import { shopOf, type appSchema, type YouzanApp, type YouzanShop } from './apps.ts';
import { Catalogue, type Item } from './catalogue.ts';
import { YouzanError } from './errors.ts';
import { OrderBook, type BookSnapshot } from './order-book.ts';
import { openLines, sumOrder, type Address, type OrderStatus, type YouzanOrder } from './orders.ts';
import { placeOrder, type PlaceBody } from './place-order.ts';
import { YouzanPushes } from './pushes.ts';
import { feeOf, refundedFen, stepRefund, type RefundStep, type YouzanRefund } from './refunds.ts';
import { TokenBook, type TokenSnapshot } from './tokens.ts';

interface WorldSnapshot {
  apps: YouzanApp[];
  orders: BookSnapshot;
  items: Item[];
  tokens: TokenSnapshot;
}

/**
 * The platform's own truth: apps, tokens, goods and orders, and everything that can happen to an order. Calls from
 * merchants and the control port both act through here, so that a push follows whoever caused the change.
 */
export class YouzanWorld {
  readonly apps = new Map<string, YouzanApp>();
  readonly orders = new OrderBook();
  readonly catalogue = new Catalogue(() => this.orders.nextLong());
  readonly tokens = new TokenBook();
  readonly pushes: YouzanPushes;
  readonly #host: PlatformHost;
  #placed = 0;

  constructor(host: PlatformHost) {
    this.#host = host;
    this.pushes = new YouzanPushes(host.pushes, this.apps);
  }

  changed(): void {
    this.#host.changed();
  }

  /** Registers an app or replaces its settings; orders, goods and tokens stay. */
  putApp(clientId: string, settings: z.infer<typeof appSchema>): YouzanApp {
    const app = { ...settings, clientId };
    this.apps.set(clientId, app);
    for (const shop of app.shops) this.catalogue.open(shop.kdtId, Date.now());
    this.changed();
    return app;
  }

  /** The shop as the first app that has it knows it. */
  shop(kdtId: string): YouzanShop | undefined {
    for (const app of this.apps.values()) {
      const shop = shopOf(app, kdtId);
      if (shop) return shop;
    }
    return undefined;
  }

  place(kdtId: string, body: PlaceBody): YouzanOrder {
    const now = Date.now();
    const seed = body.seed ?? this.#placed;
    this.#placed += 1;
    const ids = { tid: body.orderId ?? this.orders.nextTid(now), nextLong: () => this.orders.nextLong() };
    const order = placeOrder(kdtId, ids, body, this.catalogue, seed, now);
    this.orders.add(order);
    for (const line of order.lines) this.catalogue.sold(line.itemId, line.skuId, line.num, now);
    if (body.push) this.pushes.order('trade_TradeCreate', order);
    if (body.state !== 'placed') this.pay(order, body.push);
    this.changed();
    return order;
  }

  /** Money came in: TRADE_PAID for a moment, then what the kind of the order asks for. */
  pay(order: YouzanOrder, push = true): void {
    mustBe(order, ['WAIT_BUYER_PAY']);
    order.paidAt = Date.now();
    this.#move(order, 'TRADE_PAID');
    if (push) this.pushes.order('trade_TradePaid', order);
    if (order.type === 10) this.#move(order, 'WAIT_CONFIRM');
    else if (order.type === 75) this.#succeed(order, push);
    else this.#release(order, push);
    this.changed();
  }

  /** The group is full, so that the merchant may ship. */
  groupFull(order: YouzanOrder): void {
    mustBe(order, ['WAIT_CONFIRM']);
    this.#release(order);
    this.changed();
  }

  /** Ships these lines, or throws one of the shipping errors. Without oids everything that is left goes. */
  ship(order: YouzanOrder, how: { oids?: string[] | undefined; expressId: number; expressNo: string }): void {
    if (['WAIT_BUYER_CONFIRM_GOODS', 'TRADE_SUCCESS'].includes(order.status)) {
      throw new YouzanError('alreadyShipped', '订单已发货，请勿重复发货');
    }
    if (order.status !== 'WAIT_SELLER_SEND_GOODS') {
      throw new YouzanError('notShippable', `订单状态不允许发货(${order.status})`);
    }
    const shipped = new Set(order.shipments.flatMap((shipment) => shipment.oids));
    if (how.oids?.some((oid) => shipped.has(oid))) throw new YouzanError('linesAlreadyShipped', '商品已发货');
    const open = openLines(order).map((line) => line.oid);
    const oids = how.oids ?? open;
    if (oids.length === 0 || oids.some((oid) => !open.includes(oid))) {
      throw new YouzanError('nothingToShip', '没有可发货的商品');
    }
    const { expressId, expressNo } = how;
    const shipment = { distId: this.orders.nextLong(), oids, expressId, expressNo, at: Date.now() };
    order.shipments.push(shipment);
    const whole = openLines(order).length === 0;
    if (whole) this.#shipped(order);
    else touch(order);
    this.pushes.shipped(order, shipment, whole);
    this.changed();
  }

  complete(order: YouzanOrder): void {
    // What a buyer fetches is never shipped.
    const fetched = order.expressType === 1 && order.status === 'WAIT_SELLER_SEND_GOODS';
    if (!fetched) mustBe(order, ['WAIT_BUYER_CONFIRM_GOODS']);
    this.#succeed(order);
    this.changed();
  }

  /** Ends an order that was never paid; its goods go back on the shelf. */
  closeUnpaid(order: YouzanOrder, closeType: number, closeReason: string): void {
    mustBe(order, ['WAIT_BUYER_PAY']);
    for (const line of order.lines) this.catalogue.sold(line.itemId, line.skuId, -line.num, Date.now());
    this.#close(order, closeType, closeReason);
    this.changed();
  }

  memo(order: YouzanOrder, memo: string | undefined, star: number | undefined): void {
    // Real orders keep their update_time when only the merchant's own note changes.
    order.memo = memo ?? order.memo;
    order.star = star ?? order.star;
    this.pushes.memo(order, Date.now());
    this.changed();
  }

  changeAddress(order: YouzanOrder, address: Partial<Address>): void {
    Object.assign(order.address, address);
    touch(order);
    this.pushes.address(order);
    this.changed();
  }

  /** A refund that a buyer asks for, or one that the merchant or the platform starts and that is done at once. */
  openRefund(
    order: YouzanOrder,
    asked: Pick<YouzanRefund, 'demand' | 'startedBy' | 'reason' | 'items'> & { bizValue?: string; closeType?: number },
  ): YouzanRefund {
    const now = Date.now();
    const { closeType, ...what } = asked;
    const byBuyer = asked.startedBy === 1;
    const refund: YouzanRefund = {
      ...what,
      refundId: this.orders.nextRefundId(now),
      status: byBuyer ? 'WAIT_SELLER_AGREE' : 'SUCCESS',
      remark: '',
      createdAt: now,
      modifiedAt: now,
      version: now,
    };
    order.refunds.push(refund);
    this.orders.addRefund(order, refund);
    touch(order);
    if (byBuyer) this.pushes.refund('created', order, refund);
    else {
      if (asked.startedBy === 3) this.pushes.refund('system', order, refund);
      this.#settle(order, refund, closeType);
    }
    this.changed();
    return refund;
  }

  stepRefund(order: YouzanOrder, refund: YouzanRefund, step: RefundStep): void {
    stepRefund(refund, step, Date.now());
    touch(order);
    if (step === 'reapply') this.pushes.refund('created', order, refund);
    if (step === 'withdraw') this.pushes.refund('closed', order, refund);
    if (step === 'return-agree' || step === 'merchant-agree') this.pushes.refund('seller-agree', order, refund);
    if (step === 'timeout') this.pushes.refund('system', order, refund);
    if (refund.status === 'SUCCESS') this.#settle(order, refund);
    this.changed();
  }

  snapshot(): WorldSnapshot {
    return {
      apps: [...this.apps.values()],
      orders: this.orders.snapshot(),
      items: this.catalogue.snapshot(),
      tokens: this.tokens.snapshot(),
    };
  }

  restore(snapshot: WorldSnapshot): void {
    for (const app of snapshot.apps) this.apps.set(app.clientId, app);
    this.orders.restore(snapshot.orders);
    this.catalogue.restore(snapshot.items);
    this.tokens.restore(snapshot.tokens);
    this.#placed = snapshot.orders.orders.length;
  }

  /** Money went back. An order paid back in full is over; one whose other lines are all shipped is shipped. */
  #settle(order: YouzanOrder, refund: YouzanRefund, closeType?: number): void {
    this.pushes.refund('success', order, refund);
    const paidFen = sumOrder(order).paymentFen;
    if (refundedFen(order.refunds) >= paidFen) {
      const usual = feeOf(refund) >= paidFen ? 2 : 6;
      this.#close(order, closeType ?? usual, refund.reason);
    } else if (
      order.status === 'WAIT_SELLER_SEND_GOODS' &&
      order.shipments.length > 0 &&
      openLines(order).length === 0
    ) {
      this.#shipped(order);
    }
  }

  #release(order: YouzanOrder, push = true): void {
    this.#move(order, 'WAIT_SELLER_SEND_GOODS');
    if (push) this.pushes.order('trade_TradeBuyerPay', order);
  }

  #shipped(order: YouzanOrder): void {
    order.consignedAt = Date.now();
    this.#move(order, 'WAIT_BUYER_CONFIRM_GOODS');
  }

  #succeed(order: YouzanOrder, push = true): void {
    order.successAt = Date.now();
    this.#move(order, 'TRADE_SUCCESS');
    if (push) this.pushes.succeeded(order);
  }

  #close(order: YouzanOrder, closeType: number, closeReason: string): void {
    order.closeType = closeType;
    order.closeReason = closeReason;
    this.#move(order, 'TRADE_CLOSED');
    this.pushes.closed(order);
  }

  #move(order: YouzanOrder, status: OrderStatus): void {
    order.status = status;
    touch(order);
  }
}

function touch(order: YouzanOrder): void {
  order.updatedAt = Date.now();
}

function mustBe(order: YouzanOrder, statuses: readonly OrderStatus[]): void {
  if (statuses.includes(order.status)) return;
  throw new YouzanError('stateMoved', `订单状态不允许该操作(${order.status})`);
}
