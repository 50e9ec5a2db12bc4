import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { ControlError } from '../control-error.ts';
import { seededRandom } from '../random.ts';
import type { VoucherApp, VoucherShop } from './apps.ts';
import type { VoucherBook, VoucherOrder } from './vouchers.ts';

const VOUCHERS_PER_ORDER_MAX = 100;
const CODE_DIGITS = 12;
const VALID_DAYS = 90;

export const sellSchema = z.strictObject({
  /** openShopUuid or alias; the first shop of the first app when left out. Its merchant sells. */
  shop: z.string().optional(),
  /** Of the first voucher; the others get the numbers that follow. */
  code: z
    .string()
    .regex(/^\d{6,18}$/, 'must be 6 to 18 digits')
    .optional(),
  dealTitle: z.string().min(1).default('双人牛肉面套餐'),
  priceYuan: yuanSchema.default('59.90'),
  marketPriceYuan: yuanSchema.optional(),
  /** How many vouchers the customer buys. */
  count: z.int().min(1).max(VOUCHERS_PER_ORDER_MAX).default(1),
  /** What Meituan and the shop take off the whole order. */
  reductionByMeituanYuan: yuanSchema.default('0'),
  reductionByShopYuan: yuanSchema.default('0'),
  bizType: z.literal([0, 203, 205, 217]).default(0),
  /** Only the shop takes it, not every shop of its merchant. */
  onlyHere: z.boolean().default(false),
  /** Unix seconds; 90 days from now when left out. */
  endsAt: z.int().min(0).optional(),
  mobile: z
    .string()
    .regex(/^1\d{10}$/, 'must be a mobile number')
    .optional(),
});

export type SellBody = z.infer<typeof sellSchema>;

/** A customer buys vouchers of one deal. */
export function sellVouchers(
  book: VoucherBook,
  app: VoucherApp,
  shop: VoucherShop,
  body: SellBody,
  nowSeconds: number,
): VoucherOrder {
  const orderId = book.nextOrderId();
  const random = seededRandom(Number(BigInt(orderId) % 4_294_967_296n));
  const digits = (count: number): string =>
    Array.from({ length: count }, () => String(Math.floor(random() * 10))).join('');
  const first = body.code ?? book.freeCode(`1${digits(CODE_DIGITS - 1)}`);
  if (book.find(first)) throw new ControlError(409, `the voucher ${first} exists already`);
  const priceFen = fenFromYuan(body.priceYuan);
  const byMeituanFen = fenFromYuan(body.reductionByMeituanYuan);
  const byShopFen = fenFromYuan(body.reductionByShopYuan);
  if (byMeituanFen + byShopFen > priceFen * body.count) {
    throw new ControlError(400, 'the reductions are more than the order costs');
  }
  const codes = [first];
  while (codes.length < body.count) codes.push(book.freeCode(codes.at(-1) ?? first));
  const order: VoucherOrder = {
    orderId,
    appKey: app.appKey,
    bid: shop.bid,
    onlyShop: body.onlyHere ? shop.openShopUuid : '',
    dealId: 40_000_000 + Math.floor(random() * 1e7),
    dealgroupId: 80_000_000 + Math.floor(random() * 1e7),
    dealTitle: body.dealTitle,
    priceFen,
    marketPriceFen: body.marketPriceYuan === undefined ? priceFen * 2 : fenFromYuan(body.marketPriceYuan),
    byMeituanFen,
    byShopFen,
    bizType: body.bizType,
    mobile: body.mobile ?? `138${digits(8)}`,
    soldAt: nowSeconds,
    endsAt: body.endsAt ?? nowSeconds + VALID_DAYS * 86_400,
    vouchers: codes.map((code) => ({ code, state: 'sold', story: [{ at: nowSeconds, what: 'sold' }] })),
  };
  book.add(order);
  return order;
}
