import { z } from 'zod';
import { optional, text } from '../wire-format.ts';
import { fen, id, integer, moment } from '../wechat/wire.ts';

const PAGE_MAX = 200;
const PARCELS_MAX = 50;

/** What `get_order` answers under `order`. */
export const order = z.object({
  transaction_id: id,
  merchant_trade_no: optional(text),
  description: optional(text),
  paid_amount: fen,
  openid: optional(text),
  trade_create_time: moment,
  pay_time: moment,
  order_state: integer,
  shipping: optional(
    z.object({
      finish_shipping: z.boolean().optional(),
      shipping_list: z.preprocess(
        (value) => value ?? [],
        z.array(z.object({ tracking_no: optional(text), upload_time: moment })).max(PARCELS_MAX),
      ),
    }),
  ),
});
export type OrderFields = z.infer<typeof order>;

export const orderAnswer = z.object({ order });

export const listAnswer = z.object({
  order_list: z.preprocess((value) => value ?? [], z.array(z.object({ transaction_id: id })).max(PAGE_MAX)),
  last_index: optional(text),
  has_more: z.boolean().optional(),
});
