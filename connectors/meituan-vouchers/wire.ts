import { z } from 'zod';
import { optional, text } from '../wire-format.ts';

/** Numbers are read as their text (`wire-format.ts`), so yuan and ids keep every digit. */
const scalar = z.union([z.string(), z.number()]).transform(String);
const yuan = scalar.pipe(z.string().regex(/^\d{1,9}(?:\.\d{1,4})?$/));
const integer = scalar.pipe(z.string().regex(/^\d{1,19}$/));
const code = scalar.pipe(z.string().regex(/^[\x21-\x7e]{1,40}$/));

/** What stands around every answer; the token call has its fields beside `code`. */
export const envelope = z.looseObject({ code: scalar, msg: optional(text), data: z.unknown().optional() });

/** **?** The names are those of the same answers at the other gateway, in lower case with underscores. */
const deal = {
  order_id: integer,
  receipt_code: code,
  deal_id: optional(integer),
  deal_title: text.pipe(z.string().min(1)),
  deal_price: yuan,
  deal_market_price: optional(yuan),
  mobile: optional(text),
  biz_type: optional(integer),
};

export const preparedData = z.object({ ...deal, count: integer, receipt_end_date: optional(text) });

/** `payment_detail` is that of the whole purchase and repeats beside each of its vouchers: it is never added up. */
export const takenRow = z.object({
  ...deal,
  platform_amount: optional(yuan),
  merchant_amount: optional(yuan),
  flow_id: optional(scalar),
});
export type TakenRow = z.infer<typeof takenRow>;

export const VOUCHERS_MAX = 100;
export const takenData = z.array(z.unknown()).min(1).max(VOUCHERS_MAX);

export const consumedData = takenRow.extend({ requestid: optional(scalar) });

export const tokenAnswer = z.looseObject({
  access_token: scalar.pipe(z.string().min(1).max(512)),
  expires_in: integer,
  refresh_token: optional(scalar),
  /** How often the session can still be renewed. */
  remain_refresh_count: optional(integer),
});
