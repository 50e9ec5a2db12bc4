import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { ControlError } from '../control-error.ts';
import { seededRandom } from '../random.ts';
import { ONE_KIND, type Catalogue, type Item, type Sku } from './catalogue.ts';
import { buyers, notes, places } from './goods.ts';
import { sumOrder, type OrderLine, type WeidianOrder } from './orders.ts';

const ORDERS_PER_CALL_MAX = 20_000;
/** The offer that some invented orders use: five yuan off from fifty. */
const DISCOUNT_FROM_FEN = 5_000;
const DISCOUNT_FEN = 500;

const itemSchema = z.strictObject({
  name: z.string().min(1),
  quantity: z.int().min(1).max(999),
  priceYuan: yuanSchema,
  /** The merchant's own code; goods that the shop does not have yet come to its shelf. */
  skuId: z.string().min(1).optional(),
});

const recipientSchema = z.strictObject({
  name: z.string(),
  phone: z.string(),
  province: z.string(),
  city: z.string(),
  region: z.string(),
  address: z.string(),
});

export const placeSchema = z.strictObject({
  /** Number or alias; the first shop of the first app when left out. */
  shop: z.string().optional(),
  /** Beyond `paid` everything on the way there happens, with its pushes; there is no accepting here, so that is `paid`. */
  state: z.enum(['placed', 'paid', 'accepted', 'shipping', 'completed', 'cancelled']).default('paid'),
  items: z.array(itemSchema).min(1).max(200).optional(),
  shippingYuan: yuanSchema.optional(),
  /** Off the whole order. */
  reductionYuan: yuanSchema.optional(),
  /** What the platform and a distributor take of the merchant's income. */
  commissionYuan: yuanSchema.default('0'),
  distributorYuan: yuanSchema.default('0'),
  caution: z.string().optional(),
  recipient: recipientSchema.partial().optional(),
  /** 1 cash on delivery, 2 direct, 3 escrow. */
  orderType: z.literal([1, 2, 3]).default(3),
  /** A group buy, which waits until it is full. */
  group: z.boolean().default(false),
  /** Unix seconds; an order of long ago is one that no list without times shows. */
  placedAt: z.int().min(0).optional(),
  orderId: z
    .string()
    .regex(/^\d{15}$/, 'must be 15 digits')
    .optional(),
  push: z.boolean().default(true),
  count: z.int().min(1).max(ORDERS_PER_CALL_MAX).optional(),
  /** The same seed invents the same order. */
  seed: z.int().min(0).optional(),
});

export type PlaceBody = z.infer<typeof placeSchema>;

type PickOne = <T>(choices: readonly T[]) => T;

/** Makes an unpaid order. What the body leaves open is invented from the seed when there are no items, else empty. */
export function placeOrder(
  shopId: string,
  nextNumber: () => number,
  body: PlaceBody,
  catalogue: Catalogue,
  seed: number,
  nowMs: number,
): WeidianOrder {
  const random = seededRandom(seed);
  const pick: PickOne = (choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number];
  const lines =
    body.items?.map((item) => {
      const priceFen = fenFromYuan(item.priceYuan);
      const { item: goods, sku } = catalogue.findOrAdd(shopId, { ...item, code: item.skuId, priceFen }, nowMs);
      return { ...lineOf(nextNumber(), goods, sku, item.quantity), name: item.name, priceFen };
    }) ?? inventedLines(catalogue.ofShop(shopId), nextNumber, pick, random);
  const linesFen = lines.reduce((sum, line) => sum + line.priceFen * line.quantity, 0);
  const invented = {
    expressFen: pick([0, 0, 600, 1_000]),
    discountFen: random() < 0.3 && linesFen >= DISCOUNT_FROM_FEN ? DISCOUNT_FEN : 0,
  };
  const fen = (yuan: string | undefined, otherwise: number): number =>
    yuan === undefined ? (body.items ? 0 : otherwise) : fenFromYuan(yuan);
  const at = body.placedAt === undefined ? nowMs : body.placedAt * 1_000;
  const order: WeidianOrder = {
    orderId: body.orderId ?? String(nextNumber()),
    shopId,
    statusOri: 10,
    orderType: body.orderType,
    lines,
    expressFen: fen(body.shippingYuan, invented.expressFen),
    discountFen: fen(body.reductionYuan, invented.discountFen),
    changeFen: 0,
    commissionFen: fenFromYuan(body.commissionYuan),
    distributorFen: fenFromYuan(body.distributorYuan),
    buyerId: String(1_000_000_000 + Math.floor(random() * 1e9)),
    buyer: buyerOf(body.recipient, pick, random),
    note: body.caution ?? pick(notes),
    sellerNote: '',
    group: body.group ? 'waiting' : 'none',
    complaint: false,
    closeReason: '',
    createdAt: at,
    updatedAt: at,
    parcels: [],
    refunds: [],
  };
  if (sumOrder(order).goodsFen < 0) throw new ControlError(400, 'the reduction is larger than what it is taken off');
  return order;
}

function lineOf(subOrderId: number, item: Item, sku: Sku | undefined, quantity: number): OrderLine {
  return {
    subOrderId,
    itemId: item.itemId,
    skuId: sku?.id ?? ONE_KIND,
    name: item.name,
    skuTitle: sku?.title ?? '',
    quantity,
    priceFen: sku?.priceFen ?? item.priceFen,
    merchantCode: item.merchantCode,
    skuMerchantCode: sku?.merchantCode ?? null,
  };
}

function inventedLines(
  goods: readonly Item[],
  nextNumber: () => number,
  pick: PickOne,
  random: () => number,
): OrderLine[] {
  const onSale = goods.filter((item) => item.onSale);
  if (onSale.length === 0) throw new ControlError(409, 'the shop has nothing on sale');
  const chosen = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(onSale)));
  return [...chosen].map((item) => {
    const sku = item.skus.length > 0 ? pick(item.skus) : undefined;
    return lineOf(nextNumber(), item, sku, 1 + Math.floor(random() * 3));
  });
}

function buyerOf(given: PlaceBody['recipient'], pick: PickOne, random: () => number): WeidianOrder['buyer'] {
  const [province, city, region, address] = pick(places);
  const phone = `139${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;
  const { address: selfAddress, ...whole } = {
    ...{ name: pick(buyers), phone, province, city, region, address },
    ...given,
  };
  return { ...whole, selfAddress };
}
