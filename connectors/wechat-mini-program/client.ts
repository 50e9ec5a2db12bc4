import { type Answer, shaped } from '../wechat/answers.ts';
import { callWechat } from '../wechat/gateway.ts';
import type { ListPage, Span } from '../wechat/walk-list.ts';
import type { MiniProgramAccess } from './config.ts';
import { shippingCodes } from './error-codes.ts';
import { listAnswer, orderAnswer, type OrderFields } from './wire.ts';

/** The most that a page may hold (protocol notes 3). */
export const PAGE_SIZE = 100;

interface Asked {
  acts?: boolean;
  signal: AbortSignal;
}

function call(
  access: MiniProgramAccess,
  what: string,
  body: Readonly<Record<string, unknown>>,
  { acts = false, signal }: Asked,
): Promise<Answer> {
  return callWechat(access, { path: `wxa/sec/order/${what}`, body, acts, codes: shippingCodes, signal });
}

/** `get_order_list`: payments of a span of time. @param index of the page before; null for the first. */
export async function listOrders(
  access: MiniProgramAccess,
  { from, to }: Span,
  index: string | null,
  signal: AbortSignal,
): Promise<ListPage> {
  const pay_time_range = { begin_time: seconds(from), end_time: seconds(to) };
  const body = { pay_time_range, page_size: PAGE_SIZE, ...(index === null ? {} : { last_index: index }) };
  const answer = await call(access, 'get_order_list', body, { signal });
  const { order_list, last_index, has_more } = shaped(listAnswer, answer, 'get_order_list');
  const orderIds = order_list.map(({ transaction_id: id }) => id);
  return { orderIds, nextKey: has_more === true ? (last_index ?? null) : null };
}

export function getOrder(access: MiniProgramAccess, transactionId: string, signal: AbortSignal): Promise<Answer> {
  return call(access, 'get_order', { transaction_id: transactionId }, { signal });
}

export async function readOrder(
  access: MiniProgramAccess,
  transactionId: string,
  signal: AbortSignal,
): Promise<OrderFields> {
  return shaped(orderAnswer, await getOrder(access, transactionId, signal), 'get_order').order;
}

/** How goods leave (protocol notes 3): 1 by a courier, 2 within the city. */
export type Departure =
  | { logistics_type: 1; tracking_no: string; express_company: string; contact?: { consignor_contact: string } }
  | { logistics_type: 2 };

/** `upload_shipping_info`: everything at once. Of a shipped order it uses the one chance to tell it anew. */
export async function uploadShipping(
  access: MiniProgramAccess,
  { transactionId, openid, itemDesc }: { transactionId: string; openid: string; itemDesc: string },
  { logistics_type, ...parcel }: Departure,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    order_key: { order_number_type: 2, transaction_id: transactionId },
    logistics_type,
    delivery_mode: 1,
    shipping_list: [{ ...parcel, item_desc: itemDesc }],
    upload_time: beijingTime(new Date()),
    payer: { openid },
  };
  await call(access, 'upload_shipping_info', body, { acts: true, signal });
}

/** RFC 3339 with milliseconds and zone. */
function beijingTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3600_000).toISOString().replace('Z', '+08:00');
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
