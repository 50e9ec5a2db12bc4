import type { PushOutbox } from '../push-outbox.ts';
import { sumOrder, type MeituanOrder } from './orders.ts';

/** What the platform itself knows about an order, for tests and people; amounts in fen. */
export function orderTruth(platform: string, order: MeituanOrder, pushes: PushOutbox): Record<string, unknown> {
  return {
    orderId: order.orderId,
    appId: order.appId,
    shop: order.appPoiCode,
    appPoiCode: order.appPoiCode,
    status: order.status,
    daySeq: order.daySeq,
    totalFen: sumOrder(order).totalFen,
    items: order.items.map(({ name, skuId, quantity, priceFen }) => ({ name, skuId, quantity, priceFen })),
    cancel: order.cancel ?? null,
    prepared: order.times.prepared !== undefined,
    logistics: order.logistics ?? null,
    times: order.times,
    refunds: order.refunds,
    pushes: pushes.storyOf(platform, order.orderId),
  };
}
