import type { GatewayShop } from '../meituan/apps.ts';
import { degraded, logisticsFields, orderFields, type FieldValue } from '../meituan/order-fields.ts';
import type { MeituanOrder } from '../meituan/orders.ts';
import { receiveSums } from '../meituan/receive-detail.ts';

const ADDRESS_SHOWN_SECONDS = 3 * 3_600;
const ADDRESS_SHOWN_CHARACTERS = 4;
/** No number of diners was named. */
const DINNERS_UNKNOWN = -10;

/** Where the name is not simply the other gateway's in camel case. */
const renamed: Readonly<Record<string, string>> = {
  wm_order_id_view: 'orderIdView',
  app_poi_code: 'ePoiId',
  ctime: 'cTime',
  utime: 'uTime',
};

/**
 * An order as queryById and the messages carry it: JSON texts inside keep the other gateway's names.
 * `delivery` adds how far it is on its way, which messages tell apart from the order.
 */
export function orderView(
  order: MeituanOrder,
  shop: GatewayShop | undefined,
  how: { nowSeconds: number; whole: boolean; delivery?: boolean },
): Record<string, FieldValue> {
  const all = { ...orderFields(order, shop), ...(how.delivery ? logisticsFields(order) : {}) };
  const told = how.whole ? all : degraded(all);
  const view: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(told)) view[renamed[name] ?? camelCase(name)] = value;
  view['dinnersNumber'] = DINNERS_UNKNOWN;
  if (how.whole) view['wmPoiReceiveCent'] = receiveSums(order).receivableFen;
  const { completed } = order.times;
  if (completed !== undefined && how.nowSeconds - completed >= ADDRESS_SHOWN_SECONDS) {
    view['recipientAddress'] = `${order.recipient.address.slice(0, ADDRESS_SHOWN_CHARACTERS)}****`;
  }
  return view;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
