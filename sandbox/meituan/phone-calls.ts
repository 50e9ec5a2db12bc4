import { shopOf, type MeituanApp } from './apps.ts';
import { page, shopFor, type Call, type Params } from './call-params.ts';
import type { MeituanOrder } from './orders.ts';
import type { MeituanWorld } from './world.ts';

const PHONES_MAX = 1_000;
const COMPLETED = 8;
const RIDER_ACCEPTED = 10;
const DELIVERED = 40;

/** Real phone numbers, for the hours in which the privacy numbers do not work. */
export const phoneCalls: Readonly<Record<string, Call>> = {
  'order/batchPullPhoneNumber': (world, app, params) => {
    const orders = openOrders(world, app, params);
    return slice(orders, params).map((order) => ({
      ...orderNames(order),
      day_seq: order.daySeq,
      real_phone_number: realPhone(order),
    }));
  },
  'order/getRiderInfoPhoneNumber': (world, app, params) => {
    const orders = openOrders(world, app, params).filter(({ logistics }) => {
      return logistics !== undefined && logistics.status >= RIDER_ACCEPTED && logistics.status < DELIVERED;
    });
    return slice(orders, params).map((order) => ({
      ...orderNames(order),
      rider_name: order.logistics?.name ?? '',
      rider_real_phone_number: order.logistics?.phone ?? '',
    }));
  },
};

/** Paid and not yet over, of one shop or of all that the app has, oldest first. */
function openOrders(world: MeituanWorld, app: MeituanApp, params: Params): MeituanOrder[] {
  const only = params['app_poi_code'] ? shopFor(world, app, params).appPoiCode : undefined;
  return world.orders.list().filter((order) => {
    const ours = order.appId === app.appId && shopOf(app, order.appPoiCode) !== undefined;
    return ours && (only === undefined || order.appPoiCode === only) && order.status > 1 && order.status < COMPLETED;
  });
}

/** A privacy number hides another one, which the order's own number stands for; any other phone is the real one. */
function realPhone({ recipient, orderId }: MeituanOrder): string {
  return recipient.phone.includes('_') ? `139${orderId.slice(-8)}` : recipient.phone;
}

function slice<T>(rows: T[], params: Params): T[] {
  const { offset, limit } = page(params, PHONES_MAX);
  return rows.slice(offset, offset + limit);
}

function orderNames({ orderId, appPoiCode }: MeituanOrder): Record<string, unknown> {
  return { order_id: BigInt(orderId), wm_order_id_view: BigInt(orderId), app_poi_code: appPoiCode };
}
