import { hash } from 'node:crypto';
import { parse, stringify } from 'lossless-json';
import { ConnectorError } from '../errors.ts';
import { type Answer, shaped } from '../wechat/answers.ts';
import { callWechat } from '../wechat/gateway.ts';
import type { ListPage, Span } from '../wechat/walk-list.ts';
import { isRecord } from '../wechat/wire.ts';
import type { WechatShopAccess } from './config.ts';
import {
  type AftersaleFields,
  aftersaleAnswer,
  companiesAnswer,
  listAnswer,
  orderAnswer,
  type OrderFields,
  type ParcelFields,
} from './wire.ts';

/** The most that a page may hold (protocol notes 4). */
export const PAGE_SIZE = 100;

const COMPANIES_LIFE_MS = 3600_000;
const ADDRESSES_MAX = 5_000;

/** Which of an order's times a list goes by. */
export interface TimeSpan extends Span {
  by: 'create' | 'update';
}

interface Asked {
  acts?: boolean;
  signal: AbortSignal;
}

function call(
  access: WechatShopAccess,
  what: string,
  body: Readonly<Record<string, unknown>>,
  { acts = false, signal }: Asked,
): Promise<Answer> {
  // No table of the shop's own codes was to be had (protocol notes 4): each is a refusal with WeChat's words.
  return callWechat(access, { path: `channels/ec/${what}`, body, acts, signal });
}

/** `order/list/get`. @param key of the page before; null for the first. */
export async function listOrders(
  access: WechatShopAccess,
  { by, from, to }: TimeSpan,
  key: string | null,
  signal: AbortSignal,
): Promise<ListPage> {
  const range = { start_time: seconds(from), end_time: seconds(to) };
  const body = { [`${by}_time_range`]: range, page_size: PAGE_SIZE, ...(key === null ? {} : { next_key: key }) };
  const answer = await call(access, 'order/list/get', body, { signal });
  const { order_id_list: orderIds, next_key, has_more } = shaped(listAnswer, answer, 'order/list/get');
  return { orderIds, nextKey: has_more === true ? (next_key ?? null) : null };
}

export function getOrder(access: WechatShopAccess, orderId: string, signal: AbortSignal): Promise<Answer> {
  return call(access, 'order/get', { order_id: orderId }, { signal });
}

export async function readOrder(access: WechatShopAccess, orderId: string, signal: AbortSignal): Promise<OrderFields> {
  return shaped(orderAnswer, await getOrder(access, orderId, signal), 'order/get').order;
}

export function getAftersale(access: WechatShopAccess, aftersaleId: string, signal: AbortSignal): Promise<Answer> {
  return call(access, 'aftersale/getaftersaleorder', { after_sale_order_id: aftersaleId }, { signal });
}

export async function readAftersale(
  access: WechatShopAccess,
  aftersaleId: string,
  signal: AbortSignal,
): Promise<AftersaleFields> {
  const answer = await getAftersale(access, aftersaleId, signal);
  return shaped(aftersaleAnswer, answer, 'aftersale/getaftersaleorder').after_sale_order;
}

/** Clear addresses that were given out: each costs a piece of a quota, and an order is read often. */
const clearAddresses = new Map<string, unknown>();

/**
 * The order with its address in clear text (`order/sensitiveinfo/decode`), every digit as it came. Where the quota is used up, or the app
 * may not ask, the masked one stays: the order is worth more than its customer's name.
 */
export async function withClearAddress(
  access: WechatShopAccess,
  orderId: string,
  text: string,
  signal: AbortSignal,
): Promise<unknown> {
  const answer = parse(text);
  const order = isRecord(answer) ? answer.order : undefined;
  const detail = isRecord(order) ? order.order_detail : undefined;
  const delivery = isRecord(detail) ? detail.delivery_info : undefined;
  if (!isRecord(order) || !isRecord(detail) || !isRecord(delivery) || !isRecord(delivery.address_info)) return order;
  const clear = await clearAddress(access, orderId, stringify(delivery.address_info) ?? '', signal);
  if (!isRecord(clear)) return order;
  return { ...order, order_detail: { ...detail, delivery_info: { ...delivery, address_info: clear } } };
}

async function clearAddress(
  access: WechatShopAccess,
  orderId: string,
  masked: string,
  signal: AbortSignal,
): Promise<unknown> {
  // Another address is another question.
  const key = hash('sha256', JSON.stringify([access.config.appid, orderId, masked]), 'base64url');
  if (clearAddresses.has(key)) return clearAddresses.get(key);
  try {
    const { text } = await call(access, 'order/sensitiveinfo/decode', { order_id: orderId }, { signal });
    const answer = parse(text);
    const clear = isRecord(answer) ? answer.address_info : undefined;
    if (clearAddresses.size >= ADDRESSES_MAX) clearAddresses.clear();
    clearAddresses.set(key, clear);
    return clear;
  } catch (error) {
    const refusals = ['rejected', 'unauthorized', 'rate-limited'];
    if (error instanceof ConnectorError && refusals.includes(error.kind)) return undefined;
    throw error;
  }
}

export interface Parcel {
  delivery_id?: string;
  waybill_id?: string;
  /** 1: sent by the shop with a courier; 3: nothing to be sent. */
  deliver_type: 1 | 3;
  product_infos: { product_id: string; sku_id: string; product_cnt: number }[];
}

/** `order/delivery/send`. */
export async function sendParcels(
  access: WechatShopAccess,
  orderId: string,
  parcels: readonly Parcel[],
  signal: AbortSignal,
): Promise<void> {
  await call(access, 'order/delivery/send', { order_id: orderId, delivery_list: parcels }, { acts: true, signal });
}

/** `order/deliveryinfo/update`: the same list instead of the one before, so a repeat changes nothing more. */
export async function replaceParcels(
  access: WechatShopAccess,
  orderId: string,
  parcels: readonly Parcel[],
  signal: AbortSignal,
): Promise<void> {
  await call(access, 'order/deliveryinfo/update', { order_id: orderId, delivery_list: parcels }, { signal });
}

export function parcelOf({ delivery_id, waybill_id, deliver_type, product_infos }: ParcelFields): Parcel {
  return {
    ...(delivery_id === undefined ? {} : { delivery_id }),
    ...(waybill_id === undefined ? {} : { waybill_id }),
    deliver_type: deliver_type === '3' ? 3 : 1,
    product_infos,
  };
}

const companies = new Map<string, { until: number; list: { id: string; name: string }[] }>();

/** `order/deliverycompanylist/get`, which changes once in a year. */
export async function listCompanies(
  access: WechatShopAccess,
  signal: AbortSignal,
): Promise<{ id: string; name: string }[]> {
  const { baseUrl } = access.config;
  const known = companies.get(baseUrl);
  if (known && known.until > Date.now()) return known.list;
  const answer = await call(access, 'order/deliverycompanylist/get', {}, { signal });
  const { company_list } = shaped(companiesAnswer, answer, 'order/deliverycompanylist/get');
  const list = company_list.map(({ delivery_id: id, delivery_name: name }) => ({ id, name }));
  companies.set(baseUrl, { until: Date.now() + COMPANIES_LIFE_MS, list });
  return list;
}

/** `aftersale/acceptapply`. @param more `accept_type` 1 with an address: goods come back; 2: the money goes back. */
export async function acceptAftersale(
  access: WechatShopAccess,
  aftersaleId: string,
  more: { accept_type: 1; address_id: string } | { accept_type: 2 },
  signal: AbortSignal,
): Promise<void> {
  await call(access, 'aftersale/acceptapply', { after_sale_order_id: aftersaleId, ...more }, { acts: true, signal });
}

/** `aftersale/rejectapply`. */
export async function rejectAftersale(
  access: WechatShopAccess,
  aftersaleId: string,
  words: string,
  signal: AbortSignal,
): Promise<void> {
  const body = { after_sale_order_id: aftersaleId, reject_reason: words };
  await call(access, 'aftersale/rejectapply', body, { acts: true, signal });
}

/** `order/merchantnotes/update`: the note instead of the one before. */
export async function writeNotes(
  access: WechatShopAccess,
  orderId: string,
  words: string,
  signal: AbortSignal,
): Promise<void> {
  await call(access, 'order/merchantnotes/update', { order_id: orderId, merchant_notes: words }, { signal });
}

/** `product/stock/update` with an absolute number. */
export async function writeStock(
  access: WechatShopAccess,
  product: { product_id: string; sku_id: string; num: number },
  signal: AbortSignal,
): Promise<void> {
  await call(access, 'product/stock/update', { ...product, diff_type: 3 }, { signal });
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
