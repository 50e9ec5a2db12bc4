import type { MiniOrder } from './orders.ts';
import { seconds } from './world.ts';

/** An order as get_order and get_order_list answer it; fen, Unix seconds, ids as text. */
export function orderView(order: MiniOrder): Record<string, unknown> {
  const { shipping } = order;
  return {
    transaction_id: order.transactionId,
    merchant_trade_no: order.tradeNo,
    merchant_id: order.mchid,
    sub_merchant_id: '',
    description: order.description,
    paid_amount: order.paidFen,
    openid: order.openid,
    trade_create_time: seconds(order.createdAt),
    pay_time: seconds(order.paidAt),
    order_state: order.state,
    in_complaint: order.inComplaint,
    shipping: shipping
      ? {
          delivery_mode: shipping.deliveryMode,
          logistics_type: shipping.logisticsType,
          finish_shipping: shipping.finished,
          goods_desc: shipping.items[0]?.itemDesc ?? '',
          finish_shipping_count: shipping.finishCount,
          shipping_list: shipping.items.map((item) => ({
            tracking_no: item.trackingNo,
            express_company: item.expressCompany,
            goods_desc: item.itemDesc,
            upload_time: seconds(item.uploadTime),
            contact: { consignor_contact: item.contact.consignor, receiver_contact: item.contact.receiver },
          })),
        }
      : { finish_shipping: false, finish_shipping_count: 0, shipping_list: [] },
  };
}
