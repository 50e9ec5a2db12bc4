import { z } from 'zod';
import type { ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';

/** 外卖. A token is for one shop and one businessId, and this connector speaks of no other business (B1). */
export const TAKE_AWAY = '2';

const token = z.string().regex(/^[\x21-\x7e]{4,512}$/);

const schema = z.strictObject({
  /** The software maker's number; sent as text. */
  developerId: z.string().regex(/^\d{1,18}$/),
  signKey: z.string().regex(/^[\x21-\x7e]{8,128}$/),
  /** What the merchant's consent gives, taken once; or a token that was fetched before, and what renews it. */
  code: token.optional(),
  appAuthToken: token.optional(),
  refreshToken: token.optional(),
  /**
   * Whether messages of a refund's money result are subscribed to. Where they are not, nothing ever tells that the money went back, and an
   * agreed refund counts as refunded (A6).
   */
  refund_results: z.enum(['pushed', 'not_pushed']).default('pushed'),
  /** Who brings the orders of a shop that delivers itself; `delivering` takes both or none. */
  courierName: z.string().min(1).max(50).optional(),
  courierPhone: z
    .string()
    .regex(/^[\d-]{5,20}$/)
    .optional(),
  /** `https://api-open-cater.meituan.com` in earnest; a sandbox elsewhere. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
});

export type TsccConfig = z.infer<typeof schema>;
export type TsccAccess = ShopAccess<TsccConfig>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): TsccConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', `Meituan TSCC connection: ${issue?.path.join('.')}: ${issue?.message}`);
}
