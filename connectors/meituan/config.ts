import { z } from 'zod';
import type { ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';

/** Who brings the orders of a shop that delivers itself, in the words of `ecommerce/order/logistics/sync`. */
const ownCourier = z.strictObject({
  courier_name: z.string().min(1).max(50),
  courier_phone: z.string().regex(/^[\d-]{5,20}$/),
  /** 10015 is 商家自建配送; the others are companies (go-meituan lists them). */
  logistics_provider_code: z
    .string()
    .regex(/^\d{5}$/)
    .default('10015'),
  /** Of the courier, GCJ-02, sent as they stand here: the shop's own where nobody follows the courier. */
  latitude: z.string().regex(/^\d{1,10}(\.\d{1,8})?$/),
  longitude: z.string().regex(/^\d{1,10}(\.\d{1,8})?$/),
});
export type OwnCourier = z.infer<typeof ownCourier>;

/** Credentials are entered as texts, so what has parts may come as JSON text; what is none is left for the schema to refuse. */
function unpacked(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const schema = z.strictObject({
  /** Number of the app in Meituan's console; sent as text. */
  app_id: z.string().regex(/^\d{1,20}$/),
  secret: z.string().min(8).max(128),
  /** `own_app`: the merchant's own app, which needs no token. `per_shop`: an app for several merchants, a token for each shop (A1). */
  access: z.enum(['own_app', 'per_shop']).default('own_app'),
  /** Restaurants keep `food`, other shops (闪购) `retail`: the same calls under two names (A4). */
  goods: z.enum(['food', 'retail']).default('food'),
  /**
   * Whether the push of a refund's money result is ticked in the console. Where it is not, nothing ever tells that the money went back, and
   * an agreed refund counts as refunded (A6).
   */
  refund_results: z.enum(['pushed', 'not_pushed']).default('pushed'),
  /** With it the shop's own delivery is told by `logistics/sync`; without it by the older calls, which name nobody. */
  self_delivery: z.preprocess(unpacked, ownCourier.optional()),
  /** `https://waimaiopen.meituan.com` in earnest; a sandbox elsewhere. Calls go to `<baseUrl>/api/v1/…`. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
});

export type MeituanConfig = z.infer<typeof schema>;
export type MeituanAccess = ShopAccess<MeituanConfig>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): MeituanConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', `Meituan connection: ${issue?.path.join('.')}: ${issue?.message}`);
}
