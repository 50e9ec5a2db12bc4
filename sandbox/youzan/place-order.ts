import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { ControlError } from '../control-error.ts';
import { seededRandom } from '../random.ts';
import type { Catalogue, Item, Sku } from './catalogue.ts';
import { buyers, messages, places } from './goods.ts';
import { sumOrder, type Address, type OrderLine, type YouzanOrder } from './orders.ts';

const ORDERS_PER_CALL_MAX = 20_000;
const PAY_WITHIN_MS = 30 * 60_000;
/** The offer that some invented orders use: five yuan off from fifty. */
const DISCOUNT_FROM_FEN = 5_000;
const DISCOUNT_FEN = 500;

const itemSchema = z.strictObject({
  name: z.string().min(1),
  quantity: z.int().min(1).max(999),
  priceYuan: yuanSchema,
  /** Taken off the price of each piece. */
  discountYuan: yuanSchema.optional(),
  /** The merchant's own code; goods that the shop does not have yet come to its shelf. */
  skuId: z.string().min(1).optional(),
});

export const placeSchema = z.strictObject({
  /** kdt_id or alias; the first shop of the first app when left out. */
  shop: z.string().optional(),
  /** Beyond `paid` everything on the way there happens, with its pushes; there is no accepting here, so that is `paid`. */
  state: z.enum(['placed', 'paid', 'accepted', 'shipping', 'completed', 'cancelled']).default('paid'),
  items: z.array(itemSchema).min(1).max(200).optional(),
  shippingYuan: yuanSchema.optional(),
  /** Off the whole order. */
  reductionYuan: yuanSchema.optional(),
  /** What the merchant changed by hand; less than zero takes off. */
  adjustYuan: z
    .string()
    .regex(/^-?\d{1,7}(\.\d{1,2})?$/, 'must be yuan with at most two decimals, as text')
    .optional(),
  caution: z.string().optional(),
  recipient: z
    .strictObject({
      name: z.string(),
      phone: z.string(),
      province: z.string(),
      city: z.string(),
      district: z.string(),
      address: z.string(),
    })
    .partial()
    .optional(),
  /** 0 normal, 10 group (waits until it is full), 75 knowledge (nothing to ship). */
  type: z.literal([0, 10, 75]).default(0),
  /** 0 courier, 1 pick-up, 2 city delivery, 9 none. */
  expressType: z.literal([0, 1, 2, 9]).default(0),
  /** Unix seconds; equal ones mean as soon as possible. */
  deliveryTime: z.strictObject({ from: z.int().min(0), to: z.int().min(0) }).optional(),
  orderId: z
    .string()
    .regex(/^E\d{23}$/, 'must be E and 23 digits')
    .optional(),
  push: z.boolean().default(true),
  count: z.int().min(1).max(ORDERS_PER_CALL_MAX).optional(),
  /** The same seed invents the same order. */
  seed: z.int().min(0).optional(),
});

export type PlaceBody = z.infer<typeof placeSchema>;

export interface Ids {
  tid: string;
  nextLong: () => string;
}

/** Makes an unpaid order. What the body leaves open is invented from the seed when there are no items, else empty. */
export function placeOrder(
  kdtId: string,
  ids: Ids,
  body: PlaceBody,
  catalogue: Catalogue,
  seed: number,
  nowMs: number,
): YouzanOrder {
  const random = seededRandom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const given = body.items?.map((item) => givenLine(kdtId, ids.nextLong(), item, catalogue, nowMs));
  const lines = given ?? inventedLines(catalogue.ofShop(kdtId), ids, pick, random);
  const goodsFen = lines.reduce((sum, line) => sum + line.discountPriceFen * line.num, 0);
  const delivered = body.expressType !== 1 && body.type !== 75;
  const invented = {
    postFen: delivered ? pick([0, 0, 800, 1_200]) : 0,
    discountFen: random() < 0.3 && goodsFen >= DISCOUNT_FROM_FEN ? DISCOUNT_FEN : 0,
  };
  const fen = (yuan: string | undefined, otherwise: number): number =>
    yuan === undefined ? (given ? 0 : otherwise) : fenFromYuan(yuan);
  const phone = `139${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;
  const order: YouzanOrder = {
    tid: ids.tid,
    kdtId,
    status: 'WAIT_BUYER_PAY',
    type: body.type,
    expressType: body.type === 75 ? 9 : body.expressType,
    lines,
    postFen: fen(body.shippingYuan, invented.postFen),
    orderDiscountFen: fen(body.reductionYuan, invented.discountFen),
    adjustFen: signedFen(body.adjustYuan ?? '0'),
    buyer: { openId: `yz${Math.floor(random() * 1e9).toString(36)}${seed.toString(36)}`, phone },
    address: addressOf(body.recipient, pick(places), { name: pick(buyers), phone }),
    ...(body.deliveryTime
      ? { delivery: { from: body.deliveryTime.from * 1_000, to: body.deliveryTime.to * 1_000 } }
      : {}),
    buyerMessage: body.caution ?? pick(messages),
    memo: '',
    star: 0,
    createdAt: nowMs,
    updatedAt: nowMs,
    expiresAt: nowMs + PAY_WITHIN_MS,
    closeType: 0,
    closeReason: '',
    shipments: [],
    waybillChanged: false,
    refunds: [],
  };
  requireSense(order, goodsFen);
  return order;
}

function addressOf(
  given: PlaceBody['recipient'],
  [province, city, district, detail]: (typeof places)[number],
  buyer: { name: string; phone: string },
): Address {
  return {
    name: given?.name ?? buyer.name,
    tel: given?.phone ?? buyer.phone,
    province: given?.province ?? province,
    city: given?.city ?? city,
    district: given?.district ?? district,
    detail: given?.address ?? detail,
    // Plain Baidu degrees near Wangjing, whatever the city: nothing here measures distances.
    longitude: 116.487,
    latitude: 40.002,
  };
}

function requireSense(order: YouzanOrder, goodsFen: number): void {
  if (order.orderDiscountFen - order.adjustFen > goodsFen) {
    throw new ControlError(400, 'the reductions are more than the goods cost');
  }
  if (sumOrder(order).paymentFen === 0) throw new ControlError(400, 'an order must cost something');
}

function givenLine(
  kdtId: string,
  oid: string,
  wanted: z.infer<typeof itemSchema>,
  catalogue: Catalogue,
  nowMs: number,
): OrderLine {
  const priceFen = fenFromYuan(wanted.priceYuan);
  const discountFen = fenFromYuan(wanted.discountYuan ?? '0');
  if (discountFen > priceFen) throw new ControlError(400, `the discount of ${wanted.name} is more than its price`);
  const { item, sku } = catalogue.findOrAdd(kdtId, { code: wanted.skuId, title: wanted.name, priceFen }, nowMs);
  const line = lineOf(oid, item, sku, wanted.quantity);
  return { ...line, title: wanted.name, priceFen, discountPriceFen: priceFen - discountFen };
}

function inventedLines(
  items: Item[],
  ids: Ids,
  pick: <T>(choices: readonly T[]) => T,
  random: () => number,
): OrderLine[] {
  const onSale = items.filter((item) => item.onSale);
  if (onSale.length === 0) throw new ControlError(409, 'the shop has nothing on sale; name the items');
  const chosen = new Set<Item>();
  const lines = Math.min(onSale.length, 1 + Math.floor(random() * 3));
  while (chosen.size < lines) chosen.add(pick(onSale));
  return [...chosen].map((item) => {
    const line = lineOf(ids.nextLong(), item, pick(item.skus), 1 + Math.floor(random() ** 2 * 3));
    // Every tenth is on offer at ninety per cent, which rarely comes out in whole yuan.
    return random() < 0.1 ? { ...line, discountPriceFen: Math.floor((line.priceFen * 9) / 10) } : line;
  });
}

function lineOf(oid: string, item: Item, sku: Sku, num: number): OrderLine {
  return {
    oid,
    itemId: item.itemId,
    skuId: sku.skuId,
    title: item.title,
    num,
    priceFen: sku.priceFen,
    discountPriceFen: sku.priceFen,
    itemNo: item.itemNo,
    skuNo: sku.skuNo,
    barcode: sku.barcode,
    properties: sku.properties,
    itemType: 0,
    weightGrams: sku.weightGrams,
  };
}

function signedFen(yuan: string): number {
  return yuan.startsWith('-') ? -fenFromYuan(yuan.slice(1)) : fenFromYuan(yuan);
}
