import { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { optional, readJson, text } from '../wire-format.ts';

/** Amounts are yuan as text, those of commission below zero (protocol notes 3). */
const yuan = z.string().max(24);
/** Numbers stand as numbers or as text; `readJson` makes both a text. */
const integer = z.string().regex(/^-?\d{1,19}$/);
const id = z.string().regex(/^[\w-]{1,64}$/);
/** `yyyy-MM-dd HH:mm:ss`, Beijing time. */
const time = z.string().max(40);

const LINES_MAX = 500;
const PAGE_MAX = 200;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON, or JSON inside a JSON text: some answers come encoded twice (protocol notes 2).
 * @throws MalformedError
 */
export function readTwice(body: string): { value: unknown; text: string } {
  const value = readJson(body);
  // A bare number is a text here, too; it is no answer either way.
  return typeof value === 'string' ? { value: readJson(value), text: value } : { value, text: body };
}

/** All answers, with HTTP 200 each. */
export const answer = z.object({
  status: z.object({ status_code: integer, status_reason: optional(text) }),
  result: z.unknown().optional(),
});

/** The field `content` of a push; nothing of it is believed (protocol notes 3). */
export const pushContent = z.object({
  type: z.string().regex(/^[\w.]{1,100}$/),
  message: z.object({ order_id: optional(id), seller_id: optional(id) }),
  shopId: optional(id),
});

const token = z.string().regex(/^[\x21-\x7e]{1,512}$/);

export const tokenResult = z.object({
  access_token: token,
  expire_in: z.string().regex(/^[1-9]\d{0,8}$/),
  refresh_token: optional(token),
  refreshExpireTime: optional(z.string().regex(/^\d{13}$/)),
});

export const secretResult = z.array(z.object({ aesKey: z.string().regex(/^[0-9a-f]{32}$/i) })).min(1);

export const orderListResult = z.object({
  total_num: integer,
  orders: z.preprocess((value) => value ?? [], z.array(z.object({ order_id: id })).max(PAGE_MAX)),
});

const refundInfo = z.object({ refund_no: optional(id), refund_kind: optional(text), refund_fee: optional(yuan) });

const item = z.object({
  item_name: text,
  sku_title: optional(text),
  price: yuan,
  quantity: z.string().regex(/^[1-9]\d{0,4}$/),
  item_id: optional(id),
  /** "0" for goods without specifications. */
  sku_id: optional(id),
  merchant_code: optional(text),
  sku_merchant_code: optional(text),
  sub_order_id: optional(id),
  is_delivered: optional(integer),
  refund_info: optional(refundInfo),
});
export type ItemFields = z.infer<typeof item>;

/** Its texts may come sealed (`sealed-fields.ts`). */
const buyer = z.object({
  name: optional(text),
  phone: optional(text),
  province: optional(text),
  city: optional(text),
  region: optional(text),
  address: optional(text),
  self_address: optional(text),
});

/** What `vdian.order.get` answers. */
export const orderResult = z.object({
  order_id: id,
  order_type: optional(integer),
  status: optional(text),
  status_ori: optional(integer),
  refund_status_ori: optional(integer),
  total: yuan,
  price: yuan,
  express_fee: optional(yuan),
  express_fee_num: optional(yuan),
  discount_list: optional(
    z.array(z.object({ discount_info: optional(text), discount_price: optional(yuan) })).max(LINES_MAX),
  ),
  /** Commission and the distributor's share, negative; no sum of the order whatever the name says. */
  total_fee: optional(yuan),
  fx_fee_value: optional(yuan),
  real_income_price: optional(yuan),
  last_income: optional(yuan),
  note: optional(text),
  seller_note: optional(text),
  customInfos: optional(z.array(z.object({ name: optional(text), value: optional(text) })).max(LINES_MAX)),
  buyer_info: optional(buyer),
  items: z.array(item).min(1).max(LINES_MAX),
  add_time: time,
  pay_time: optional(time),
  send_time: optional(time),
  update_time: optional(time),
});
export type OrderFields = z.infer<typeof orderResult>;

export const courierListResult = z.object({
  common_express: z.array(z.object({ id: integer, express_company: text })).max(5000),
});

const sku = z.object({
  id,
  title: optional(text),
  price: yuan,
  stock: integer,
  sku_merchant_code: optional(text),
});

export const itemListResult = z.object({
  total_num: integer,
  items: z.preprocess(
    (value) => value ?? [],
    z
      .array(
        z.object({
          itemid: id,
          item_name: text,
          price: yuan,
          stock: integer,
          status: integer,
          merchant_code: optional(text),
          skus: optional(z.array(sku).max(LINES_MAX)),
        }),
      )
      .max(PAGE_MAX),
  ),
});

/** The fields of a form, each once. @throws MalformedError for broken percent signs and for a field that is there twice. */
export function readForm(body: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const pair of body.split('&')) {
    const mark = pair.indexOf('=');
    const [name, value] = (mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)]).map(decoded);
    if (name === undefined || value === undefined) throw new MalformedError('not a form');
    if (fields.has(name)) throw new MalformedError('a field of the form is there twice');
    fields.set(name, value);
  }
  return fields;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new MalformedError('the form has broken percent signs');
  }
}
