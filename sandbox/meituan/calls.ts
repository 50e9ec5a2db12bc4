import { beijingDay } from '../beijing-time.ts';
import { shopOf, type MeituanShop } from './apps.ts';
import { billCalls } from './bill-calls.ts';
import {
  changed,
  digits,
  orderFor,
  required,
  requireConfirmed,
  requireSelfDelivery,
  shopFor,
  type Call,
} from './call-params.ts';
import { MeituanError } from './errors.ts';
import { menuCalls } from './menu-calls.ts';
import { degraded, logisticsFields, orderFields } from './order-fields.ts';
import { phoneCalls } from './phone-calls.ts';
import { refundCalls } from './refund-calls.ts';
import { riderCalls } from './rider-calls.ts';
import { tokenCalls } from './tokens.ts';

/** Codes that a merchant's own software may give for a cancellation. */
const CANCEL_CODE_MIN = 2001;
const CANCEL_CODE_MAX = 2016;
const CANCEL_CODE_OTHER = 2007;

/** Every call of the platform by its path below `/api/v1/`. */
export const meituanCalls: Readonly<Record<string, Call>> = {
  'order/getOrderDetail': (world, app, params) => {
    const order = orderFor(world, app, params);
    const whole = orderFields(order, shopOf(app, order.appPoiCode));
    const isWhole = !order.incompleteDetails;
    if (order.incompleteDetails) order.incompleteDetails -= 1;
    const fields = {
      ...(isWhole ? whole : degraded(whole)),
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
  ...refundCalls,
  'poi/getids': (_world, app) => app.shops.map((shop) => shop.appPoiCode),
  'poi/mget': (world, app, params) =>
    required(params, 'app_poi_codes')
      .split(',')
      .map((code) => poiFields(shopFor(world, app, { app_poi_code: code.trim() }))),
  ...menuCalls,
  ...riderCalls,
  ...phoneCalls,
  ...billCalls,
  ...tokenCalls,
};

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
