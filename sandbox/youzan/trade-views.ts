import { yuanText } from '../amounts.ts';
import { beijingTime } from '../beijing-time.ts';
import type { YouzanShop } from './apps.ts';
import { fullOrderInfo } from './order-info.ts';
import { openLines, sumOrder, type YouzanOrder } from './orders.ts';
import { demandNumbers, feeOf, refundStates, type YouzanRefund } from './refunds.ts';

type View = Record<string, unknown>;

/** What youzan.trade.get answers. */
export function tradeView(order: YouzanOrder, shop: YouzanShop): View {
  return { ...paidView(order, shop), refund_order: order.refunds.map(refundOfOrder) };
}

/** The same without refunds, as pushes carry a new order. */
export function paidView(order: YouzanOrder, shop: YouzanShop): View {
  return {
    full_order_info: fullOrderInfo(order, shop),
    order_promotion: promotionOf(order),
    delivery_order: deliveriesOf(order),
  };
}

/** A refund as refund.search lists it. */
export function refundRow(refund: YouzanRefund, order: YouzanOrder): View {
  return {
    refund_id: refund.refundId,
    status: refund.status,
    tid: order.tid,
    kdt_id: BigInt(order.kdtId),
    return_goods: refund.demand !== 'money',
    demand: demandNumbers[refund.demand],
    reason: refund.reason,
    refund_fee: yuanText(feeOf(refund)),
    created: beijingTime(refund.createdAt),
    modified: beijingTime(refund.modifiedAt),
    cs_status: 1,
  };
}

/** A refund as refund.get shows it. */
export function refundView(refund: YouzanRefund, order: YouzanOrder): View {
  return {
    ...refundRow(refund, order),
    version: refund.version,
    oid: refund.items[0]?.oid ?? '',
    refund_type: refund.startedBy,
    logistics: refund.logistics
      ? { company_name: refund.logistics.companyName, logistics_no: refund.logistics.logisticsNo }
      : null,
  };
}

function refundOfOrder(refund: YouzanRefund): View {
  return {
    refund_id: refund.refundId,
    refund_type: refund.startedBy,
    refund_fee: yuanText(feeOf(refund)),
    refund_state: refundStates[refund.status],
    oids: refund.items.map(({ oid }) => ({ oid })),
  };
}

function promotionOf(order: YouzanOrder): View {
  return {
    item_discount_fee: yuanText(sumOrder(order).itemDiscountFen),
    order_discount_fee: yuanText(order.orderDiscountFen),
    adjust_fee: yuanText(order.adjustFen),
    item: [],
    order: [],
  };
}

/** One for each shipment, and one for what is still to be shipped. */
function deliveriesOf(order: YouzanOrder): View[] {
  const shipped = order.shipments.map(({ distId, oids, expressId, expressNo }) => ({
    express_state: 1,
    oids: oids.map((oid) => ({ oid })),
    dists: [{ dist_id: distId, express_info: { express_id: expressId, express_no: expressNo } }],
  }));
  const open = order.paidAt === undefined || order.closeType > 0 ? [] : openLines(order);
  const waiting = open.length > 0 ? [{ express_state: 0, oids: open.map(({ oid }) => ({ oid })), dists: [] }] : [];
  return [...shipped, ...waiting];
}
