import { z } from 'zod';
import { ControlError } from '../control-error.ts';
import { seededRandom } from '../random.ts';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import type { GatewayApp, GatewayShop } from './apps.ts';
import { cautions, menuOf, streets, surnames, titles, type Dish } from './menu.ts';
import { sumOrder, type MeituanOrder, type OrderItem, type Reduction } from './orders.ts';

const ORDERS_PER_CALL_MAX = 20_000;
const ORDER_ID_MAX = 2n ** 63n - 1n;

const itemSchema = z.strictObject({
  name: z.string().min(1),
  quantity: z.int().min(1).max(999),
  priceYuan: yuanSchema,
  /** Without it the line has no sku_id, and its app_food_code is the name, as when a merchant never set codes. */
  skuId: z.string().optional(),
  /** For one box; every piece gets one. */
  boxYuan: yuanSchema.optional(),
});

export const placeSchema = z.strictObject({
  /** appPoiCode or alias; the first shop of the first app when left out. */
  shop: z.string().optional(),
  appId: z.string().optional(),
  /** Beyond `paid` everything on the way there happens, with its pushes. */
  state: z.enum(['placed', 'paid', 'accepted', 'shipping', 'completed', 'cancelled']).default('paid'),
  items: z.array(itemSchema).min(1).max(200).optional(),
  shippingYuan: yuanSchema.optional(),
  bagYuan: yuanSchema.optional(),
  /** Borne by the shop, except `reductionByMeituanYuan` of it. */
  reductionYuan: yuanSchema.optional(),
  reductionByMeituanYuan: yuanSchema.optional(),
  caution: z.string().optional(),
  recipient: z.strictObject({ name: z.string(), phone: z.string(), address: z.string() }).partial().optional(),
  pickType: z.literal([0, 1]).default(0),
  /** Unix seconds, 0 for as soon as possible. */
  deliveryTime: z.int().min(0).default(0),
  logisticsCode: z.string().optional(),
  incomplete: z.boolean().default(false),
  /** How many answers of getOrderDetail lack a part before one is whole. */
  incompleteDetails: z.int().min(0).max(1_000).default(0),
  orderId: z
    .string()
    .regex(/^[1-9]\d{0,18}$/, 'must be digits')
    .refine((id) => BigInt(id) <= ORDER_ID_MAX, 'must not exceed 2^63 - 1')
    .optional(),
  push: z.boolean().default(true),
  count: z.int().min(1).max(ORDERS_PER_CALL_MAX).optional(),
  /** The same seed invents the same order. */
  seed: z.int().min(0).optional(),
});

export type PlaceBody = z.infer<typeof placeSchema>;

/** Makes an order of status 1. What the body leaves open is invented from the seed when there are no items, else empty. */
export function placeOrder(
  app: GatewayApp,
  shop: GatewayShop,
  orderId: string,
  body: PlaceBody,
  seed: number,
  nowSeconds: number,
): MeituanOrder {
  const random = seededRandom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const invented = inventMoney(shop, pick, random);
  const given = body.items !== undefined;
  const fen = (yuan: string | undefined, otherwise: number): number =>
    yuan === undefined ? (given ? 0 : otherwise) : fenFromYuan(yuan);
  const phone = `138${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;
  const order: MeituanOrder = {
    orderId,
    appId: app.appId,
    appPoiCode: shop.appPoiCode,
    status: 1,
    daySeq: 0,
    day: '',
    items: body.items?.map(itemFromBody) ?? invented.items,
    bagFen: fen(body.bagYuan, invented.bagFen),
    shippingFen:
      body.pickType === 1 && body.shippingYuan === undefined ? 0 : fen(body.shippingYuan, invented.shippingFen),
    reductions: reductionsFromBody(body) ?? (given ? [] : invented.reductions),
    caution: body.caution ?? pick(cautions),
    recipient: {
      name: body.recipient?.name ?? pick(surnames) + pick(titles),
      phone: body.recipient?.phone ?? `${phone}_${String(Math.floor(random() * 9_000) + 1_000)}`,
      address: body.recipient?.address ?? pick(streets),
    },
    // Plain GCJ-02 degrees near Wangjing.
    longitude: roundDegrees(116.46 + random() * 0.04),
    latitude: roundDegrees(39.98 + random() * 0.04),
    pickType: body.pickType,
    deliveryTime: body.deliveryTime,
    logisticsCode: body.logisticsCode ?? shop.logisticsCode,
    incomplete: body.incomplete,
    incompleteDetails: body.incompleteDetails,
    times: { created: nowSeconds, updated: nowSeconds },
    refunds: [],
  };
  if (sumOrder(order).totalFen < 0) throw new ControlError(400, 'the reductions are more than the order costs');
  return order;
}

function itemFromBody(item: z.infer<typeof itemSchema>): OrderItem {
  return {
    name: item.name,
    quantity: item.quantity,
    priceFen: fenFromYuan(item.priceYuan),
    appFoodCode: item.skuId === undefined ? item.name : item.skuId.replace(/-[^-]+$/, ''),
    skuId: item.skuId ?? '',
    upc: '',
    unit: '份',
    spec: '',
    property: '',
    weightGrams: 0,
    boxPriceFen: item.boxYuan === undefined ? 0 : fenFromYuan(item.boxYuan),
  };
}

function reductionsFromBody(body: PlaceBody): Reduction[] | undefined {
  if (body.reductionYuan === undefined) {
    if (body.reductionByMeituanYuan === undefined) return undefined;
    throw new ControlError(400, 'reductionByMeituanYuan is a part of reductionYuan, which is missing');
  }
  const wholeFen = fenFromYuan(body.reductionYuan);
  const byMeituanFen = fenFromYuan(body.reductionByMeituanYuan ?? '0');
  if (byMeituanFen > wholeFen) throw new ControlError(400, 'reductionByMeituanYuan is more than reductionYuan');
  if (wholeFen === 0) return [];
  return [{ type: 2, remark: `满减优惠${body.reductionYuan}元`, byMeituanFen, byShopFen: wholeFen - byMeituanFen }];
}

interface InventedMoney {
  items: OrderItem[];
  bagFen: number;
  shippingFen: number;
  reductions: Reduction[];
}

function inventMoney(shop: GatewayShop, pick: <T>(choices: readonly T[]) => T, random: () => number): InventedMoney {
  const menu = menuOf(shop.name);
  const chosen = new Set<Dish>();
  const lines = 1 + Math.floor(random() * 4);
  while (chosen.size < lines) chosen.add(pick(menu));
  const items = [...chosen].map((dish) => itemFromDish(dish, 1 + Math.floor(random() ** 2 * 3), pick));
  const foodFen = items.reduce((sum, item) => sum + item.priceFen * item.quantity, 0);
  const reductions: Reduction[] = [];
  if (foodFen >= 3_000) {
    reductions.push({ type: 2, remark: '满30.0元减6.0元', byMeituanFen: 250, byShopFen: 350 });
  }
  if (random() < 0.3) reductions.push({ type: 103, remark: '使用红包减2.5元', byMeituanFen: 250, byShopFen: 0 });
  return { items, bagFen: pick([0, 50, 100]), shippingFen: pick([300, 450, 600]), reductions };
}

function itemFromDish(dish: Dish, quantity: number, pick: <T>(choices: readonly T[]) => T): OrderItem {
  return {
    name: dish.name,
    quantity,
    priceFen: dish.priceFen,
    appFoodCode: dish.code,
    skuId: `${dish.code}-S`,
    upc: '',
    unit: dish.unit,
    spec: dish.spec,
    property: dish.properties.length > 0 ? pick(dish.properties) : '',
    weightGrams: dish.grams,
    boxPriceFen: dish.boxFen,
  };
}

function roundDegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
