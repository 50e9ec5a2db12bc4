import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { ControlError } from '../control-error.ts';
import { seededRandom } from '../random.ts';
import type { Product, Shelf } from './goods.ts';
import { sumOrder, type Address, type OrderLine, type ShopOrder } from './orders.ts';

const itemSchema = z.strictObject({
  name: z.string().min(1),
  quantity: z.int().min(1).max(999),
  priceYuan: yuanSchema,
  /** The merchant's own code of the specification. */
  skuId: z.string().min(1).optional(),
});

const recipientSchema = z.strictObject({
  name: z.string(),
  phone: z.string(),
  province: z.string(),
  city: z.string(),
  county: z.string(),
  address: z.string(),
});

export const placeSchema = z.strictObject({
  /** Appid or alias; the first app when left out. */
  shop: z.string().optional(),
  /** Beyond `paid` everything on the way there happens, with its pushes; there is no accepting here, so that is `paid`. */
  state: z.enum(['placed', 'paid', 'accepted', 'shipping', 'completed', 'cancelled']).default('paid'),
  items: z.array(itemSchema).min(1).max(200).optional(),
  shippingYuan: yuanSchema.optional(),
  reductionYuan: yuanSchema.optional(),
  caution: z.string().optional(),
  recipient: recipientSchema.partial().optional(),
  /** What it waits for once it is paid. */
  hold: z.enum(['gift', 'group']).optional(),
  /** Nothing is to be sent. */
  virtual: z.boolean().default(false),
  orderId: z
    .string()
    .regex(/^[1-9]\d{18}$/, 'must be 19 digits')
    .optional(),
  push: z.boolean().default(true),
  count: z.int().min(1).max(20_000).optional(),
  /** The same seed invents the same order. */
  seed: z.int().min(0).optional(),
});

export type PlaceBody = z.infer<typeof placeSchema>;

const people = ['王小明', '林晓', '周雨桐', '慕容雪', '阿不都·热合曼'] as const;
const places = [
  ['广东省', '广州市', '海珠区', '新港中路397号 T.I.T创意园'],
  ['浙江省', '杭州市', '余杭区', '仓前街道良睦路1399号'],
  ['北京市', '北京市', '海淀区', '中关村南大街5号 3号楼1201'],
] as const;
const remarks = ['', '', '送人的，请包好 🎁', '"轻放" & 谢谢', ']]> 周末再送 <b>'] as const;

type Random = () => number;

/** Makes an unpaid order; what the body leaves open is invented from the seed when there are no items, else nothing. */
export function placeOrder(
  appid: string,
  orderId: string,
  body: PlaceBody,
  shelf: Shelf,
  seed: number,
  nowMs: number,
): ShopOrder {
  const random = seededRandom(seed);
  const lines = body.items
    ? body.items.map((item) => {
        const priceFen = fenFromYuan(item.priceYuan);
        const product = shelf.findOrAdd(appid, item.skuId, item.name, priceFen);
        return { ...lineOf(product, item.quantity), title: item.name, priceFen };
      })
    : inventedLines(shelf.ofApp(appid), random);
  const fen = (yuan: string | undefined, invented: number): number =>
    yuan === undefined ? (body.items ? 0 : invented) : fenFromYuan(yuan);
  const openid = `oShop${Math.floor(random() * 1e15)
    .toString(36)
    .padStart(23, 'x')}`;
  const order: ShopOrder = {
    orderId: body.orderId ?? orderId,
    appid,
    status: 10,
    openid,
    unionid: `u${openid.slice(1)}`,
    lines,
    freightFen: fen(body.shippingYuan, pick([0, 0, 800], random)),
    discountFen: fen(body.reductionYuan, 0),
    changeDownFen: 0,
    address: addressOf(body.recipient, random),
    customerNotes: body.caution ?? pick(remarks, random),
    merchantNotes: '',
    deliverMethod: body.virtual ? 1 : 0,
    ...(body.hold === undefined ? {} : { hold: body.hold === 'gift' ? 12 : 13 }),
    createdAt: nowMs,
    updatedAt: nowMs,
    parcels: [],
    aftersales: [],
  };
  const { productFen } = sumOrder(order);
  if (order.discountFen > productFen) throw new ControlError(400, 'the reduction is larger than what it is taken off');
  return order;
}

function lineOf(product: Product, count: number): OrderLine {
  const { productId, skuId, skuCode, outSkuId, title, attribute, priceFen } = product;
  return { productId, skuId, skuCode, outSkuId, title, attribute, priceFen, count };
}

function inventedLines(products: readonly Product[], random: Random): OrderLine[] {
  const chosen = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(products, random)));
  return [...chosen].map((product) => lineOf(product, 1 + Math.floor(random() * 3)));
}

function addressOf(given: PlaceBody['recipient'], random: Random): Address {
  const [province, city, county, detail] = pick(places, random);
  const telNumber = `139${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;
  return {
    userName: given?.name ?? pick(people, random),
    telNumber: given?.phone ?? telNumber,
    province: given?.province ?? province,
    city: given?.city ?? city,
    county: given?.county ?? county,
    detail: given?.address ?? detail,
  };
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)] as T;
}
