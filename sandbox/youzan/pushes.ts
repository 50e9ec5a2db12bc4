import { randomUUID } from 'node:crypto';
import { parse } from 'lossless-json';
import { yuanText } from '../amounts.ts';
import { beijingTime } from '../beijing-time.ts';
import type { DeliverySettings } from '../delivery.ts';
import { jsonText } from '../json-text.ts';
import type { UnsignedPush, WireRequest } from '../platform.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { shopOf, type PushType, type YouzanApp, type YouzanShop } from './apps.ts';
import type { Shipment, YouzanOrder } from './orders.ts';
import { feeOf, type Demand, type YouzanRefund } from './refunds.ts';
import { encodeMessage, eventSign, messageSign } from './signing.ts';
import { paidView } from './trade-views.ts';

type RefundEvent = 'created' | 'seller-agree' | 'success' | 'closed' | 'system';

/** The same refund event in the old set of messages and in the new one, which has none for the system's own refunds. */
const refundTypes: Record<RefundEvent, readonly PushType[]> = {
  created: ['trade_refund_BuyerCreated', 'youzan_trade_RefundCreated'],
  'seller-agree': ['trade_refund_RefundSellerAgree', 'youzan_trade_RefundSellerAgree'],
  success: ['trade_refund_RefundSuccess', 'youzan_trade_RefundSuccess'],
  closed: ['trade_refund_RefundClosed', 'youzan_trade_RefundClosed'],
  system: ['trade_refund_SysRefund'],
};

const refundTypeNames: Record<Demand, string> = {
  money: 'REFUND_ONLY',
  return: 'REFUND_AND_RETURN',
  exchange: 'EXCHANGE_GOODS_FLOW',
};

/** Writes the pushes of the platform into the outbox: one for every app that has the shop and subscribed to the type. */
export class YouzanPushes {
  readonly #outbox: PushOutbox;
  readonly #apps: ReadonlyMap<string, YouzanApp>;

  constructor(outbox: PushOutbox, apps: ReadonlyMap<string, YouzanApp>) {
    this.#outbox = outbox;
    this.#apps = apps;
  }

  /** With the whole order inside. */
  order(type: 'trade_TradeCreate' | 'trade_TradePaid' | 'trade_TradeBuyerPay', order: YouzanOrder): void {
    this.#trade(type, order, (shop) => paidView(order, shop));
  }

  shipped(order: YouzanOrder, shipment: Shipment, whole: boolean): void {
    const update_time = beijingTime(order.updatedAt);
    if (whole) return this.#trade('trade_TradeSellerShip', order, () => ({ tid: order.tid, update_time }));
    const part = { oids: shipment.oids.join(','), express_id: shipment.expressId };
    this.#trade('trade_TradePartlySellerShip', order, () => ({ tid: order.tid, ...part, update_time }));
  }

  succeeded(order: YouzanOrder): void {
    const msg = { tid: order.tid, update_time: beijingTime(order.updatedAt) };
    this.#trade('trade_TradeSuccess', order, () => msg);
  }

  closed(order: YouzanOrder): void {
    const { tid, closeType: close_type, closeReason: close_reason } = order;
    const msg = { tid, close_type, close_reason, update_time: beijingTime(order.updatedAt) };
    this.#trade('trade_TradeClose', order, () => msg);
  }

  memo(order: YouzanOrder, nowMs: number): void {
    const msg = { tid: order.tid, trade_memo: order.memo, star: order.star, update_time: beijingTime(nowMs) };
    this.#trade('trade_TradeMemoModified', order, () => msg);
  }

  address(order: YouzanOrder): void {
    const { name, tel, province, city, district, detail } = order.address;
    const receiver = { receiver_name: name, receiver_tel: tel };
    const place = { delivery_province: province, delivery_city: city, delivery_district: district };
    const msg = {
      tid: order.tid,
      ...receiver,
      ...place,
      delivery_address: detail,
      update_time: beijingTime(order.updatedAt),
    };
    this.#trade('trade_MessagesTheChangeAddresses', order, () => msg);
  }

  refund(event: RefundEvent, order: YouzanOrder, refund: YouzanRefund): void {
    const msg = {
      tid: order.tid,
      oids: refund.items.map(({ oid }) => oid).join(','),
      refund_id: refund.refundId,
      refund_type: refundTypeNames[refund.demand],
      refund_reason: refund.reason,
      refunded_fee: yuanText(feeOf(refund)),
      update_time: beijingTime(refund.modifiedAt),
    };
    for (const type of refundTypes[event]) {
      const isNew = isPlain(type);
      // The old set knows no exchange.
      if (!isNew && refund.demand === 'exchange') continue;
      this.#add(type, order, {
        id: isNew ? refund.refundId : order.tid,
        status: refund.status,
        version: refund.version,
        msg: () => (isNew ? { ...msg, version: refund.version } : msg),
      });
    }
  }

  /** What the console sends to try an address; it means nothing. */
  ping(app: YouzanApp, shop: YouzanShop): void {
    const fields = { ...shopFields(shop, shop.kdtId), id: '', status: '', version: '0', msg: '{}', test: 'true' };
    this.#send(app, 'trade_TradeCreate', fields);
  }

  #trade(type: PushType, order: YouzanOrder, msg: (shop: YouzanShop) => object): void {
    const version = Math.floor(order.updatedAt / 1_000);
    this.#add(type, order, { id: order.tid, status: order.status, version, msg });
  }

  #add(
    type: PushType,
    order: YouzanOrder,
    push: { id: string; status: string; version: number; msg: (shop: YouzanShop) => object },
  ): void {
    for (const app of this.#apps.values()) {
      const shop = shopOf(app, order.kdtId);
      if (!shop || !app.push.types.includes(type)) continue;
      const { id, status, version } = push;
      const fields = { id, status, version: String(version), msg: jsonText(push.msg(shop)), test: 'false' };
      // A chain is told twice, once for the branch and once for its head shop.
      for (const kdtId of new Set([order.kdtId, shop.rootKdtId ?? order.kdtId])) {
        this.#send(app, type, { ...shopFields(shop, kdtId), ...fields }, order.tid);
      }
    }
  }

  #send(app: YouzanApp, kind: PushType, fields: Record<string, string>, orderId?: string): void {
    const withId = { ...fields, msg_id: randomUUID().replaceAll('-', '') };
    this.#outbox.add({
      platform: 'youzan',
      appId: app.clientId,
      kind,
      fields: withId,
      ...(orderId ? { orderId } : {}),
    });
  }
}

/** A push as it goes over the wire, signed over its bytes; each further attempt says how often it was sent before. */
export function signYouzanPush(
  app: YouzanApp | undefined,
  { kind, fields }: UnsignedPush,
  sentBefore: number,
): WireRequest | undefined {
  const url = app?.callbacks.default;
  if (!app || !url) return undefined;
  const { msg: json = '{}', version = '0', test, kdt_id = '0', root_kdt_id = '0', ...texts } = fields;
  const plain = isPlain(kind);
  const msg = plain ? json : encodeMessage(json, app.push.encoding);
  const body = jsonText({
    client_id: app.clientId,
    ...texts,
    kdt_id: BigInt(kdt_id),
    root_kdt_id: BigInt(root_kdt_id),
    mode: 1,
    msg: plain ? parse(json) : msg,
    sendCount: sentBefore,
    sign: messageSign(app.clientId, msg, app.secret),
    test: test === 'true',
    type: kind,
    version: Number(version),
  });
  const headers = {
    'Event-Sign': eventSign(app.clientId, body, app.secret),
    'Event-Type': kind,
    'Client-Id': app.clientId,
  };
  return { method: 'POST', url, contentType: 'application/json;charset=UTF-8', headers, body };
}

export function deliveryOf(app: YouzanApp | undefined): DeliverySettings {
  // An app is never removed, so the fallback only serves a state file edited by hand.
  return app?.push ?? { timeoutMs: 5_000, retryDelaysMs: [], retryEveryMs: 15_000, attemptsMax: 1 };
}

/** An answer counts when it is HTTP 200 and says `success` somewhere. */
export function isYouzanAck(status: number, body: string): boolean {
  return status === 200 && body.includes('success');
}

/** The new set of refund messages carries `msg` as an object, everything else as text. */
function isPlain(kind: string): boolean {
  return kind.startsWith('youzan_trade_Refund');
}

function shopFields(shop: YouzanShop, kdtId: string): Record<string, string> {
  return { kdt_id: kdtId, kdt_name: shop.name, root_kdt_id: shop.rootKdtId ?? shop.kdtId };
}
