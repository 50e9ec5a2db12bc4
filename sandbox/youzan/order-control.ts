import { z } from 'zod';
import { ControlError } from '../control-error.ts';
import { couriers } from './couriers.ts';
import { refundableFen, sumOrder, type YouzanOrder } from './orders.ts';
import type { PlaceBody } from './place-order.ts';
import { isOpen, refundedFen } from './refunds.ts';
import type { YouzanWorld } from './world.ts';

export const shipSchema = z.strictObject({
  /** Everything that is left when left out. */
  oids: z.array(z.string()).min(1).optional(),
  /** 0 for goods that go without a courier. */
  expressId: z.union([z.literal(0), z.literal(couriers.map(({ id }) => id))]).default(3),
  waybill: z.string().default('75312345678901'),
});

/** The merchant ships on the platform's own pages. */
export function shipOrder(world: YouzanWorld, order: YouzanOrder, body: z.infer<typeof shipSchema>): void {
  const { oids, expressId, waybill } = body;
  world.ship(order, { ...(oids ? { oids } : {}), expressId, expressNo: expressId === 0 ? '' : waybill });
}

/** Lets a paid order live on to the state that was asked for. */
export function leadOrder(world: YouzanWorld, order: YouzanOrder, state: PlaceBody['state']): void {
  if (state === 'cancelled') cancelOrder(world, order, cancelSchema.parse({}));
  if (state === 'shipping' || state === 'completed') shipOrder(world, order, shipSchema.parse({}));
  if (state === 'completed') world.complete(order);
}

export const cancelSchema = z.strictObject({
  by: z.enum(['user', 'merchant', 'service', 'system']).default('user'),
  /** close_type; the usual one of `by` when left out. */
  reasonCode: z.int().optional(),
  reason: z.string().default(''),
});

/** close_type 4 buyer, 5 seller, 3 cancelled, 1 not paid in time. */
const closeTypes: Record<z.infer<typeof cancelSchema>['by'], number> = { user: 4, merchant: 5, service: 3, system: 1 };

/** An unpaid order is closed; of a paid one that is not shipped the platform gives the money back, which closes it, too. */
export function cancelOrder(world: YouzanWorld, order: YouzanOrder, body: z.infer<typeof cancelSchema>): void {
  const { by, reason, reasonCode } = body;
  if (order.status === 'WAIT_BUYER_PAY') {
    world.closeUnpaid(order, reasonCode ?? closeTypes[by], reason);
    return;
  }
  if (!['WAIT_CONFIRM', 'WAIT_SELLER_SEND_GOODS'].includes(order.status) || order.shipments.length > 0) {
    throw new ControlError(409, `an order of status ${order.status} can only be refunded`);
  }
  if (order.refunds.some(isOpen)) throw new ControlError(409, 'a refund of this order is still open');
  if (refundableFen(order) === 0) throw new ControlError(409, 'nothing is left to give back');
  const items = sumOrder(order)
    .lines.map(({ oid, paymentFen }) => ({ oid, feeFen: paymentFen - refundedFen(order.refunds, oid) }))
    .filter((item) => item.feeFen > 0);
  const closeType = reasonCode === undefined ? {} : { closeType: reasonCode };
  world.openRefund(order, { demand: 'money', startedBy: 3, reason, items, ...closeType });
}
