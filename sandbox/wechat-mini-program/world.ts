import type { z } from 'zod';
import type { PlatformHost } from '../platform.ts';
import { LongNumbers } from '../wechat/numbers.ts';
import { tellEvent } from '../wechat/pushes.ts';
import { StableTokens, type TokenSnapshot } from '../wechat/tokens.ts';
import type { appSchema, MiniApp } from './apps.ts';
import { shippingError } from './errors.ts';
import { sameShipping, type MiniOrder, type OrderState, type Shipping } from './orders.ts';
import { placeOrder, type PlaceBody } from './place-order.ts';
import type { ToldShipping } from './read-shipping.ts';

export const PLATFORM = 'wechat-mini-program';
const DAY_MS = 86_400_000;
const PARCELS_MAX = 10;

interface WorldSnapshot {
  apps: MiniApp[];
  orders: MiniOrder[];
  tokens: TokenSnapshot;
  lastNumber: string;
}

/** Payments of mini-programs and what WeChat knows of their shipping. */
export class MiniWorld {
  readonly apps = new Map<string, MiniApp>();
  readonly orders = new Map<string, MiniOrder>();
  readonly tokens = new StableTokens();
  readonly #numbers = new LongNumbers();
  readonly #host: PlatformHost;

  constructor(host: PlatformHost) {
    this.#host = host;
  }

  changed(): void {
    this.#host.changed();
  }

  putApp(appid: string, settings: z.infer<typeof appSchema>): MiniApp {
    const app = { ...settings, appid };
    this.apps.set(appid, app);
    this.changed();
    return app;
  }

  place(app: MiniApp, body: PlaceBody): MiniOrder {
    const order = placeOrder(app, this.#numbers.next(), body, body.seed ?? this.orders.size, Date.now());
    this.orders.set(order.transactionId, order);
    if (body.state !== 'placed') this.pay(order, body.push);
    this.changed();
    return order;
  }

  /** Only now does WeChat know of it. The first trade of an app that never shipped is followed by a reminder. */
  pay(order: MiniOrder, push = true): void {
    if (order.state !== undefined) throw shippingError('notShippable', '已支付');
    order.paidAt = Date.now();
    order.state = 1;
    const others = this.#paidOrders(order.appid).length > 1;
    if (push && !others) this.remindAccess(order.appid);
    this.changed();
  }

  findPaid(appid: string, orderId: string): MiniOrder {
    const order = this.orders.get(orderId);
    if (order?.appid !== appid || order.state === undefined) throw shippingError('unknownPayment');
    return order;
  }

  findByTradeNo(appid: string, mchid: string, tradeNo: string): MiniOrder {
    const order = this.#paidOrders(appid).find((one) => one.mchid === mchid && one.tradeNo === tradeNo);
    if (!order) throw shippingError('unknownPayment');
    return order;
  }

  /**
   * Takes what a merchant tells of shipping. Parcels are added until the last one; telling again after that, or another
   * way of shipping, uses the one chance to ship anew.
   */
  ship(order: MiniOrder, told: ToldShipping): void {
    const { shipping: before } = order;
    if (before?.finished && sameShipping(before, whole(told))) throw shippingError('nothingChanged');
    if (order.state === 3) throw shippingError('shippedInFull');
    if (order.state !== 1 && order.state !== 2) throw shippingError('notShippable');
    const after = before === undefined ? whole(told) : addTo(before, told);
    const last = before?.items.at(-1)?.uploadTime ?? 0;
    if (told.items.some(({ uploadTime }) => uploadTime <= last)) throw shippingError('badParameter', 'upload_time');
    order.shipping = after;
    if (after.finished) {
      order.state = 2;
      order.shippedAt = Date.now();
      this.#tellSettlement(order, { estimated_settlement_time: seconds(Date.now() + 11 * DAY_MS) });
    }
    this.changed();
  }

  /** The goods are there. */
  receive(order: MiniOrder): void {
    if (order.state !== 2) throw shippingError('notShippedYet');
    order.confirmedAt = Date.now();
    this.#move(order, this.apps.get(order.appid)?.awaitingSettlement ? 6 : 3);
  }

  /** The money is the merchant's; `by` 1 the time ran out, 2 the customer confirmed. */
  settle(order: MiniOrder, by: 1 | 2): void {
    if (order.state === 2) this.receive(order);
    if (order.state !== 3 && order.state !== 6) throw shippingError('notShippedYet');
    order.settledAt = Date.now();
    this.#move(order, 4);
    const swapped = this.apps.get(order.appid)?.confirmMethodSwapped;
    this.#tellSettlement(order, {
      confirm_receive_method: swapped ? 3 - by : by,
      confirm_receive_time: seconds(order.confirmedAt),
      settlement_time: seconds(order.settledAt),
    });
  }

  /** All money goes back through WeChat Pay; shipping management tells nobody. */
  refund(order: MiniOrder): void {
    if (order.state === undefined || order.state === 5) throw shippingError('notShippable');
    this.#move(order, 5);
  }

  remindAccess(appid: string): void {
    const app = this.apps.get(appid);
    if (!app) return;
    const fields = { msg: '您的小程序已接入发货管理，请尽快接入发货信息录入接口' };
    const name = 'trade_manage_remind_access_api';
    tellEvent(this.#host.pushes, PLATFORM, app, { name, from: app.originalId, fields });
  }

  /** What WeChat does with an order that is not shipped after 48 hours. */
  remindShipping(order: MiniOrder): void {
    if (order.state !== 1) throw shippingError('notShippable');
    this.#tell(order, 'trade_manage_remind_shipping', { msg: '请尽快发货' });
    this.changed();
  }

  snapshot(): WorldSnapshot {
    return {
      apps: [...this.apps.values()],
      orders: [...this.orders.values()],
      tokens: this.tokens.snapshot(),
      lastNumber: this.#numbers.snapshot(),
    };
  }

  restore(snapshot: WorldSnapshot): void {
    for (const app of snapshot.apps) this.apps.set(app.appid, app);
    for (const order of snapshot.orders) this.orders.set(order.transactionId, order);
    this.tokens.restore(snapshot.tokens);
    this.#numbers.restore(snapshot.lastNumber);
  }

  #paidOrders(appid: string): MiniOrder[] {
    return [...this.orders.values()].filter((order) => order.appid === appid && order.state !== undefined);
  }

  #tellSettlement(order: MiniOrder, more: Record<string, number>): void {
    this.#tell(order, 'trade_manage_order_settlement', { shipped_time: seconds(order.shippedAt), ...more });
  }

  #tell(order: MiniOrder, name: string, more: Record<string, unknown>): void {
    const app = this.apps.get(order.appid);
    if (!app) return;
    const fields = {
      transaction_id: order.transactionId,
      merchant_id: order.mchid,
      sub_merchant_id: '',
      merchant_trade_no: order.tradeNo,
      pay_time: seconds(order.paidAt),
      ...more,
    };
    tellEvent(this.#host.pushes, PLATFORM, app, { name, from: order.openid, orderId: order.transactionId, fields });
  }

  #move(order: MiniOrder, state: OrderState): void {
    order.state = state;
    this.changed();
  }
}

function whole({ isAll, ...told }: ToldShipping): Shipping {
  return { ...told, finished: isAll, finishCount: isAll ? 1 : 0 };
}

function addTo(before: Shipping, told: ToldShipping): Shipping {
  const sameWay = before.deliveryMode === told.deliveryMode && before.logisticsType === told.logisticsType;
  if (!before.finished && sameWay) {
    const items = [...before.items, ...told.items];
    if (items.length > PARCELS_MAX) throw shippingError('listTooLong');
    return {
      ...before,
      items,
      finished: told.isAll,
      finishCount: told.isAll ? (before.finishCount === 2 ? 2 : 1) : before.finishCount,
    };
  }
  if (before.finishCount === 2) throw shippingError('reshipUsed');
  return { ...whole(told), finishCount: 2 };
}

export function seconds(ms: number | undefined): number {
  return ms === undefined ? 0 : Math.floor(ms / 1_000);
}
