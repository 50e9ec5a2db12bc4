import { createHash } from 'node:crypto';
import { z } from 'zod';
import { deliveryShape } from '../delivery.ts';
import { rateLimitSchema } from '../rate-limit.ts';

const MINUTE = 60_000;
/** No schedule could be found; these are our choice. */
const RETRY_DELAYS_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE];

const shopSchema = z.strictObject({
  /** The number that the platform calls `seller_id` in orders and `shopId` in pushes. */
  shopId: z.string().regex(/^[1-9]\d{0,14}$/, 'must be digits'),
  name: z.string().min(1),
  /** A short name for the control port; the platform does not know it. */
  alias: z.string().min(1).optional(),
  phone: z.string().default('13800000000'),
});

const pushSchema = z.strictObject({
  ...deliveryShape({
    timeoutMs: 5_000,
    retryDelaysMs: RETRY_DELAYS_MS,
    retryEveryMs: 30 * MINUTE,
    attemptsMax: 1 + RETRY_DELAYS_MS.length,
  }),
  /** How a space travels in the form. */
  spaces: z.enum(['plus', 'percent']).default('plus'),
  withShopId: z.boolean().default(true),
  /** Both spellings are on the wire; the first is the misspelt one. */
  confirmedAs: z.enum(['confirm_eceipt', 'confirm_receipt']).default('confirm_eceipt'),
  refundedAs: z.enum(['refund_success', 'refund_suc']).default('refund_success'),
});

const tokensSchema = z.strictObject({
  /** About 25 hours. */
  lifeSeconds: z.int().min(0).default(90_000),
  refreshLifeSeconds: z
    .int()
    .min(0)
    .default(30 * 86_400),
  /** How many tokens may be asked for within 24 hours; without it as many as one likes. */
  perDayMax: z.int().min(1).optional(),
  /** Whether a new token ends the ones before. */
  newEndsOld: z.boolean().default(false),
});

/** Which fields of `buyer_info` may come encrypted. */
const personalFields = ['name', 'phone', 'address', 'self_address', 'idCardNo'] as const;

export const appSchema = z
  .strictObject({
    secret: z.string().min(1),
    /** `own`: a merchant's own app (自用型), which has one shop; `service`: one that merchants authorise (服务型). */
    kind: z.enum(['own', 'service']).default('own'),
    shops: z.array(shopSchema).min(1),
    callbacks: z.strictObject({ default: z.url({ protocol: /^https?$/ }).optional() }).default({}),
    push: pushSchema.prefault({}),
    tokens: tokensSchema.prefault({}),
    /** Which answers call themselves text/html although they are JSON. */
    html: z.enum(['never', 'errors', 'always']).default('never'),
    /** Whether answers are a JSON text that contains the JSON text. */
    doubleEncoded: z.boolean().default(false),
    encrypted: z.array(z.enum(personalFields)).default([]),
    /** The key of the encryption; made from appkey and secret when left out. */
    aesKey: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'must be 32 lower-case hex characters')
      .optional(),
    /** Methods that the platform does not know for this app. */
    absent: z.array(z.string()).default([]),
    /** What vdian.order.cancel does to an order that is paid and not shipped. */
    cancelPaid: z.enum(['refund', 'refuse']).default('refund'),
    rateLimit: rateLimitSchema.optional(),
  })
  .refine((app) => app.kind === 'service' || app.shops.length === 1, 'an app of the kind own has exactly one shop');

export type WeidianShop = z.infer<typeof shopSchema>;
export type WeidianApp = z.infer<typeof appSchema> & { appkey: string };

export function shopOf(app: WeidianApp, shopId: string): WeidianShop | undefined {
  return app.shops.find((shop) => shop.shopId === shopId);
}

export function aesKeyOf(app: WeidianApp): string {
  return app.aesKey ?? createHash('md5').update(`${app.appkey}${app.secret}`).digest('hex');
}
