import { beijingDay } from '../beijing-time.ts';
import { shopOf, type MeituanApp, type MeituanShop } from './apps.ts';
import { MeituanError } from './errors.ts';
import { logisticsFields, orderFields } from './order-fields.ts';
import type { MeituanOrder } from './orders.ts';
import type { Refund } from './refunds.ts';
import type { MeituanWorld } from './world.ts';

type Params = Readonly<Record<string, string>>;
/** Answers the `data` of the envelope or throws a MeituanError. */
type Call = (world: MeituanWorld, app: MeituanApp, params: Params) => unknown;

/** Codes that a merchant's own software may give for a cancellation. */
const CANCEL_CODE_MIN = 2001;
const CANCEL_CODE_MAX = 2016;
const CANCEL_CODE_OTHER = 2007;

/** Self delivery and 众包; with any other code Meituan's riders deliver and the merchant may not. */
const SELF_DELIVERY_CODES = ['0000', '1003'];

/** Every call of the platform by its path below `/api/v1/`. */
export const meituanCalls: Readonly<Record<string, Call>> = {
  'order/getOrderDetail': (world, app, params) => {
    const order = orderFor(world, app, params);
    const fields = {
      ...orderFields(order, shopOf(app, order.appPoiCode)),
      ...(params['is_mt_logistics'] === '1' ? logisticsFields(order) : {}),
    };
    return app.detailAs === 'list' ? [fields] : fields;
  },
  'order/viewstatus': (world, app, params) => ({ status: orderFor(world, app, params).status }),
  'order/getOrderDaySeq': (world, app, params) => {
    const shop = shopFor(world, app, params);
    return { day_seq: world.orders.lastNumber(app.appId, shop.appPoiCode, beijingDay(Date.now())) };
  },
  'order/getOrderIdByDaySeq': (world, app, params) => {
    const shop = shopFor(world, app, params);
    const day = digits(params, 'date_time');
    const orderId = world.orders.byNumber(app.appId, shop.appPoiCode, day, Number(digits(params, 'day_seq')));
    if (orderId === undefined) throw new MeituanError('unknownOrder', '订单不存在');
    return { order_id: BigInt(orderId) };
  },
  'order/poi_received': (world, app, params) => {
    world.receive(app, orderFor(world, app, params));
    return 'ok';
  },
  'order/confirm': (world, app, params) => {
    world.confirm(app, orderFor(world, app, params));
    return 'ok';
  },
  'order/cancel': (world, app, params) => {
    const order = orderFor(world, app, params);
    const reasonCode = params['reason_code'] ? Number(digits(params, 'reason_code')) : CANCEL_CODE_OTHER;
    if (reasonCode < CANCEL_CODE_MIN || reasonCode > CANCEL_CODE_MAX) {
      throw new MeituanError('malformedParameter', `参数格式错误: reason_code=${String(reasonCode)}`);
    }
    world.cancel(app, order, { reasonCode, reason: params['reason'] ?? '', by: 6 });
    return 'ok';
  },
  'order/preparationMealComplete': (world, app, params) => {
    const order = orderFor(world, app, params);
    requireConfirmed(order);
    world.prepared(order);
    return 'ok';
  },
  'order/delivering': (world, app, params) => {
    const order = orderFor(world, app, params);
    requireSelfDelivery(order);
    if (order.logistics && order.logistics.status >= 20 && order.logistics.status < 100) throw changed('已在配送');
    const { courier_name: name, courier_phone: phone } = params;
    world.deliver(app, order, { ...(name ? { name } : {}), ...(phone ? { phone } : {}) });
    return 'ok';
  },
  'order/arrived': (world, app, params) => {
    const order = orderFor(world, app, params);
    requireSelfDelivery(order);
    requireConfirmed(order);
    if (order.logistics?.status !== 20) throw changed('尚未配送或已送达');
    world.rider(app, order, { status: 40 }, false);
    return 'ok';
  },
  'order/refund/agree': (world, app, params) => {
    const order = orderFor(world, app, params);
    world.stepRefund(app, order, waitingRefund(order), 'merchant-agree');
    return 'ok';
  },
  'order/refund/reject': (world, app, params) => {
    const order = orderFor(world, app, params);
    required(params, 'reason');
    world.stepRefund(app, order, waitingRefund(order), 'merchant-reject');
    return 'ok';
  },
  'poi/getids': (_world, app) => app.shops.map((shop) => shop.appPoiCode),
  'poi/mget': (world, app, params) =>
    required(params, 'app_poi_codes')
      .split(',')
      .map((code) => poiFields(shopFor(world, app, { app_poi_code: code.trim() }))),
};

function orderFor(world: MeituanWorld, app: MeituanApp, params: Params): MeituanOrder {
  const order = world.orders.find(digits(params, 'order_id'));
  if (!order) throw new MeituanError('unknownOrder', '订单不存在');
  if (order.appId !== app.appId || !shopOf(app, order.appPoiCode))
    throw new MeituanError('noRight', '没有权限访问此数据');
  return order;
}

function shopFor(world: MeituanWorld, app: MeituanApp, params: Params): MeituanShop {
  const code = required(params, 'app_poi_code');
  const shop = shopOf(app, code);
  if (shop) return shop;
  const elsewhere = [...world.apps.values()].some((other) => shopOf(other, code));
  throw elsewhere ? new MeituanError('noRight', '没有权限访问此数据') : new MeituanError('unknownShop', '门店不存在');
}

function waitingRefund(order: MeituanOrder): Refund {
  const refund = order.refunds.findLast((one) => one.state === 'waiting');
  if (!refund) throw changed('没有待处理的退款');
  return refund;
}

function requireConfirmed(order: MeituanOrder): void {
  if (order.status !== 4 && order.status !== 6) throw changed(`status=${String(order.status)}`);
}

function requireSelfDelivery(order: MeituanOrder): void {
  if (!SELF_DELIVERY_CODES.includes(order.logisticsCode)) {
    throw new MeituanError('notSelfDelivery', '仅自配送或众包门店可操作');
  }
}

function changed(why: string): MeituanError {
  return new MeituanError('stateChanged', `操作失败，订单状态已变更(${why})`);
}

function required(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined || value === '') throw new MeituanError('missingParameter', `缺少参数: ${name}`);
  return value;
}

function digits(params: Params, name: string): string {
  const value = required(params, name);
  if (!/^\d{1,19}$/.test(value)) throw new MeituanError('malformedParameter', `参数格式错误: ${name}`);
  return value;
}

function poiFields(shop: MeituanShop): Record<string, string | number> {
  const online = shop.poiStatus !== 19;
  return {
    app_poi_code: shop.appPoiCode,
    name: shop.name,
    address: shop.address,
    latitude: 39.996794,
    longitude: 116.48105,
    phone: shop.phone,
    shipping_fee: 4.5,
    shipping_time: '08:00-22:00',
    open_level: shop.poiStatus === 120 || !online ? 3 : 1,
    is_online: online ? 1 : 0,
    ctime: 1_700_000_000,
    utime: 1_700_000_000,
  };
}
