import type { PushOutbox } from '../push-outbox.ts';
import type { DeliverySettings } from '../delivery.ts';
import type { UnsignedPush, WireRequest } from '../platform.ts';
import { yuanFromFen } from '../amounts.ts';
import { addressOf, pushKinds, shopOf, type MeituanApp, type MeituanShop, type PushKind } from './apps.ts';
import { pushFields } from './order-fields.ts';
import type { MeituanOrder } from './orders.ts';
import type { Refund } from './refunds.ts';
import { encodeParams, signMeituan } from './signing.ts';
import type { WorldPushes } from './world.ts';

/** Writes the pushes of the platform into the outbox. */
export class MeituanPushes implements WorldPushes<MeituanApp> {
  readonly #outbox: PushOutbox;

  constructor(outbox: PushOutbox) {
    this.#outbox = outbox;
  }

  order(
    kind: 'order-placed' | 'order-paid' | 'order-confirmed' | 'order-completed',
    app: MeituanApp,
    order: MeituanOrder,
  ): void {
    this.#add(app, kind, pushFields(order, shopOf(app, order.appPoiCode), app.push.omitFields), order.orderId);
  }

  cancelled(app: MeituanApp, order: MeituanOrder): void {
    const { reasonCode = 2007, reason = '', by = 5 } = order.cancel ?? {};
    const fields = { reason_code: String(reasonCode), reason, deal_op_type: String(by) };
    this.#add(app, 'order-cancelled', { order_id: order.orderId, ...fields }, order.orderId);
  }

  refund(app: MeituanApp, order: MeituanOrder, refund: Refund): void {
    const shop = shopOf(app, order.appPoiCode);
    this.#add(app, refund.kind === 'full' ? 'refund' : 'part-refund', refundFields(order, refund, shop), order.orderId);
  }

  /** The money went back, or did not. */
  refundResult(app: MeituanApp, order: MeituanOrder, refund: Refund): void {
    const fields = {
      order_id: order.orderId,
      refund_id: refund.refundId,
      refund_status: String(refund.refundStatus),
      money: String(yuanFromFen(refund.moneyFen)),
      ctime: String(refund.createdAt),
      utime: String(refund.updatedAt),
    };
    this.#add(app, 'refund-result', fields, order.orderId);
  }

  logistics(app: MeituanApp, order: MeituanOrder, nowSeconds: number): void {
    const fields = {
      order_id: order.orderId,
      logistics_status: String(order.logistics?.status ?? 0),
      time: String(nowSeconds),
      dispatcher_name: order.logistics?.name ?? '',
      dispatcher_mobile: order.logistics?.phone ?? '',
    };
    this.#add(app, 'logistics', fields, order.orderId);
  }

  shopStatus(app: MeituanApp, shop: MeituanShop, operateUser: 'BUSINESS' | 'MEITUAN'): void {
    const fields = {
      app_poi_code: shop.appPoiCode,
      poi_status: String(shop.poiStatus),
      operate_user: operateUser,
    };
    this.#add(app, 'shop-status', fields);
  }

  #add(app: MeituanApp, kind: PushKind, fields: Record<string, string>, orderId?: string): void {
    this.#outbox.add({ platform: 'meituan', appId: app.appId, kind, fields, ...(orderId ? { orderId } : {}) });
  }
}

/** Signs a push for its registered address as of now; undefined when there is no address for its kind. */
export function signMeituanPush(
  app: MeituanApp | undefined,
  push: UnsignedPush,
  nowSeconds: number,
): WireRequest | undefined {
  const kind = pushKinds.find((known) => known === push.kind);
  const url = addressOf(app, push.kind);
  if (!app || !kind || !url) return undefined;
  const { method = app.push.method, encoding = app.push.encoding } = app.push.perKind[kind] ?? {};
  const params: Record<string, string> = { ...push.fields, app_id: app.appId, timestamp: String(nowSeconds) };
  params['sig'] = signMeituan(url, params, app.secret);
  const encoded = encodeParams(params, encoding);
  if (method === 'GET') return { method, url: `${url}${url.includes('?') ? '&' : '?'}${encoded}` };
  return { method, url, contentType: 'application/x-www-form-urlencoded;charset=utf-8', body: encoded };
}

export function deliveryOf(app: MeituanApp | undefined): DeliverySettings {
  // An app is never removed, so the fallback only serves a state file edited by hand.
  return app?.push ?? { timeoutMs: 5_000, retryDelaysMs: [], retryEveryMs: 15_000, attemptsMax: 1 };
}

/** Meituan's acknowledgement: HTTP 200 and `{"data":"ok"}`. */
export function isMeituanAck(status: number, body: string): boolean {
  if (status !== 200) return false;
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'data' in parsed && parsed.data === 'ok';
  } catch {
    return false;
  }
}

function refundFields(order: MeituanOrder, refund: Refund, shop: MeituanShop | undefined): Record<string, string> {
  const decision: Record<string, string> =
    shop?.refundForm === 'status'
      ? { service_type: '1', status: String(refund.returnStatus) }
      : { notify_type: refund.notifyType, res_type: String(refund.resType) };
  const part: Record<string, string> =
    refund.kind === 'part' ? { money: String(yuanFromFen(refund.moneyFen)), food: foodOf(refund) } : {};
  return {
    order_id: order.orderId,
    refund_id: refund.refundId,
    ...decision,
    reason: refund.reason,
    is_appeal: String(refund.isAppeal),
    pictures: '',
    ctime: String(refund.createdAt),
    apply_op_user_type: refund.applyType === 7 ? '2' : '1',
    logistics_info: '',
    ...part,
  };
}

export function foodOf(refund: Refund): string {
  return JSON.stringify(
    refund.items.map((item) => ({
      app_food_code: item.appFoodCode,
      sku_id: item.skuId,
      food_name: item.name,
      count: item.count,
      food_price: yuanFromFen(item.priceFen),
      origin_food_price: yuanFromFen(item.priceFen),
      refund_price: yuanFromFen(item.priceFen),
      box_num: item.boxPriceFen > 0 ? item.count : 0,
      box_price: yuanFromFen(item.boxPriceFen),
    })),
  );
}
