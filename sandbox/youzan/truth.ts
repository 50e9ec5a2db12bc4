import type { PushOutbox } from '../push-outbox.ts';
import { sumOrder, type YouzanOrder } from './orders.ts';
import { feeOf, orderRefundState, type YouzanRefund } from './refunds.ts';

/** What the platform itself knows about an order, for tests and people; amounts in fen, moments in Unix milliseconds. */
export function orderTruth(order: YouzanOrder, pushes: PushOutbox): Record<string, unknown> {
  const sums = sumOrder(order);
  return {
    orderId: order.tid,
    shop: order.kdtId,
    status: order.status,
    type: order.type,
    refundState: orderRefundState(order.refunds, sums.paymentFen),
    totalFen: sums.paymentFen,
    goodsFen: sums.totalFen,
    items: order.lines.map(({ oid, itemId, skuId, title, skuNo, num, priceFen }, index) => ({
      oid,
      itemId,
      skuId,
      name: title,
      skuNo,
      quantity: num,
      priceFen,
      paymentFen: sums.lines[index]?.paymentFen,
    })),
    closeType: order.closeType,
    closeReason: order.closeReason,
    memo: order.memo,
    star: order.star,
    address: order.address,
    shipments: order.shipments,
    times: { created: order.createdAt, updated: order.updatedAt, paid: order.paidAt, success: order.successAt },
    refunds: order.refunds.map(refundTruth),
    pushes: pushes.storyOf('youzan', order.tid),
  };
}

function refundTruth(refund: YouzanRefund): Record<string, unknown> {
  return { ...refund, kind: refund.demand, state: refund.status, moneyFen: feeOf(refund) };
}
