import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { minor } from '../../domain/money.ts';
import { formatBeijing } from '../beijing-time.ts';
import type { ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { parseWire } from '../wire-format.ts';
import type { YouzanConfig } from './config.ts';
import { callYouzan } from './gateway.ts';
import { expressData, parcelsData, itemListData, tradeListData } from './wire.ts';

export type YouzanAccess = ShopAccess<YouzanConfig>;

/** The most that one page may hold, and the last page that may be asked for. */
export const PAGE_SIZE = 100;
/** What the `version` of a changed parcel means is not documented. */
const PARCEL_VERSION = 1;
export const PAGES_MAX = 100;

/** Which of an order's times a list goes by. */
export interface TimeSpan {
  by: 'created' | 'update';
  from: Date;
  to: Date;
}

/** `youzan.trades.sold.get`: the ids of one page, and how many orders the whole span has. */
export async function listTrades(
  access: YouzanAccess,
  { by, from, to }: TimeSpan,
  page: number,
  signal: AbortSignal,
): Promise<{ total: number; tids: string[] }> {
  const { data } = await callYouzan(access, {
    api: 'youzan.trades.sold.get',
    version: '4.0.4',
    body: {
      [`start_${by}`]: formatBeijing(from),
      [`end_${by}`]: formatBeijing(to),
      page_no: page,
      page_size: PAGE_SIZE,
    },
    acts: false,
    signal,
  });
  const { total_results, full_order_info_list } = read(tradeListData, data, 'trades.sold.get');
  return {
    total: Number(total_results),
    tids: full_order_info_list.map(({ full_order_info }) => full_order_info.order_info.tid),
  };
}

/** `youzan.trade.get`: the whole answer as text, because it is stored raw before it is read, and the part that is about the order. */
export function getTrade(
  access: YouzanAccess,
  tid: string,
  signal: AbortSignal,
): Promise<{ data: unknown; text: string }> {
  return callYouzan(access, { api: 'youzan.trade.get', version: '4.0.2', body: { tid }, acts: false, signal });
}

export interface Departure {
  /** Null for goods that no courier carries. */
  parcel: { companyId: string; waybill: string; senderMobile?: string } | null;
  /** Lines of a part shipment; empty ships the whole order. */
  oids: readonly string[];
}

/** `youzan.logistics.online.confirm`: the order, or some of its lines, is on its way. */
export async function confirmShipment(
  access: YouzanAccess,
  tid: string,
  { parcel, oids }: Departure,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    tid,
    is_no_express: parcel ? 0 : 1,
    ...(parcel ? { out_stype: parcel.companyId, out_sid: parcel.waybill } : {}),
    ...(parcel?.senderMobile === undefined ? {} : { outer_sender: { sender_mobile: parcel.senderMobile } }),
    ...(oids.length > 0 ? { oids: oids.join(',') } : {}),
  };
  await callYouzan(access, { api: 'youzan.logistics.online.confirm', version: '3.0.0', body, acts: true, signal });
}

/** A parcel as Youzan knows it. */
export interface Parcel {
  distId: string;
  companyId: string;
  waybill: string;
}

/** `delivery_order` of `youzan.trade.get`: the parcels that have left; those without a courier are none. */
export async function listParcels(access: YouzanAccess, tid: string, signal: AbortSignal): Promise<Parcel[]> {
  const { delivery_order } = read(parcelsData, (await getTrade(access, tid, signal)).data, 'trade.get');
  return delivery_order
    .flatMap(({ dists }) => dists ?? [])
    .flatMap(({ dist_id: distId, express_info: info }) =>
      info ? [{ distId, companyId: info.express_id, waybill: info.express_no }] : [],
    );
}

/** `youzan.logistics.online.update`: once for an order that is shipped whole, within 24 hours. */
export async function changeParcel(
  access: YouzanAccess,
  tid: string,
  { distId, companyId, waybill }: Parcel,
  signal: AbortSignal,
): Promise<void> {
  const change = { dist_id: distId, express_id: companyId, express_no: waybill, version: PARCEL_VERSION };
  const body = { tid, trade_express_modify: [change] };
  await callYouzan(access, { api: 'youzan.logistics.online.update', version: '3.0.1', body, acts: true, signal });
}

/** `youzan.logistics.express.get`: the couriers that a shipment may name. */
export async function listExpressCompanies(
  access: YouzanAccess,
  signal: AbortSignal,
): Promise<{ id: string; name: string; shown: boolean }[]> {
  const call = { api: 'youzan.logistics.express.get', version: '3.0.0', body: {}, acts: false, signal };
  const { allExpress } = read(expressData, (await callYouzan(access, call)).data, 'logistics.express.get');
  return allExpress.map(({ id, name, display }) => ({ id, name, shown: display === '0' }));
}

/** `youzan.trade.close`: ends an order that nobody has paid. */
export async function closeTrade(
  access: YouzanAccess,
  tid: string,
  why: { close_reason: string; close_reason_id: number },
  signal: AbortSignal,
): Promise<void> {
  const body = { tid, ...why };
  await callYouzan(access, { api: 'youzan.trade.close', version: '3.0.0', body, acts: true, signal });
}

/** `youzan.trade.memo.update`: the merchant's own words beside an order. Setting the same words twice changes nothing more. */
export async function updateMemo(access: YouzanAccess, tid: string, memo: string, signal: AbortSignal): Promise<void> {
  const body = { tid, memo };
  await callYouzan(access, { api: 'youzan.trade.memo.update', version: '3.0.0', body, acts: false, signal });
}

export interface GoodsPage {
  total: number;
  items: { itemId: string; title: string; priceMinor: number; quantity: number; itemNo: string | null }[];
}

/** `youzan.items.onsale.get`: goods on sale. Here prices are fen, unlike those of orders (protocol notes 9). */
export async function listGoods(access: YouzanAccess, page: number, signal: AbortSignal): Promise<GoodsPage> {
  const body = { page_no: page, page_size: PAGE_SIZE };
  const call = { api: 'youzan.items.onsale.get', version: '3.0.0', body, acts: false, signal };
  const { count, items } = read(itemListData, (await callYouzan(access, call)).data, 'items.onsale.get');
  return {
    total: Number(count),
    items: items.map((item) => ({
      itemId: item.item_id,
      title: item.title,
      priceMinor: minor(item.price),
      quantity: Number(item.quantity),
      itemNo: item.item_no ?? null,
    })),
  };
}

/** The answer to a question in the shape that is documented. @throws ConnectorError `unavailable` */
export function read<Schema extends z.ZodType>(schema: Schema, data: unknown, name: string): z.infer<Schema> {
  try {
    return parseWire(schema, data, name);
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('unavailable', error.message);
    throw error;
  }
}
