import { ConnectorError } from '../errors.ts';
import type { MeituanAccess, OwnCourier } from './config.ts';
import { act, callMeituan, read } from './gateway.ts';
import { daySeqAnswer, orderIdAnswer, type RefundableFood, refundableFoods } from './wire.ts';

/** "No such …": which of them a missing number gets is not said, so each of the list counts (A7). */
const NO_SUCH_ORDER = new Set(['803', '805', '806', '1015']);

/** `order/confirm`: accepts a paid order. */
export function confirmOrder(access: MeituanAccess, orderId: string, signal: AbortSignal): Promise<void> {
  return act(access, { path: 'order/confirm', params: { order_id: orderId }, acts: true, signal });
}

/** `order/cancel`: refuses or cancels; Meituan returns the money. */
export function cancelOrder(
  access: MeituanAccess,
  orderId: string,
  reasonCode: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const params = { order_id: orderId, reason_code: reasonCode, reason };
  return act(access, { path: 'order/cancel', params, acts: true, signal });
}

/** `order/preparationMealComplete`: the meal is made or the goods are picked. */
export function completePreparation(access: MeituanAccess, orderId: string, signal: AbortSignal): Promise<void> {
  return act(access, { path: 'order/preparationMealComplete', params: { order_id: orderId }, acts: true, signal });
}

/** Where the shop's own delivery is, as `logistics_status` tells it (A6). */
export type OwnDeliveryStatus = '20' | '40' | '100';

/** `ecommerce/order/logistics/sync`, the preferred way to tell how far the shop's own delivery is; customers see the courier's phone. */
export function syncOwnDelivery(
  access: MeituanAccess,
  orderId: string,
  { courier, status }: { courier: OwnCourier; status: OwnDeliveryStatus },
  signal: AbortSignal,
): Promise<void> {
  // One delivery of an order: its number at the shop is the order's own, so telling it twice is telling it once.
  const params = { order_id: orderId, third_carrier_order_id: orderId, ...courier, logistics_status: status };
  return act(access, { method: 'POST', path: 'ecommerce/order/logistics/sync', params, acts: true, signal });
}

/** `order/delivering`: the shop's own rider has set out. The rider's name and phone are left out: newer documents do not keep them. */
export function reportDelivering(access: MeituanAccess, orderId: string, signal: AbortSignal): Promise<void> {
  return act(access, { path: 'order/delivering', params: { order_id: orderId }, acts: true, signal });
}

/** `order/arrived`: the shop's own rider has delivered. */
export function reportArrived(access: MeituanAccess, orderId: string, signal: AbortSignal): Promise<void> {
  return act(access, { path: 'order/arrived', params: { order_id: orderId }, acts: true, signal });
}

/** `order/refund/agree`: the open refund of the order is paid back, a whole one or a part. */
export function agreeRefund(
  access: MeituanAccess,
  orderId: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  return act(access, { path: 'order/refund/agree', params: { order_id: orderId, reason }, acts: true, signal });
}

/** `order/refund/reject`: the customer may appeal to Meituan's service. */
export function rejectRefund(
  access: MeituanAccess,
  orderId: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  return act(access, { path: 'order/refund/reject', params: { order_id: orderId, reason }, acts: true, signal });
}

/** Some pieces of a dish that are paid back. Ids as the platform gave them; `item_id` tells lines of the same dish apart. */
export interface PartRefundFood {
  app_food_code: string;
  sku_id: string;
  count: number;
  item_id?: string;
}

/** `order/applyPartRefund`: pays dishes back without being asked; Meituan reckons the sum. */
export function applyPartRefund(
  access: MeituanAccess,
  orderId: string,
  { reason, foods }: { reason: string; foods: readonly PartRefundFood[] },
  signal: AbortSignal,
): Promise<void> {
  const params = { order_id: orderId, reason, food_data: JSON.stringify(foods) };
  return act(access, { method: 'POST', path: 'order/applyPartRefund', params, acts: true, signal });
}

/** `order/getPartRefundFoods`: what of an order may still be paid back. */
export async function getPartRefundFoods(
  access: MeituanAccess,
  orderId: string,
  signal: AbortSignal,
): Promise<RefundableFood[]> {
  const path = 'order/getPartRefundFoods';
  const { data } = await callMeituan(access, { path, params: { order_id: orderId }, acts: false, signal });
  return read(refundableFoods, data, path);
}

/** `ecommerce/order/getOrderRefundDetail`: every refund of the order, as text, because it is stored raw before it is read. */
export async function getOrderRefunds(access: MeituanAccess, orderId: string, signal: AbortSignal): Promise<string> {
  const path = 'ecommerce/order/getOrderRefundDetail';
  return (await callMeituan(access, { path, params: { wm_order_id_view: orderId }, acts: false, signal })).text;
}

/** `order/getOrderDetail`: the whole answer as text, because it is stored raw before it is read. */
export async function getOrderDetail(access: MeituanAccess, orderId: string, signal: AbortSignal): Promise<string> {
  const params = { order_id: orderId, is_mt_logistics: '1' };
  return (await callMeituan(access, { path: 'order/getOrderDetail', params, acts: false, signal })).text;
}

/** `order/getOrderDaySeq`: the newest number of today; 0 before the first order. */
export async function getOrderDaySeq(access: MeituanAccess, shop: string, signal: AbortSignal): Promise<number> {
  const { data } = await callMeituan(access, {
    path: 'order/getOrderDaySeq',
    params: { app_poi_code: shop },
    acts: false,
    signal,
  });
  return Number(read(daySeqAnswer, data, 'getOrderDaySeq').day_seq);
}

/** `order/getOrderIdByDaySeq`. Null where the day has no such number. @param day yyyyMMdd, Beijing time. */
export async function getOrderIdByDaySeq(
  access: MeituanAccess,
  shop: string,
  day: string,
  daySeq: number,
  signal: AbortSignal,
): Promise<string | null> {
  const params = { app_poi_code: shop, date_time: day, day_seq: String(daySeq) };
  try {
    const { data } = await callMeituan(access, { path: 'order/getOrderIdByDaySeq', params, acts: false, signal });
    return read(orderIdAnswer, data, 'getOrderIdByDaySeq').order_id;
  } catch (error) {
    if (isNoSuchOrder(error)) return null;
    throw error;
  }
}

export function isNoSuchOrder(error: unknown): boolean {
  return error instanceof ConnectorError && error.kind === 'rejected' && NO_SUCH_ORDER.has(error.platformCode ?? '');
}
