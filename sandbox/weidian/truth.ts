import type { PushOutbox } from '../push-outbox.ts';
import { statusWord } from './order-words.ts';
import { shippedPieces, sumOrder, type WeidianOrder } from './orders.ts';
import { feeOf, refundedFen, refundStatusOri } from './refunds.ts';

/** What the platform itself knows about an order, for tests and people; amounts in fen, moments in Unix milliseconds. */
export function orderTruth(order: WeidianOrder, pushes: PushOutbox): Record<string, unknown> {
  const sums = sumOrder(order);
  const back = refundedFen(order.refunds);
  return {
    orderId: order.orderId,
    shop: order.shopId,
    status: order.statusOri,
    word: statusWord(order),
    orderType: order.orderType,
    refundState: refundStatusOri(order.refunds),
    totalFen: sums.totalFen,
    goodsFen: sums.goodsFen,
    expressFen: order.expressFen,
    refundedFen: back.itemFen + back.expressFen,
    items: order.lines.map((line, index) => ({
      ...line,
      shipped: shippedPieces(order, line.subOrderId),
      paidFen: sums.paidFen[index],
    })),
    closeReason: order.closeReason,
    note: order.note,
    memo: order.sellerNote,
    buyer: order.buyer,
    group: order.group,
    complaint: order.complaint,
    parcels: order.parcels,
    times: {
      created: order.createdAt,
      updated: order.updatedAt,
      paid: order.paidAt,
      sent: order.sentAt,
      confirmExpires: order.confirmExpiresAt,
    },
    // Kind and state are what the command line shows of every platform.
    refunds: order.refunds.map((refund) => ({
      ...refund,
      kind: refund.kind === 1 ? 'money' : 'return',
      moneyFen: feeOf(refund),
    })),
    pushes: pushes.storyOf('weidian', order.orderId),
  };
}
