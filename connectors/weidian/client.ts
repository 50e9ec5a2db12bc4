import { minor, yuanToFen } from '../../domain/money.ts';
import { formatBeijing } from '../beijing-time.ts';
import { type Answer, readResult } from './answers.ts';
import type { WeidianAccess } from './config.ts';
import { callWeidian } from './gateway.ts';
import { courierListResult, itemListResult, orderListResult } from './wire.ts';

/** The most that one page may hold (protocol notes 3). */
export const PAGE_SIZE = 50;
/** The last page of goods that may be asked for. */
export const ITEM_PAGES_MAX = 400;

/** Which of an order's times a list goes by. */
export interface TimeSpan {
  by: 'add' | 'update';
  from: Date;
  to: Date;
}

/** `vdian.order.list.get`: the ids of one page, and how many orders the whole span has. */
export async function listOrders(
  access: WeidianAccess,
  { by, from, to }: TimeSpan,
  page: number,
  signal: AbortSignal,
): Promise<{ total: number; orderIds: string[] }> {
  const param = {
    page_num: page,
    page_size: PAGE_SIZE,
    order_type: 'all',
    [`${by}_start`]: formatBeijing(from),
    [`${by}_end`]: formatBeijing(to),
  };
  const call = { method: 'vdian.order.list.get', version: '1.5', param, acts: false, signal };
  const { total_num, orders } = readResult(orderListResult, await callWeidian(access, call), call.method);
  return { total: Number(total_num), orderIds: orders.map(({ order_id }) => order_id) };
}

/** `vdian.order.get`; the whole answer, because it is stored before it is read. */
export function getOrder(access: WeidianAccess, orderId: string, signal: AbortSignal): Promise<Answer> {
  const param = { order_id: orderId };
  return callWeidian(access, { method: 'vdian.order.get', version: '2.0', param, acts: false, signal });
}

/** How an order leaves: a number of Weidian's list, a courier by its own name, or none. */
export type Departure = { express_type: string; express_no: string; express_custom: string };

/** `vdian.order.deliver`: the whole order is on its way. */
export async function deliverOrder(
  access: WeidianAccess,
  orderId: string,
  departure: Departure,
  signal: AbortSignal,
): Promise<void> {
  const param = { order_id: orderId, ...departure };
  await callWeidian(access, { method: 'vdian.order.deliver', version: '1.0', param, acts: true, signal });
}

/** A line by its own number, or by goods and specification. */
export type SplitItem = { sub_order_id: string } | { item_id: string; item_sku_id: string };

/** `vdian.order.deliver.split`: some lines are on their way. Two clients in use name the list differently (protocol notes 4), so both names are sent. */
export async function deliverLines(
  access: WeidianAccess,
  orderId: string,
  items: readonly SplitItem[],
  departure: Departure,
  signal: AbortSignal,
): Promise<void> {
  const param = { order_id: orderId, ...departure, item: items, items };
  await callWeidian(access, { method: 'vdian.order.deliver.split', version: '1.0', param, acts: true, signal });
}

/** `vdian.order.express.modify`: another number for an order that left in one parcel. The same number twice changes nothing more. */
export async function changeParcel(
  access: WeidianAccess,
  orderId: string,
  departure: Departure,
  signal: AbortSignal,
): Promise<void> {
  const param = { order_id: orderId, ...departure };
  await callWeidian(access, { method: 'vdian.order.express.modify', version: '1.0', param, acts: false, signal });
}

/** `vdian.order.expresslist`: the couriers that a shipment may name. */
export async function listCouriers(
  access: WeidianAccess,
  signal: AbortSignal,
): Promise<{ id: string; name: string }[]> {
  const call = { method: 'vdian.order.expresslist', version: '1.0', param: {}, acts: false, signal };
  const { common_express } = readResult(courierListResult, await callWeidian(access, call), call.method);
  return common_express.map(({ id, express_company }) => ({ id, name: express_company }));
}

/** `vdian.order.refund.accept`, which also refuses: 1.1 by the refund's number, 1.0 by the order's. */
export async function decideRefund(
  access: WeidianAccess,
  version: '1.0' | '1.1',
  param: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  await callWeidian(access, { method: 'vdian.order.refund.accept', version, param, acts: true, signal });
}

export interface GoodsPage {
  total: number;
  items: {
    itemId: string;
    name: string;
    priceMinor: number;
    stock: number;
    code: string | null;
    onSale: boolean;
    skus: { skuId: string; title: string | null; priceMinor: number; stock: number; code: string | null }[];
  }[];
}

/** `vdian.item.list.get`: goods on and off sale. */
export async function listItems(access: WeidianAccess, page: number, signal: AbortSignal): Promise<GoodsPage> {
  const param = { page_num: page, page_size: PAGE_SIZE, status: 4, orderby: 1 };
  const call = { method: 'vdian.item.list.get', version: '1.1', param, acts: false, signal };
  const { total_num, items } = readResult(itemListResult, await callWeidian(access, call), call.method);
  return {
    total: Number(total_num),
    items: items.map((item) => ({
      itemId: item.itemid,
      name: item.item_name,
      priceMinor: yuanToFen(item.price),
      stock: minor(item.stock),
      code: item.merchant_code ?? null,
      onSale: item.status === '1',
      skus: (item.skus ?? []).map((sku) => ({
        skuId: sku.id,
        title: sku.title ?? null,
        priceMinor: yuanToFen(sku.price),
        stock: minor(sku.stock),
        code: sku.sku_merchant_code ?? null,
      })),
    })),
  };
}
