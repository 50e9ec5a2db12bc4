import type { z } from 'zod';
import type { PlatformHost } from '../platform.ts';
import { shopOf, type appSchema, type WeidianApp, type WeidianShop } from './apps.ts';
import { Catalogue, type CatalogueSnapshot } from './catalogue.ts';
import { WeidianError } from './errors.ts';
import { OrderBook, type BookSnapshot } from './order-book.ts';
import {
  isPaidBack,
  mustBe,
  mustNotBeRefunding,
  openPieces,
  refundableItems,
  type Parcel,
  type StatusOri,
  type WeidianOrder,
} from './orders.ts';
import { placeOrder, type PlaceBody } from './place-order.ts';
import { WeidianPushes, type OrderNews } from './pushes.ts';
import { moveRefund, type RefundStep, type WeidianRefund } from './refunds.ts';
import { TokenBook, type TokenSnapshot } from './tokens.ts';

const CONFIRM_WITHIN_MS = 7 * 86_400_000;

export type NewParcel = Omit<Parcel, 'deliverId' | 'at'>;

interface WorldSnapshot {
  apps: WeidianApp[];
  orders: BookSnapshot;
  goods: CatalogueSnapshot;
  tokens: TokenSnapshot;
}

/**
 * The platform's own truth: apps, tokens, goods and orders, and everything that can happen to an order. Calls from
 * merchants and the control port both act through here, so that a push follows whoever caused the change.
 */
export class WeidianWorld {
  readonly apps = new Map<string, WeidianApp>();
  readonly orders = new OrderBook();
  readonly catalogue = new Catalogue();
  readonly tokens = new TokenBook();
  readonly #pushes: WeidianPushes;
  readonly #host: PlatformHost;
  #placed = 0;

  constructor(host: PlatformHost) {
    this.#host = host;
    this.#pushes = new WeidianPushes(host.pushes, this.apps);
  }

  changed(): void {
    this.#host.changed();
  }

  /** Registers an app or replaces its settings; orders, goods and tokens stay. */
  putApp(appkey: string, settings: z.infer<typeof appSchema>): WeidianApp {
    const app = { ...settings, appkey };
    this.apps.set(appkey, app);
    for (const shop of app.shops) this.catalogue.open(shop.shopId, Date.now());
    this.changed();
    return app;
  }

  /** The shop as the first app that has it knows it. */
  shop(shopId: string): WeidianShop | undefined {
    for (const app of this.apps.values()) {
      const shop = shopOf(app, shopId);
      if (shop) return shop;
    }
    return undefined;
  }

  place(shopId: string, body: PlaceBody): WeidianOrder {
    const now = Date.now();
    const seed = body.seed ?? this.#placed;
    this.#placed += 1;
    const order = placeOrder(shopId, () => this.orders.nextNumber(), body, this.catalogue, seed, now);
    this.orders.add(order);
    this.#takeFromShelf(order, 1);
    if (body.push) this.#pushes.tell('non_payment', order);
    if (body.state !== 'placed') this.pay(order, { push: body.push, at: order.createdAt });
    this.changed();
    return order;
  }

  /** Money came in. What is paid on delivery only becomes due for shipping. */
  pay(order: WeidianOrder, { push = true, at = Date.now() } = {}): void {
    mustBe(order, [10, 21]);
    if (order.orderType !== 1) order.paidAt = at;
    order.statusOri = 20;
    order.updatedAt = Math.max(order.updatedAt, at);
    if (push) this.#pushes.tell('already_payment', order);
    this.changed();
  }

  payPart(order: WeidianOrder): void {
    mustBe(order, [10]);
    this.#move(order, 21);
  }

  groupFull(order: WeidianOrder): void {
    if (order.group !== 'waiting') throw new WeidianError('wrongState', '不是未成团的拼团订单');
    order.group = 'full';
    this.#move(order, order.statusOri);
  }

  /** Ships these parcels, or throws 90007 without shipping any. */
  ship(order: WeidianOrder, parcels: readonly NewParcel[]): void {
    mustBe(order, [20, 31]);
    if (order.group === 'waiting') throw new WeidianError('wrongState', '拼团未成团，不能发货');
    const open = openPieces(order);
    for (const { subOrderId, count } of parcels.flatMap((parcel) => parcel.parts)) {
      const left = (open.get(subOrderId) ?? 0) - count;
      if (left < 0) throw new WeidianError('wrongState', `商品已发货或已退款: ${String(subOrderId)}`);
      open.set(subOrderId, left);
    }
    const now = Date.now();
    for (const parcel of parcels) {
      order.parcels.push({ ...parcel, deliverId: String(this.orders.nextNumber()), at: now });
    }
    if (openPieceCount(order) === 0) this.#shipped(order, now);
    else this.#move(order, 31, 'delivered');
  }

  changeParcel(order: WeidianOrder, parcel: Parcel, change: Omit<NewParcel, 'parts'>): void {
    mustBe(order, [31, 30]);
    Object.assign(parcel, change);
    this.#move(order, order.statusOri);
  }

  confirm(order: WeidianOrder): void {
    mustBe(order, [30]);
    mustNotBeRefunding(order);
    this.#move(order, 40, 'confirmed');
  }

  finish(order: WeidianOrder): void {
    mustBe(order, [40]);
    mustNotBeRefunding(order);
    this.#move(order, 50, 'finished');
  }

  /** Ends an order; one that was paid and not shipped is paid back. */
  cancel(order: WeidianOrder, reason: string): void {
    mustBe(order, [10, 21, 20]);
    mustNotBeRefunding(order);
    order.closeReason = reason;
    const items = refundableItems(order).filter(({ itemFen, expressFen }) => itemFen + expressFen > 0);
    if (order.paidAt === undefined || items.length === 0) this.#close(order);
    else this.addRefund(order, { state: 'done', kind: 1, by: 'platform', reason, items });
  }

  note(order: WeidianOrder, text: string): void {
    order.sellerNote = text;
    this.#move(order, order.statusOri);
  }

  changePrice(order: WeidianOrder, changeFen: number, expressFen: number): void {
    mustBe(order, [10]);
    order.changeFen = changeFen;
    order.expressFen = expressFen;
    this.#move(order, 10);
  }

  delayReceipt(order: WeidianOrder, days: number): void {
    mustBe(order, [30]);
    order.confirmExpiresAt = (order.confirmExpiresAt ?? Date.now()) + days * 86_400_000;
    this.#move(order, 30);
  }

  complain(order: WeidianOrder, open: boolean): void {
    order.complaint = open;
    this.#move(order, order.statusOri, open ? 'buyers_complaints' : 'complaints_have_been_processed');
  }

  addRefund(
    order: WeidianOrder,
    what: Pick<WeidianRefund, 'state' | 'kind' | 'by' | 'reason' | 'items'>,
  ): WeidianRefund {
    const now = Date.now();
    const refundNo = String(this.orders.nextNumber());
    const refund: WeidianRefund = { ...what, refundNo, refusal: '', createdAt: now, modifiedAt: now };
    order.refunds.push(refund);
    this.orders.addRefund(order, refund);
    if (refund.state === 'done') this.#settle(order, refund.by === 'platform' ? 'refund_byweidian' : 'refunded');
    else this.#move(order, order.statusOri, refund.by === 'merchant' ? 'seller_submit_refund' : 'buyers_apply_refund');
    return refund;
  }

  stepRefund(order: WeidianOrder, refund: WeidianRefund, step: RefundStep, refusal = ''): void {
    moveRefund(refund, step, Date.now());
    refund.refusal = refusal;
    if (refund.state === 'done') this.#settle(order, step === 'platform-agree' ? 'refund_byweidian' : 'refunded');
    else this.#move(order, order.statusOri, newsOfStep[step]);
  }

  snapshot(): WorldSnapshot {
    return {
      apps: [...this.apps.values()],
      orders: this.orders.snapshot(),
      goods: this.catalogue.snapshot(),
      tokens: this.tokens.snapshot(),
    };
  }

  restore(snapshot: WorldSnapshot): void {
    for (const app of snapshot.apps) this.apps.set(app.appkey, app);
    this.orders.restore(snapshot.orders);
    this.catalogue.restore(snapshot.goods);
    this.tokens.restore(snapshot.tokens);
    this.#placed = snapshot.orders.orders.length;
  }

  /** Money went back. An order paid back in full is over; one whose other lines are all shipped is shipped. */
  #settle(order: WeidianOrder, news: OrderNews): void {
    this.#move(order, order.statusOri, news);
    if (isPaidBack(order)) this.#close(order);
    else if (order.statusOri === 31 && openPieceCount(order) === 0) this.#shipped(order, Date.now());
  }

  /** Goods that were never shipped are back on the shelf. */
  #close(order: WeidianOrder): void {
    if (order.parcels.length === 0) this.#takeFromShelf(order, -1);
    this.#move(order, 60, 'close');
  }

  #shipped(order: WeidianOrder, now: number): void {
    order.sentAt = now;
    if (order.orderType === 3) {
      order.confirmExpiresAt = now + CONFIRM_WITHIN_MS;
      this.#move(order, 30, 'delivered');
      return;
    }
    // Nobody confirms what was paid directly or at the door.
    order.paidAt ??= now;
    this.#move(order, 50, 'delivered');
  }

  #takeFromShelf(order: WeidianOrder, sign: 1 | -1): void {
    const now = Date.now();
    for (const line of order.lines) this.catalogue.sold(line.itemId, line.skuId, sign * line.quantity, now);
  }

  #move(order: WeidianOrder, statusOri: StatusOri, news?: OrderNews): void {
    order.statusOri = statusOri;
    order.updatedAt = Date.now();
    if (news) this.#pushes.tell(news, order);
    this.changed();
  }
}

/** Steps that are told; the others have no type of push that was seen. */
const newsOfStep: Partial<Record<RefundStep, OrderNews>> = {
  'merchant-reject': 'sellers_refused_refund',
  reapply: 'buyers_apply_refund',
};

function openPieceCount(order: WeidianOrder): number {
  return [...openPieces(order).values()].reduce((sum, count) => sum + count, 0);
}
