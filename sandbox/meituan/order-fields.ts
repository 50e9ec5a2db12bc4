import { yuanFromFen } from '../amounts.ts';
import type { GatewayShop } from './apps.ts';
import { sumOrder, type MeituanOrder } from './orders.ts';
import { receiveDetail } from './receive-detail.ts';

/** A field as getOrderDetail writes it: integers above 2^53 are bigints, yuan are decimals, fen are integers. */
export type FieldValue = string | number | bigint;

/**
 * All fields of an order as pushes and getOrderDetail carry them. `detail`, `extras` and `poi_receive_detail` are JSON
 * inside a string, and yuan and fen stand side by side, as on the real platform.
 */
export function orderFields(order: MeituanOrder, shop: GatewayShop | undefined): Record<string, FieldValue> {
  const sums = sumOrder(order);
  const { times } = order;
  const grams = order.items.reduce((sum, item) => sum + item.weightGrams * item.quantity, 0);
  return {
    order_id: BigInt(order.orderId),
    wm_order_id_view: BigInt(order.orderId),
    app_poi_code: order.appPoiCode,
    wm_poi_name: shop?.name ?? '',
    wm_poi_address: shop?.address ?? '',
    wm_poi_phone: shop?.phone ?? '',
    status: order.status,
    total: yuanFromFen(sums.totalFen),
    original_price: yuanFromFen(sums.originalFen),
    shipping_fee: yuanFromFen(order.shippingFen),
    ctime: times.created ?? 0,
    utime: times.updated ?? 0,
    order_send_time: times.sent ?? 0,
    order_receive_time: times.received ?? 0,
    order_confirm_time: times.confirmed ?? 0,
    order_cancel_time: times.cancelled ?? 0,
    order_completed_time: times.completed ?? 0,
    delivery_time: order.deliveryTime,
    pay_type: 2,
    pick_type: order.pickType,
    day_seq: order.daySeq,
    recipient_name: order.recipient.name,
    recipient_phone: order.recipient.phone,
    recipient_address: order.recipient.address,
    backup_recipient_phone: '[]',
    caution: order.caution,
    latitude: order.latitude,
    longitude: order.longitude,
    package_bag_money: order.bagFen,
    package_bag_money_yuan: yuanFromFen(order.bagFen),
    has_invoiced: 0,
    invoice_title: '',
    taxpayer_id: '',
    logistics_code: order.logisticsCode,
    avg_send_time: 2_400,
    total_weight: grams,
    incmp_code: 0,
    incmp_modules: '',
    detail: JSON.stringify(detailOf(order)),
    extras: JSON.stringify(extrasOf(order)),
    poi_receive_detail: receiveDetail(order),
  };
}

/** The same fields as a push carries them: everything is text. A degraded order lacks what must be fetched again. */
export function pushFields(
  order: MeituanOrder,
  shop: GatewayShop | undefined,
  omit: readonly string[],
): Record<string, string> {
  const fields = orderFields(order, shop);
  const told = order.incomplete ? degraded(fields) : fields;
  for (const name of omit) delete told[name];
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, String(value)]));
}

/** The fields as they are while the part behind the reductions does not answer. */
export function degraded(fields: Record<string, FieldValue>): Record<string, FieldValue> {
  const { poi_receive_detail: _missing, ...rest } = fields;
  return { ...rest, incmp_code: -1, incmp_modules: '[1]', extras: '[]' };
}

/** Adds what `is_mt_logistics=1` asks for. */
export function logisticsFields(order: MeituanOrder): Record<string, FieldValue> {
  return {
    logistics_status: order.logistics?.status ?? 0,
    dispatcher_name: order.logistics?.name ?? '',
    dispatcher_mobile: order.logistics?.phone ?? '',
    ...order.logistics?.times,
  };
}

function detailOf(order: MeituanOrder): Record<string, string | number>[] {
  return order.items.map((item) => ({
    app_food_code: item.appFoodCode,
    sku_id: item.skuId,
    upc: item.upc,
    food_name: item.name,
    quantity: item.quantity,
    price: yuanFromFen(item.priceFen),
    actual_price: yuanFromFen(item.priceFen),
    original_price: yuanFromFen(item.priceFen),
    // One box for each piece, so that box_num × box_price is the line's box money.
    box_num: item.boxPriceFen > 0 ? item.quantity : 0,
    box_price: yuanFromFen(item.boxPriceFen),
    unit: item.unit,
    food_discount: 1,
    food_property: item.property,
    cart_id: 0,
    spec: item.spec,
    weight: item.weightGrams,
  }));
}

function extrasOf(order: MeituanOrder): Record<string, string | number>[] {
  const rows = order.reductions.map((one, index) => ({
    act_detail_id: 2_024_000_100 + index,
    type: one.type,
    remark: one.remark,
    reduce_fee: yuanFromFen(one.byMeituanFen + one.byShopFen),
    mt_charge: yuanFromFen(one.byMeituanFen),
    poi_charge: yuanFromFen(one.byShopFen),
  }));
  // The real platform leaves an empty element behind, also when there is no reduction at all.
  return [...rows, {}];
}
