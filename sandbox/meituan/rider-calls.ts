import {
  digits,
  changed,
  orderFor,
  required,
  requireConfirmed,
  requireSelfDelivery,
  type Call,
} from './call-params.ts';
import { MeituanError } from './errors.ts';
import type { MeituanOrder } from './orders.ts';

/** What self delivery may report; without a word it means that the rider has picked the order up. */
const SYNCED_STATUSES = [0, 1, 5, 10, 15, 20, 40, 100];
const PICKED_UP = 20;
const GIVEN_UP = 100;
const SELF_DELIVERY = '0000';
const RIDERS_OF_THE_SHOP = [SELF_DELIVERY, '1003'];

/** What a merchant asks of Meituan's riders, or tells about its own. */
export const riderCalls: Readonly<Record<string, Call>> = {
  'order/logistics/push': (world, app, params) => {
    const order = orderFor(world, app, params);
    requireConfirmed(order);
    if (RIDERS_OF_THE_SHOP.includes(order.logisticsCode)) {
      throw new MeituanError('noMeituanDelivery', '门店不支持美团配送');
    }
    if (riderIsOnIt(order)) throw new MeituanError('hasMeituanDelivery', '订单已发起美团配送');
    world.rider(app, order, { status: 0 });
    return 'ok';
  },
  'order/logistics/cancel': (world, app, params) => {
    const order = orderFor(world, app, params);
    requireCancellable(order);
    world.rider(app, order, { status: GIVEN_UP });
    return 'ok';
  },
  'order/logistics/status': (world, app, params) => statusFields(orderFor(world, app, params)),
  'order/logistics/change/poi_self': (world, app, params) => {
    const order = orderFor(world, app, params);
    requireConfirmed(order);
    if (order.logisticsCode === SELF_DELIVERY) throw changed('已是商家自配');
    if (riderIsOnIt(order)) {
      requireCancellable(order);
      world.rider(app, order, { status: GIVEN_UP });
    }
    order.logisticsCode = SELF_DELIVERY;
    world.changed();
    return 'ok';
  },
  'ecommerce/order/logistics/sync': (world, app, params) => {
    const order = orderFor(world, app, params);
    requireSelfDelivery(order);
    requireConfirmed(order);
    for (const name of ['third_carrier_order_id', 'logistics_provider_code', 'latitude', 'longitude']) {
      required(params, name);
    }
    const courier = { name: required(params, 'courier_name'), phone: required(params, 'courier_phone') };
    const status = params['logistics_status'] ? Number(digits(params, 'logistics_status')) : PICKED_UP;
    if (!SYNCED_STATUSES.includes(status)) {
      throw new MeituanError('malformedParameter', `参数格式错误: logistics_status=${String(status)}`);
    }
    if (status === PICKED_UP) world.deliver(app, order, courier);
    else world.rider(app, order, { status, ...courier }, false);
    return 'ok';
  },
};

function riderIsOnIt({ logistics }: MeituanOrder): boolean {
  return logistics !== undefined && logistics.status !== GIVEN_UP;
}

function requireCancellable(order: MeituanOrder): void {
  if (!riderIsOnIt(order) || (order.logistics?.status ?? 0) >= PICKED_UP) {
    throw new MeituanError('riderNotCancellable', '当前配送状态不能取消');
  }
}

/** A phone is shown only while the rider is on the way. */
function statusFields({ orderId, logistics, logisticsCode }: MeituanOrder): Record<string, unknown> {
  const under = logistics !== undefined && logistics.status < 40;
  const time = (name: string): number => logistics?.times[`logistics_${name}_time`] ?? 0;
  return {
    result: 'ok',
    order_id: BigInt(orderId),
    logistics_status: logistics?.status ?? 0,
    logistics_name: logisticsCode === SELF_DELIVERY ? '商家自配' : '美团专送',
    send_time: time('send'),
    confirm_time: time('confirm'),
    fetch_time: time('fetch'),
    completed_time: time('completed'),
    cancel_time: logistics?.status === GIVEN_UP ? time('cancel') : 0,
    dispatcher_name: logistics?.name ?? '',
    dispatcher_mobile: under ? logistics.phone : '',
    poi_shipping_fee: 0,
    shipping_tips: '',
    tip_amount: 0,
  };
}
