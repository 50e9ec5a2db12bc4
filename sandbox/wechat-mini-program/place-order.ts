import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { seededRandom } from '../random.ts';
import type { MiniApp } from './apps.ts';
import type { MiniOrder } from './orders.ts';

export const placeSchema = z.strictObject({
  /** Appid or alias; the first app when left out. */
  shop: z.string().optional(),
  /** WeChat knows nothing of an order before it is paid: `placed` can only be paid. There is no accepting here. */
  state: z.enum(['placed', 'paid', 'accepted', 'shipping', 'completed', 'cancelled']).default('paid'),
  /** What the merchant named the order at WeChat Pay. */
  description: z.string().min(1).max(127).optional(),
  amountYuan: yuanSchema.optional(),
  tradeNo: z
    .string()
    .regex(/^[\w|*-]{6,32}$/)
    .optional(),
  /** Taken for the description when that is left out, as customers' remarks do not come here. */
  caution: z.string().optional(),
  push: z.boolean().default(true),
  count: z.int().min(1).max(20_000).optional(),
  seed: z.int().min(0).optional(),
});

export type PlaceBody = z.infer<typeof placeSchema>;

const descriptions = [
  '小麦面包房-吐司等3件',
  '手冲咖啡 大杯',
  '鲜花“周末”一束',
  '会员充值 & 赠券',
  '🍰 生日蛋糕 6寸',
] as const;

/** Makes an unpaid order; what the body leaves open is invented from the seed. */
export function placeOrder(app: MiniApp, number: string, body: PlaceBody, seed: number, nowMs: number): MiniOrder {
  const random = seededRandom(seed);
  const invented = descriptions[Math.floor(random() * descriptions.length)] ?? descriptions[0];
  const openid = `oMini${Math.floor(random() * 1e15)
    .toString(36)
    .padStart(23, 'x')}`;
  return {
    transactionId: `420000220${number}`,
    appid: app.appid,
    mchid: app.mchid,
    tradeNo: body.tradeNo ?? `MP${number}`,
    description: body.description ?? body.caution ?? invented,
    paidFen: body.amountYuan === undefined ? 100 + Math.floor(random() * 30_000) : fenFromYuan(body.amountYuan),
    openid,
    inComplaint: false,
    createdAt: nowMs,
    reminded: false,
  };
}
