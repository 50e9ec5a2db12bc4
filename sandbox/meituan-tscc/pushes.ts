import { randomUUID } from 'node:crypto';
import { yuanFromFen } from '../amounts.ts';
import type { DeliverySettings } from '../delivery.ts';
import { jsonText } from '../json-text.ts';
import { shopOf } from '../meituan/apps.ts';
import type { MeituanOrder } from '../meituan/orders.ts';
import { foodOf } from '../meituan/pushes.ts';
import type { Refund } from '../meituan/refunds.ts';
import { encodeParams } from '../meituan/signing.ts';
import { seconds, type WorldPushes } from '../meituan/world.ts';
import type { UnsignedPush, WireRequest } from '../platform.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { TAKE_AWAY, type TsccApp, type TsccShop } from './apps.ts';
import { messageKinds, messageTypes, type MessageKind } from './message-types.ts';
import { orderView } from './order-view.ts';
import { signTscc } from './signing.ts';

/** Writes the platform's messages into the outbox: `message` is JSON text, the rest of the form goes around it. */
export class TsccPushes implements WorldPushes<TsccApp> {
  readonly #outbox: PushOutbox;

  constructor(outbox: PushOutbox) {
    this.#outbox = outbox;
  }

  order(
    kind: 'order-placed' | 'order-paid' | 'order-confirmed' | 'order-completed',
    app: TsccApp,
    order: MeituanOrder,
  ): void {
    // Merchants hear of an order once it is paid.
    if (kind === 'order-placed') return;
    const shop = shopOf(app, order.appPoiCode);
    this.#ofOrder(app, kind, order, orderView(order, shop, { nowSeconds: seconds(), whole: !order.incomplete }));
  }

  cancelled(app: TsccApp, order: MeituanOrder): void {
    const { reasonCode = 2007, reason = '', by: dealOpType = 5 } = order.cancel ?? {};
    this.#ofOrder(app, 'order-cancelled', order, { orderId: BigInt(order.orderId), reasonCode, reason, dealOpType });
  }

  refund(app: TsccApp, order: MeituanOrder, refund: Refund): void {
    const part = refund.kind === 'part' ? { money: yuanFromFen(refund.moneyFen), food: foodOf(refund) } : {};
    this.#ofOrder(app, refundKind(refund), order, {
      orderId: BigInt(order.orderId),
      refundId: BigInt(refund.refundId),
      notifyType: refund.notifyType,
      resType: refund.resType,
      reason: refund.reason,
      isAppeal: refund.isAppeal,
      pictures: '',
      cTime: refund.createdAt,
      applyOpUserType: refund.applyType === 7 ? '2' : '1',
      logisticsInfo: '',
      ...part,
    });
  }

  refundResult(app: TsccApp, order: MeituanOrder, refund: Refund): void {
    this.#ofOrder(app, 'refund-result', order, {
      orderId: BigInt(order.orderId),
      refundId: BigInt(refund.refundId),
      refundStatus: refund.refundStatus,
      money: yuanFromFen(refund.moneyFen),
      cTime: refund.createdAt,
      uTime: refund.updatedAt,
    });
  }

  logistics(app: TsccApp, order: MeituanOrder, nowSeconds: number): void {
    this.#ofOrder(app, 'logistics', order, {
      orderId: BigInt(order.orderId),
      logisticsStatus: order.logistics?.status ?? 0,
      time: nowSeconds,
      dispatcherName: order.logistics?.name ?? '',
      dispatcherMobile: order.logistics?.phone ?? '',
    });
  }

  shopStatus(app: TsccApp, shop: TsccShop, operateUser: 'BUSINESS' | 'MEITUAN'): void {
    this.#add(app, 'shop-status', shop, { ePoiId: shop.appPoiCode, poiStatus: shop.poiStatus, operateUser });
  }

  #ofOrder(app: TsccApp, kind: MessageKind, order: MeituanOrder, message: object): void {
    const shop = shopOf(app, order.appPoiCode);
    if (shop) this.#add(app, kind, shop, message, order.orderId);
  }

  #add(app: TsccApp, kind: MessageKind, shop: TsccShop, message: object, orderId?: string): void {
    if (!app.push.kinds.includes(kind)) return;
    const fields = {
      msgId: randomUUID().replaceAll('-', ''),
      businessId: TAKE_AWAY,
      opBizCode: shop.opBizCode,
      ePoiId: shop.appPoiCode,
      message: jsonText(message),
    };
    this.#outbox.add({ platform: 'meituan-tscc', appId: app.appId, kind, fields, ...(orderId ? { orderId } : {}) });
  }
}

/** A message as it goes over the wire, signed as of now; every attempt has the msgId of the first. */
export function signTsccPush(
  app: TsccApp | undefined,
  push: UnsignedPush,
  nowSeconds: number,
): WireRequest | undefined {
  const kind = messageKinds.find((known) => known === push.kind);
  const url = app?.callbacks.default;
  if (!app || !kind || !url) return undefined;
  const params: Record<string, string> = {
    msgType: app.push.msgTypes[kind] ?? messageTypes[kind],
    ...push.fields,
    developerId: app.appId,
    timestamp: String(nowSeconds),
  };
  params['sign'] = signTscc(params, app.signKey);
  const body = encodeParams(params, 'single');
  return { method: 'POST', url, contentType: 'application/x-www-form-urlencoded;charset=UTF-8', body };
}

export function deliveryOf(app: TsccApp | undefined): DeliverySettings {
  // An app is never removed, so the fallback only serves a state file edited by hand.
  return app?.push ?? { timeoutMs: 5_000, retryDelaysMs: [], retryEveryMs: 15_000, attemptsMax: 1 };
}

/** HTTP 200 and `{"code":0,"message":"success"}`. */
export function isTsccAck(status: number, body: string): boolean {
  if (status !== 200) return false;
  try {
    const parsed = JSON.parse(body) as { code?: unknown; message?: unknown } | null;
    return parsed?.code === 0 && parsed.message === 'success';
  } catch {
    return false;
  }
}

/** A decision and a withdrawal have messages of their own; an appeal is one more application. */
function refundKind(refund: Refund): MessageKind {
  switch (refund.notifyType) {
    case 'agree':
      return 'refund-agreed';
    case 'reject':
      return 'refund-rejected';
    case 'cancelRefund':
    case 'cancelRefundComplaint':
      return 'refund-withdrawn';
    default:
      return 'refund-asked';
  }
}
