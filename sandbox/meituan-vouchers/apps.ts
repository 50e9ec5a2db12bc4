import { z } from 'zod';
import { rateLimitSchema } from '../rate-limit.ts';

const shopSchema = z.strictObject({
  openShopUuid: z.string().regex(/^[\w-]{1,64}$/, 'must be letters and digits'),
  name: z.string().min(1),
  /** A short name for the control port; the platform does not know it. */
  alias: z.string().min(1).optional(),
  address: z.string().default('北京市朝阳区望京东路4号'),
  city: z.string().default('北京'),
  /** The merchant that the shop belongs to; a session is for all shops of one merchant. */
  bid: z.string().min(1).default('bid-1'),
});

const grantSchema = z.strictObject({
  bid: z.string().min(1).default('bid-1'),
  session: z.string().min(1),
  refreshToken: z.string().min(1),
});

export const appSchema = z.strictObject({
  appSecret: z.string().min(1),
  shops: z.array(shopSchema).min(1),
  /** Sessions of consents given before; each counts once, however often it is put. */
  grants: z.array(grantSchema).default([]),
  tokens: z
    .strictObject({
      lifeSeconds: z.int().min(1).default(2_592_000),
      /** How often a session can be renewed before the merchant has to consent again. */
      refreshes: z.int().min(0).default(12),
    })
    .prefault({}),
  rateLimit: rateLimitSchema.optional(),
});

export type AppSettings = z.infer<typeof appSchema>;
export type VoucherShop = z.infer<typeof shopSchema>;
export type VoucherApp = Omit<AppSettings, 'grants'> & { appKey: string };

export function shopOf(app: VoucherApp, openShopUuid: string): VoucherShop | undefined {
  return app.shops.find((shop) => shop.openShopUuid === openShopUuid);
}
