import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { ControlError } from '../control-error.ts';
import { refundableFen, sumOrder, type YouzanOrder } from './orders.ts';
import { isOpen, refundedFen, refundSteps, touchRefund } from './refunds.ts';
import type { YouzanWorld } from './world.ts';

export const refundSchema = z.strictObject({
  kind: z.enum(['full', 'part']).default('full'),
  /** Only the money, or the goods go back as well (or are exchanged). */
  demand: z.enum(['money', 'return', 'exchange']).default('money'),
  /** `apply` opens a refund; every other step moves the newest one. */
  step: z.enum(['apply', ...refundSteps]).default('apply'),
  reason: z.string().default('不想要了'),
  /** For a part: which line; the first one when left out. */
  items: z
    .array(z.strictObject({ oid: z.string().optional(), name: z.string().optional(), skuId: z.string().optional() }))
    .optional(),
  /** For a part: how much of its first line; all of each when left out. */
  moneyYuan: yuanSchema.optional(),
  /** For `send-back`. */
  logisticsNo: z.string().optional(),
});

/** What a buyer, the platform, or the merchant on the platform's own pages does about a refund. */
export function refundOrder(world: YouzanWorld, order: YouzanOrder, body: z.infer<typeof refundSchema>): void {
  const { step, reason, demand } = body;
  if (step !== 'apply') {
    const newest = order.refunds.at(-1);
    if (!newest) throw new ControlError(409, 'nobody has asked for a refund of this order');
    world.stepRefund(order, newest, step);
    if (step === 'send-back') {
      newest.logistics = { companyName: '中通快递', logisticsNo: body.logisticsNo ?? '75312345678901' };
      touchRefund(newest, Date.now());
    }
    return;
  }
  if (order.paidAt === undefined || order.status === 'TRADE_CLOSED') {
    throw new ControlError(409, `an order of status ${order.status} cannot be refunded`);
  }
  if (order.refunds.some(isOpen)) throw new ControlError(409, 'a refund of this order is still open');
  const items = itemsOf(order, body);
  if (demand === 'exchange') {
    const free = items.map(({ oid }) => ({ oid, feeFen: 0 }));
    world.openRefund(order, { demand, startedBy: 1, reason, items: free });
    return;
  }
  const askedFen = items.reduce((sum, item) => sum + item.feeFen, 0);
  if (askedFen <= 0 || askedFen > refundableFen(order)) {
    throw new ControlError(409, `the refund must be above 0 and at most ${String(refundableFen(order))} fen`);
  }
  world.openRefund(order, { demand, startedBy: 1, reason, items });
}

function itemsOf(order: YouzanOrder, body: z.infer<typeof refundSchema>): { oid: string; feeFen: number }[] {
  const left = sumOrder(order).lines.map(({ oid, paymentFen }) => ({
    oid,
    feeFen: paymentFen - refundedFen(order.refunds, oid),
  }));
  if (body.kind === 'full') return left.filter((item) => item.feeFen > 0);
  const wanted = body.items ?? [{ oid: order.lines[0]?.oid }];
  const items = wanted.map((want) => {
    const line = order.lines.find((one) =>
      want.oid ? one.oid === want.oid : want.skuId ? one.skuNo === want.skuId : one.title === want.name,
    );
    const item = left.find((one) => one.oid === line?.oid);
    if (!item) throw new ControlError(404, `the order has no line ${want.oid ?? want.skuId ?? want.name ?? ''}`);
    return item;
  });
  const [first] = items;
  if (body.moneyYuan === undefined || !first) return items;
  const feeFen = fenFromYuan(body.moneyYuan);
  if (feeFen > first.feeFen) throw new ControlError(409, `at most ${String(first.feeFen)} fen of this line are left`);
  return [{ oid: first.oid, feeFen }];
}
