import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { ControlError } from '../control-error.ts';
import { aftersaleSteps, type Aftersale } from './aftersales.ts';
import { companies } from './companies.ts';
import { countIn, openPieces, sumOrder, type ShopOrder } from './orders.ts';
import type { PlaceBody } from './place-order.ts';
import type { ShopWorld } from './world.ts';

export const shipSchema = z.strictObject({
  /** Numbers of specifications (`sku_id`); everything that is left when left out. */
  oids: z.array(z.string()).min(1).optional(),
  /** Which courier, by its place in the list; 0 for nothing to be sent. */
  expressId: z.int().min(0).max(companies.length).default(1),
  waybill: z.string().default('SF1234567890123'),
});

/** The merchant ships on the platform's own pages. */
export function shipOrder(world: ShopWorld, order: ShopOrder, body: z.infer<typeof shipSchema>): void {
  const pieces = openPieces(order).filter(({ skuId }) => body.oids?.includes(skuId) ?? true);
  if (pieces.length === 0) throw new ControlError(409, 'nothing is left to be shipped');
  const company = companies[body.expressId - 1];
  world.ship(order, [
    company
      ? { pieces, deliverType: 1, deliveryId: company.delivery_id, waybillId: body.waybill }
      : { pieces, deliverType: 3, deliveryId: '', waybillId: '' },
  ]);
}

/** Lets an order live on to the state that was asked for. */
export function leadOrder(world: ShopWorld, order: ShopOrder, state: PlaceBody['state']): void {
  if (state === 'cancelled') world.cancel(order, 1);
  if (state === 'shipping' || state === 'completed') shipOrder(world, order, shipSchema.parse({}));
  if (state === 'completed') world.confirm(order, 1);
}

export const refundSchema = z.strictObject({
  /** All: an application for every line with what is left of it. A part: of one line. */
  kind: z.enum(['full', 'part']).default('full'),
  demand: z.enum(['money', 'return']).default('money'),
  /** `apply` opens applications; every other step moves those that are open. */
  step: z.enum(['apply', ...aftersaleSteps]).default('apply'),
  reason: z.string().default('不想要了'),
  /** For a part: which specification (the first line when left out) and how many pieces. */
  skuId: z.string().optional(),
  count: z.int().min(1).default(1),
  moneyYuan: yuanSchema.optional(),
  /** Which application; all open ones when left out. */
  aftersaleId: z.string().optional(),
});

/** What a customer, the platform, or the merchant on the platform's own pages does about a refund. */
export function refundOrder(world: ShopWorld, order: ShopOrder, body: z.infer<typeof refundSchema>): void {
  const { step, reason } = body;
  if (step === 'apply') {
    for (const what of applications(order, body)) {
      world.addAftersale(order, { ...what, reason, type: body.demand === 'money' ? 'REFUND' : 'RETURN' });
    }
    return;
  }
  const chosen = order.aftersales.filter(({ aftersaleId, outcome }) =>
    body.aftersaleId === undefined ? outcome === 'open' : aftersaleId === body.aftersaleId,
  );
  if (chosen.length === 0) throw new ControlError(409, 'no application of this order is open');
  for (const aftersale of chosen) {
    // The shared word `merchant-agree` is the yes that a plain refund needs as well.
    const yes = step === 'merchant-agree' && aftersale.type === 'REFUND' ? 'merchant-receive' : step;
    const sentBack = { returnParcel: { waybillId: 'SF9876543210987', deliveryId: 'SF' } };
    const more = yes === 'merchant-reject' ? { refusal: reason } : yes === 'send-back' ? sentBack : {};
    world.stepAftersale(order, aftersale, yes, more);
  }
}

type Application = Pick<Aftersale, 'productId' | 'skuId' | 'count' | 'amountFen'>;

/** What is left of each line; the freight goes back with the first one as long as nothing was shipped. */
function applications(
  order: ShopOrder,
  { kind, skuId, count, moneyYuan }: z.infer<typeof refundSchema>,
): Application[] {
  const asked = order.aftersales.filter(({ outcome }) => outcome !== 'over');
  const { lineFen } = sumOrder(order);
  const left = order.lines
    .map((line, index): Application => {
      const before = asked.filter((one) => one.skuId === line.skuId);
      const gone = before.reduce((sum, { amountFen }) => sum + amountFen, 0);
      const freightFen = index === 0 && order.parcels.length === 0 ? order.freightFen : 0;
      const amountFen = (lineFen[index] ?? 0) + freightFen - gone;
      return { productId: line.productId, skuId: line.skuId, count: line.count - countIn(before, line), amountFen };
    })
    .filter((one) => one.count > 0);
  if (left.length === 0) throw new ControlError(409, 'nothing is left to give back');
  if (kind === 'full') return left;
  const [line] = skuId === undefined ? left : left.filter((one) => one.skuId === skuId);
  if (!line || line.count < count) throw new ControlError(409, 'so many pieces of this line are not left');
  const amountFen =
    moneyYuan === undefined ? Math.floor((line.amountFen * count) / line.count) : fenFromYuan(moneyYuan);
  if (amountFen > line.amountFen) throw new ControlError(409, `at most ${String(line.amountFen)} fen of it are left`);
  return [{ ...line, count, amountFen }];
}
