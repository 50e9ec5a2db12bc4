import { z } from 'zod';
import { deliveryShape } from '../delivery.ts';
import { rateLimitSchema } from '../rate-limit.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** The sixteen waits of the documents; they name the first three and the last. */
const RETRY_DELAYS_MS = [
  10 * SECOND,
  30 * SECOND,
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 60, 120].map((minutes) => minutes * MINUTE),
];

/** Every kind of push there is, under the platform's own names. */
export const pushTypes = [
  'trade_TradeCreate',
  'trade_TradePaid',
  'trade_TradeBuyerPay',
  'trade_TradePartlySellerShip',
  'trade_TradeSellerShip',
  'trade_TradeSuccess',
  'trade_TradeClose',
  'trade_TradeMemoModified',
  'trade_MessagesTheChangeAddresses',
  'trade_refund_BuyerCreated',
  'trade_refund_RefundSellerAgree',
  'trade_refund_RefundSuccess',
  'trade_refund_RefundClosed',
  'trade_refund_SysRefund',
  'youzan_trade_RefundCreated',
  'youzan_trade_RefundSellerAgree',
  'youzan_trade_RefundSuccess',
  'youzan_trade_RefundClosed',
] as const;

export type PushType = (typeof pushTypes)[number];

const kdtId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be digits');

const shopSchema = z.strictObject({
  kdtId,
  name: z.string().min(1),
  /** A short name for the control port; the platform does not know it. */
  alias: z.string().min(1).optional(),
  /** The head shop of a chain, which gets every push of its branches as well. */
  rootKdtId: kdtId.optional(),
  /** The merchant took the app's right to this shop back. */
  grantEnded: z.boolean().default(false),
  /** Too little money on the shop's balance to pay a refund. */
  balanceShort: z.boolean().default(false),
});

const pushSchema = z.strictObject({
  ...deliveryShape({
    timeoutMs: 5_000,
    retryDelaysMs: RETRY_DELAYS_MS,
    retryEveryMs: 2 * 60 * MINUTE,
    attemptsMax: 1 + RETRY_DELAYS_MS.length,
  }),
  encoding: z.enum(['strict', 'loose']).default('strict'),
  /** What the app subscribed to. */
  types: z.array(z.enum(pushTypes)).default([...pushTypes]),
});

export const appSchema = z.strictObject({
  secret: z.string().min(1),
  shops: z.array(shopSchema).min(1),
  callbacks: z.strictObject({ default: z.url({ protocol: /^https?$/ }).optional() }).default({}),
  push: pushSchema.prefault({}),
  /** `self`: a merchant's own app, which asks for tokens silently; `tool`: one of the app market, which refreshes them. */
  kind: z.enum(['self', 'tool']).default('self'),
  /** Calls that the app may not make (4204). */
  forbidden: z.array(z.string()).default([]),
  rateLimit: rateLimitSchema.optional(),
  /** Calls answered in the old envelope. */
  oldEnvelope: z.array(z.string()).default(['youzan.trade.memo.update']),
  /** Orders younger than this are not yet in lists. */
  listLagMs: z.int().min(0).default(0),
});

export type YouzanShop = z.infer<typeof shopSchema>;
export type YouzanApp = z.infer<typeof appSchema> & { clientId: string };

export function shopOf(app: YouzanApp, kdt: string): YouzanShop | undefined {
  return app.shops.find((shop) => shop.kdtId === kdt);
}
