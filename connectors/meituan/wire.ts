import { z } from 'zod';
import { optional, packed, text } from '../wire-format.ts';

const yuan = z.string().max(24);
const integer = z.string().regex(/^-?\d{1,19}$/);

const LINES_MAX = 500;

const line = z.object({
  app_food_code: optional(text),
  sku_id: optional(text),
  food_name: text,
  quantity: z.string().regex(/^\d{1,5}$/),
  price: yuan,
  original_price: optional(yuan),
  box_num: optional(z.string().regex(/^\d{1,5}(\.\d+)?$/)),
  box_price: optional(yuan),
  spec: optional(text),
  food_property: optional(text),
});

/** An activity. The list may hold an empty `{}` (A9 no. 2), so every field is optional. */
const extra = z.object({
  act_detail_id: optional(text),
  type: optional(text),
  remark: optional(text),
  reduce_fee: optional(yuan),
  mt_charge: optional(yuan),
  poi_charge: optional(yuan),
});

const receivable = z.object({ wmPoiReceiveCent: optional(integer) });

/** Fields of the order pushes and of `order/getOrderDetail` (protocol notes A5). Optional ones depend on the console's ticks. */
export const orderFields = z.object({
  order_id: optional(integer),
  wm_order_id_view: optional(integer),
  app_poi_code: optional(text),
  status: optional(integer),
  total: yuan,
  shipping_fee: optional(yuan),
  package_bag_money: optional(integer),
  ctime: optional(integer),
  utime: optional(integer),
  order_send_time: optional(integer),
  order_confirm_time: optional(integer),
  order_cancel_time: optional(integer),
  order_completed_time: optional(integer),
  delivery_time: optional(integer),
  pick_type: optional(integer),
  logistics_code: optional(text),
  logistics_status: optional(integer),
  logistics_send_time: optional(integer),
  logistics_confirm_time: optional(integer),
  logistics_fetch_time: optional(integer),
  logistics_completed_time: optional(integer),
  logistics_cancel_time: optional(integer),
  dispatcher_name: optional(text),
  dispatcher_mobile: optional(text),
  day_seq: optional(z.string().regex(/^\d{1,6}$/)),
  recipient_name: optional(text),
  recipient_phone: optional(text),
  recipient_address: optional(text),
  caution: optional(text),
  incmp_code: optional(integer),
  detail: packed(z.array(line).max(LINES_MAX).optional()),
  extras: packed(z.array(extra).max(LINES_MAX).optional()),
  poi_receive_detail: packed(receivable.optional()),
});
export type OrderFields = z.infer<typeof orderFields>;

/** Of a detail: whether all parts behind it answered. */
export const completeness = z.object({ incmp_code: optional(integer) });

export const cancelFields = z.object({
  reason_code: optional(integer),
  reason: optional(text),
  deal_op_type: optional(integer),
  order_cancel_time: optional(text),
});

export const refundFields = z.object({
  refund_id: optional(text),
  notify_type: optional(text),
  res_type: optional(integer),
  status: optional(integer),
  service_type: optional(integer),
  refund_status: optional(integer),
  reason: optional(text),
  money: optional(yuan),
  is_appeal: optional(text),
  ctime: optional(integer),
  utime: optional(integer),
});
export type RefundFields = z.infer<typeof refundFields>;

const REFUNDS_MAX = 200;

const refundRow = refundFields.extend({
  refund_type: optional(integer),
  apply_reason: optional(text),
  apply_type: optional(integer),
});
export type RefundRow = z.infer<typeof refundRow>;

/** `ecommerce/order/getOrderRefundDetail`: a row for each refund of the order. */
export const refundRows = z.array(refundRow).max(REFUNDS_MAX);

export const logisticsFields = z.object({
  logistics_status: integer,
  time: optional(integer),
  dispatcher_name: optional(text),
  dispatcher_mobile: optional(text),
});
export type LogisticsFields = z.infer<typeof logisticsFields>;

export const daySeqAnswer = z.object({ day_seq: integer });
export const orderIdAnswer = z.object({ order_id: integer });

/** What `order/getPartRefundFoods` lists: dishes with how many of each may still be paid back. */
const refundableFood = z.object({
  app_food_code: optional(text),
  sku_id: optional(text),
  item_id: optional(text),
  food_name: optional(text),
  count: z.string().regex(/^\d{1,5}(\.0+)?$/),
});
export type RefundableFood = z.infer<typeof refundableFood>;
export const refundableFoods = z.array(refundableFood).max(LINES_MAX);

/** `order/batchPullPhoneNumber`; the names are those of go-meituan. */
export const phoneRows = z
  .array(
    z.object({
      order_id: optional(integer),
      wm_order_id_view: optional(integer),
      real_phone_number: optional(text),
    }),
  )
  .max(10_000);

const foodSku = z.object({
  sku_id: optional(text),
  spec: optional(text),
  price: optional(yuan),
  stock: optional(z.string().regex(/^(\*|\d{1,9})$/)),
});
const food = z.object({
  app_food_code: optional(text),
  name: text,
  price: optional(yuan),
  is_sold_out: optional(integer),
  /** A list, or JSON text of one. */
  skus: packed(z.array(foodSku).max(LINES_MAX).optional()),
});
export type FoodFields = z.infer<typeof food>;
/** `food/list` and `retail/list`. */
export const foodRows = z.array(food).max(1000);

export const stockFailure = z.object({
  app_food_code: text,
  sku_id: optional(text),
  code: optional(text),
  error_msg: optional(text),
});

const tokenFields = {
  access_token: optional(z.string().regex(/^[\x21-\x7e]{1,512}$/)),
  expires_in: optional(z.string().regex(/^\d{1,12}$/)),
  refresh_token: optional(z.string().regex(/^[\x21-\x7e]{1,512}$/)),
  re_expires_in: optional(z.string().regex(/^\d{1,12}$/)),
  message: optional(text),
};

/** `oauth/authorize` and `oauth/token`; times are seconds from now. */
export const tokenAnswer = z.object({
  ...tokenFields,
  data: optional(z.union([z.string(), z.object(tokenFields)])),
  error: optional(z.object({ code: z.string(), msg: optional(text) })),
});

/** The envelope of every answer: `data` is "ng" on failure, with HTTP 200 all the same (A3). */
export const answer = z.object({
  data: z.unknown(),
  msg: optional(z.unknown()),
  error: optional(z.object({ code: z.string(), msg: optional(text) })),
});
