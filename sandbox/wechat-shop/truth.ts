import type { PushOutbox } from '../push-outbox.ts';
import { PLATFORM } from './events.ts';
import { countIn, sumOrder, type ShopOrder } from './orders.ts';

/** What the platform itself knows about an order, for tests and people; amounts in fen, moments in Unix milliseconds. */
export function orderTruth(order: ShopOrder, pushes: PushOutbox): Record<string, unknown> {
  const sums = sumOrder(order);
  const back = order.aftersales.filter(({ outcome }) => outcome === 'refunded');
  return {
    orderId: order.orderId,
    shop: order.appid,
    status: order.status,
    totalFen: sums.orderFen,
    goodsFen: sums.productFen,
    freightFen: order.freightFen,
    refundedFen: back.reduce((sum, { amountFen }) => sum + amountFen, 0),
    items: order.lines.map((line, index) => ({
      ...line,
      paidFen: sums.lineFen[index],
      shipped: countIn(
        order.parcels.flatMap(({ pieces }) => pieces),
        line,
      ),
    })),
    openid: order.openid,
    transactionId: order.transactionId,
    address: order.address,
    note: order.customerNotes,
    memo: order.merchantNotes,
    parcels: order.parcels,
    times: {
      created: order.createdAt,
      updated: order.updatedAt,
      paid: order.paidAt,
      shipped: order.shippedAt,
      confirmed: order.confirmedAt,
      settled: order.settledAt,
    },
    // Kind and state are what the command line shows of every platform.
    refunds: order.aftersales.map((aftersale) => ({
      ...aftersale,
      kind: aftersale.type,
      state: aftersale.status,
      moneyFen: aftersale.amountFen,
    })),
    pushes: pushes.storyOf(PLATFORM, order.orderId),
  };
}
