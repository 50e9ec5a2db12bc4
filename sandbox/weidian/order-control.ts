import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { ControlError } from '../control-error.ts';
import { couriers, WITHOUT_COURIER } from './couriers.ts';
import { openParts, openPieces, refundableItems, type WeidianOrder } from './orders.ts';
import type { PlaceBody } from './place-order.ts';
import { isOpen, refundSteps, type RefundItem } from './refunds.ts';
import type { WeidianWorld } from './world.ts';

export const shipSchema = z.strictObject({
  /** Numbers of lines; everything that is left when left out. */
  oids: z.array(z.string()).min(1).optional(),
  /** 0 for goods that go without a courier. */
  expressId: z.int().default(3),
  waybill: z.string().default('75312345678901'),
});

/** The merchant ships on the platform's own pages. */
export function shipOrder(world: WeidianWorld, order: WeidianOrder, body: z.infer<typeof shipSchema>): void {
  const { oids, waybill } = body;
  const expressType = String(body.expressId);
  const courier = couriers.find(({ id }) => id === expressType);
  const without = WITHOUT_COURIER.includes(expressType);
  if (!courier && !without) throw new ControlError(400, `expressId: no courier ${expressType}`);
  const open = openPieces(order);
  const chosen = oids?.map((oid) => ({ subOrderId: Number(oid), count: open.get(Number(oid)) ?? 0 }));
  const closed = chosen?.find(({ count }) => count === 0);
  if (closed) throw new ControlError(409, `nothing of line ${String(closed.subOrderId)} is left to be shipped`);
  const parts = chosen ?? openParts(order);
  world.ship(order, [{ parts, expressType, express: courier?.name ?? '', expressNo: without ? '' : waybill }]);
}

/** Lets a paid order live on to the state that was asked for. */
export function leadOrder(world: WeidianWorld, order: WeidianOrder, state: PlaceBody['state']): void {
  if (state === 'cancelled') world.cancel(order, '不想买了');
  if (state === 'shipping' || state === 'completed') shipOrder(world, order, shipSchema.parse({}));
  // What was paid directly or at the door is finished by being shipped.
  if (state === 'completed' && order.statusOri === 30) world.confirm(order);
}

export const refundSchema = z.strictObject({
  kind: z.enum(['full', 'part']).default('full'),
  /** Only the money, or the goods go back as well. */
  demand: z.enum(['money', 'return']).default('money'),
  /** `apply` opens a refund; every other step moves the newest one. */
  step: z.enum(['apply', ...refundSteps]).default('apply'),
  reason: z.string().default('不想要了'),
  /** For a part: which lines; the first one when left out. */
  items: z
    .array(z.strictObject({ oid: z.string().optional(), name: z.string().optional(), skuId: z.string().optional() }))
    .optional(),
  /** For a part: how much of its first line; all of each when left out. */
  moneyYuan: yuanSchema.optional(),
});

/** What a buyer, the platform, or the merchant on the platform's own pages does about a refund. */
export function refundOrder(world: WeidianWorld, order: WeidianOrder, body: z.infer<typeof refundSchema>): void {
  const { step, reason, demand } = body;
  if (step !== 'apply') {
    const newest = order.refunds.at(-1);
    if (!newest) throw new ControlError(409, 'nobody has asked for a refund of this order');
    world.stepRefund(order, newest, step, step === 'merchant-reject' ? reason : '');
    return;
  }
  if (order.paidAt === undefined || ![20, 31, 30, 40].includes(order.statusOri)) {
    throw new ControlError(409, `an order of status ${String(order.statusOri)} cannot be refunded`);
  }
  if (order.refunds.some(isOpen)) throw new ControlError(409, 'a refund of this order is still open');
  const items = itemsOf(order, body).filter(({ itemFen, expressFen }) => itemFen + expressFen > 0);
  if (items.length === 0) throw new ControlError(409, 'nothing is left to give back');
  world.addRefund(order, { state: 'asked', kind: demand === 'money' ? 1 : 2, by: 'buyer', reason, items });
}

function itemsOf(order: WeidianOrder, body: z.infer<typeof refundSchema>): RefundItem[] {
  const left = refundableItems(order);
  if (body.kind === 'full') return left;
  const wanted = body.items ?? [{ oid: String(order.lines[0]?.subOrderId) }];
  const items = wanted.map((want) => {
    const line = order.lines.find((one) =>
      want.oid
        ? String(one.subOrderId) === want.oid
        : want.skuId
          ? [one.skuMerchantCode, one.merchantCode].includes(want.skuId)
          : one.name === want.name,
    );
    const item = left.find((one) => one.subOrderId === line?.subOrderId);
    if (!item) throw new ControlError(404, `the order has no line ${want.oid ?? want.skuId ?? want.name ?? ''}`);
    // Of a part the freight stays.
    return { ...item, expressFen: 0 };
  });
  const [first] = items;
  if (body.moneyYuan === undefined || !first) return items;
  const itemFen = fenFromYuan(body.moneyYuan);
  if (itemFen > first.itemFen)
    throw new ControlError(409, `at most ${String(first.itemFen)} fen of this line are left`);
  return [{ ...first, itemFen }];
}
