import { z } from 'zod';
import { ControlError } from '../control-error.ts';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import type { GatewayApp } from './apps.ts';
import type { MeituanOrder } from './orders.ts';
import { refundSteps, type RefundItem } from './refunds.ts';
import { refundableFen, type MeituanWorld } from './world.ts';

export const refundSchema = z.strictObject({
  kind: z.enum(['full', 'part']).default('full'),
  /** `apply` opens a refund; every other step moves the newest one. */
  step: z.enum(refundSteps).default('apply'),
  reason: z.string().default('不想要了'),
  /** For a part: which lines and how many of each; the first line once when left out. */
  items: z
    .array(z.strictObject({ skuId: z.string().optional(), name: z.string().optional(), count: z.int().min(1) }))
    .optional(),
  /** For a part: what is asked back; the price of its items and their boxes when left out. */
  moneyYuan: yuanSchema.optional(),
  /** When the step is an agreement: whether the money really goes back. */
  moneySucceeds: z.boolean().default(true),
});

/** What a customer, or Meituan's service, does about a refund. */
export function refundOrder<App extends GatewayApp>(
  world: MeituanWorld<App>,
  app: App,
  order: MeituanOrder,
  body: z.infer<typeof refundSchema>,
): void {
  if (body.step !== 'apply') {
    const newest = order.refunds.at(-1);
    if (!newest) throw new ControlError(409, 'nobody has asked for a refund of this order');
    world.stepRefund(app, order, newest, body.step, body.moneySucceeds);
    return;
  }
  if (order.status === 1 || order.status === 9) {
    throw new ControlError(409, `an order of status ${String(order.status)} cannot be refunded`);
  }
  if (order.refunds.some((refund) => refund.state === 'waiting' || refund.state === 'appealed')) {
    throw new ControlError(409, 'a refund of this order is still open');
  }
  const items = body.kind === 'part' ? partItems(order, body.items) : [];
  const itemsFen = items.reduce((sum, item) => sum + item.count * (item.priceFen + item.boxPriceFen), 0);
  const left = refundableFen(order);
  const moneyFen = body.kind === 'full' ? left : body.moneyYuan === undefined ? itemsFen : fenFromYuan(body.moneyYuan);
  if (moneyFen > left || moneyFen <= 0) {
    throw new ControlError(409, `the refund must be above 0 and at most ${String(left)} fen`);
  }
  world.applyRefund(app, order, { kind: body.kind, reason: body.reason, moneyFen, items });
}

function partItems(order: MeituanOrder, asked: z.infer<typeof refundSchema>['items']): RefundItem[] {
  const wanted = asked ?? [{ name: order.items[0]?.name, count: 1 }];
  return wanted.map((want) => {
    const item = order.items.find((one) => (want.skuId ? one.skuId === want.skuId : one.name === want.name));
    if (!item) throw new ControlError(404, `the order has no item ${want.skuId ?? want.name ?? ''}`);
    if (want.count > item.quantity)
      throw new ControlError(409, `the order has only ${String(item.quantity)} ${item.name}`);
    const { appFoodCode, skuId, name, priceFen, boxPriceFen } = item;
    return { appFoodCode, skuId, name, priceFen, boxPriceFen, count: want.count };
  });
}
