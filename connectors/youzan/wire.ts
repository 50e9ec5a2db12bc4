import { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { optional, readJson, text } from '../wire-format.ts';

/** Amounts of orders are yuan as text; those of goods and deductions are fen (protocol notes 4, 9). The map knows which is which. */
const yuan = z.string().max(24);
const integer = z.string().regex(/^-?\d{1,19}$/);
const id = z.string().regex(/^[\w-]{1,64}$/);
/** `yyyy-MM-dd HH:mm:ss`, Beijing time. */
const time = z.string().max(40);

const LINES_MAX = 500;
const REFUNDS_MAX = 200;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `msg` of a push: URL-encoded JSON, or the object itself in the newer refund messages. A plus sign is a plus sign: spaces come as %20.
 * @throws MalformedError
 */
export function readMsg(msg: unknown): Readonly<Record<string, unknown>> {
  const value = typeof msg === 'string' ? readJson(percentDecoded(msg)) : msg;
  if (!isRecord(value)) throw new MalformedError('msg is not an object');
  return value;
}

/** @throws MalformedError */
export function percentDecoded(msg: string): string {
  try {
    return decodeURIComponent(msg);
  } catch {
    throw new MalformedError('msg is not URL-encoded');
  }
}

export const envelope = z.object({
  status: optional(text),
  version: optional(integer),
  msg: z.unknown().optional(),
});

const line = z.object({
  oid: optional(id),
  title: text,
  num: z.string().regex(/^[1-9]\d{0,4}$/),
  price: yuan,
  payment: yuan,
  outer_item_id: optional(text),
  outer_sku_id: optional(text),
  item_no: optional(text),
  sku_no: optional(text),
  /** JSON text `[{k, v}]` and what the buyer wrote beside the goods, JSON text as well. */
  sku_properties_name: optional(text),
  buyer_messages: optional(text),
});
export type LineFields = z.infer<typeof line>;

/** Where these three stand is not told; both places are looked at. */
const discounts = {
  item_discount_fee: optional(yuan),
  order_discount_fee: optional(yuan),
  adjust_fee: optional(yuan),
};

const fullOrder = z.object({
  order_info: z.object({
    tid: id,
    status: optional(text),
    close_type: optional(integer),
    express_type: optional(integer),
    refund_state: optional(integer),
    created: time,
    update_time: optional(time),
    pay_time: optional(time),
    consign_time: optional(time),
    success_time: optional(time),
  }),
  pay_info: z.object({ total_fee: yuan, post_fee: optional(yuan), payment: yuan, ...discounts }),
  orders: z.array(line).min(1).max(LINES_MAX),
  address_info: optional(
    z.object({
      receiver_name: optional(text),
      receiver_tel: optional(text),
      delivery_province: optional(text),
      delivery_city: optional(text),
      delivery_district: optional(text),
      delivery_address: optional(text),
      delivery_start_time: optional(time),
      delivery_end_time: optional(time),
    }),
  ),
  buyer_info: optional(z.object({ buyer_phone: optional(text) })),
  remark_info: optional(z.object({ buyer_message: optional(text), trade_memo: optional(text) })),
});
export type FullOrder = z.infer<typeof fullOrder>;

const refundOrder = z.object({ refund_id: id, refund_fee: optional(yuan), refund_state: integer });

/** Lines of which all have left (1) or none has (0). */
const delivery = z.object({
  express_state: optional(integer),
  oids: optional(z.array(z.object({ oid: id })).max(LINES_MAX)),
});

/** What `youzan.trade.get` answers and the order pushes carry. */
export const orderDescription = z.object({
  full_order_info: fullOrder,
  order_promotion: optional(z.object(discounts)),
  refund_order: optional(z.array(refundOrder).max(REFUNDS_MAX)),
  delivery_order: optional(z.array(delivery).max(LINES_MAX)),
});
export type OrderDescription = z.infer<typeof orderDescription>;

export const tradeNews = z.object({
  tid: optional(id),
  status: optional(text),
  update_time: optional(time),
  close_type: optional(integer),
  close_reason: optional(text),
});
export type TradeNews = z.infer<typeof tradeNews>;

export const refundNews = z.object({
  refund_id: optional(id),
  refund_type: optional(text),
  refund_reason: optional(text),
  refunded_fee: optional(yuan),
  update_time: optional(time),
});

/** All three envelopes of answers, with HTTP 200 each (protocol notes 3). */
export const answer = z.object({
  gw_err_resp: optional(z.object({ err_code: integer, err_msg: optional(text) })),
  error_response: optional(
    z.object({
      code: text,
      msg: optional(text),
      message: optional(text),
      sub_code: optional(text),
      sub_msg: optional(text),
    }),
  ),
  response: z.unknown().optional(),
  success: optional(z.boolean()),
  code: optional(text),
  message: optional(text),
  data: z.unknown().optional(),
});

/** `expires` is the moment at which the token ends, in ms. */
export const tokenData = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,512}$/),
  expires: z.string().regex(/^\d{13}$/),
  authority_id: optional(id),
  refresh_token: optional(z.string().regex(/^[\x21-\x7e]{1,512}$/)),
});

export const tradeListData = z.object({
  total_results: integer,
  full_order_info_list: z.preprocess(
    (value) => value ?? [],
    z.array(z.object({ full_order_info: z.object({ order_info: z.object({ tid: id }) }) })).max(1000),
  ),
});

/** `version` is a time in ms, so it is exact as a number, too. */
export const refundData = z.object({
  refund_id: id,
  version: z.string().regex(/^\d{1,15}$/),
  refund_fee: optional(yuan),
  refund_type: optional(text),
  return_goods: z.unknown().optional(),
});
export type RefundData = z.infer<typeof refundData>;

export const refundListData = z.object({
  total: integer,
  refunds: z.preprocess((value) => value ?? [], z.array(z.object({ refund_id: id, tid: id, status: text })).max(1000)),
});

const partLine = z.object({ oid: id, title: text, num: integer, payment: yuan });

/** Of `trade.get`, what a shipment or refund of some lines has to name. */
export const partLinesData = z.object({
  full_order_info: z.object({ orders: z.array(partLine).min(1).max(LINES_MAX) }),
});
export type PartLineFields = z.infer<typeof partLine>;

/** The parcels of an order, from `trade.get`: who carries each, and under which number. */
export const parcelsData = z.object({
  delivery_order: z
    .array(
      z.object({
        dists: optional(
          z.array(
            z.object({ dist_id: id, express_info: optional(z.object({ express_id: integer, express_no: text })) }),
          ),
        ),
      }),
    )
    .max(LINES_MAX),
});

export const expressData = z.object({
  allExpress: z.array(z.object({ id: integer, name: text, display: optional(integer) })).max(5000),
});

export const itemListData = z.object({
  count: integer,
  items: z.array(
    z.object({ item_id: integer, title: text, price: integer, quantity: integer, item_no: optional(text) }),
  ),
});
