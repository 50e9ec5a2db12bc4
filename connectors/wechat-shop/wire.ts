import { z } from 'zod';
import { optional, text } from '../wire-format.ts';
import { fen, id, integer, moment } from '../wechat/wire.ts';

const LINES_MAX = 500;
const PAGE_MAX = 200;

const count = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);
const list = <Item extends z.ZodType>(item: Item) => z.preprocess((value) => value ?? [], z.array(item).max(LINES_MAX));

const product = z.object({
  product_id: id,
  sku_id: id,
  sku_code: optional(text),
  out_sku_id: optional(text),
  title: text,
  sku_attrs: list(z.object({ attr_key: optional(text), attr_value: optional(text) })),
  sku_cnt: count.refine((pieces) => pieces > 0, 'must be at least 1'),
  sale_price: fen,
  finish_aftersale_sku_cnt: optional(count),
});
export type ProductFields = z.infer<typeof product>;

const address = z.object({
  user_name: optional(text),
  tel_number: optional(text),
  province_name: optional(text),
  city_name: optional(text),
  county_name: optional(text),
  detail_info: optional(text),
});

const parcel = z.object({
  waybill_id: optional(text),
  delivery_id: optional(text),
  delivery_time: moment,
  deliver_type: optional(integer),
  product_infos: list(z.object({ product_id: id, sku_id: id, product_cnt: count })),
});
export type ParcelFields = z.infer<typeof parcel>;

const price = z.object({
  product_price: fen,
  order_price: fen,
  freight: optional(fen),
  discounted_price: optional(fen),
  original_order_price: optional(fen),
  merchant_receieve_price: optional(fen),
  deduction_price: optional(fen),
  change_down_price: optional(fen),
});

/** What `order/get` answers under `order`. */
export const order = z.object({
  order_id: id,
  status: integer,
  create_time: moment,
  update_time: moment,
  order_detail: z.object({
    product_infos: z.array(product).min(1).max(LINES_MAX),
    price_info: price,
    pay_info: optional(z.object({ pay_time: moment })),
    delivery_info: optional(
      z.object({
        address_info: optional(address),
        delivery_product_info: list(parcel),
        ship_done_time: moment,
      }),
    ),
    ext_info: optional(
      z.object({
        customer_notes: optional(text),
        merchant_notes: optional(text),
        confirm_receipt_time: moment,
      }),
    ),
    settle_info: optional(z.object({ predict_commission_fee: optional(fen), commission_fee: optional(fen) })),
  }),
  aftersale_detail: optional(
    z.object({
      aftersale_order_list: list(z.object({ aftersale_order_id: id, status: optional(text) })),
    }),
  ),
});
export type OrderFields = z.infer<typeof order>;

/** What `aftersale/getaftersaleorder` answers under `after_sale_order`. */
export const aftersale = z.object({
  after_sale_order_id: id,
  status: text,
  type: optional(text),
  refund_info: optional(z.object({ amount: optional(fen) })),
  reason_text: optional(text),
  update_time: moment,
});
export type AftersaleFields = z.infer<typeof aftersale>;

export const orderAnswer = z.object({ order });
export const aftersaleAnswer = z.object({ after_sale_order: aftersale });

/** A stored order: WeChat's answer with the clear address in its place, and beside it what became of its applications. */
export const storedOrder = z.object({ order, after_sale_orders: list(aftersale) });

export const listAnswer = z.object({
  order_id_list: z.preprocess((value) => value ?? [], z.array(id).max(PAGE_MAX)),
  next_key: optional(text),
  has_more: z.boolean().optional(),
});

export const companiesAnswer = z.object({
  company_list: z.array(z.object({ delivery_id: text, delivery_name: text })).max(5_000),
});
