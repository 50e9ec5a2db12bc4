import { z } from 'zod';
import { deliveryShape } from '../delivery.ts';
import type { GatewayShop } from '../meituan/apps.ts';
import { rateLimitSchema } from '../rate-limit.ts';
import { messageKinds, usualKinds } from './message-types.ts';

/** 外卖. A token is for one shop and one businessId. */
export const TAKE_AWAY = '2';

export const businessIdSchema = z.string().regex(/^\d{1,6}$/, 'must be digits');

const shopSchema = z.strictObject({
  ePoiId: z.string().min(1).max(128),
  name: z.string().min(1),
  /** A short name for the control port; the platform does not know it. */
  alias: z.string().min(1).optional(),
  address: z.string().default('北京市朝阳区望京东路4号'),
  phone: z.string().default('010-10109777'),
  /** 0000 is self delivery; 1001 and others mean that Meituan delivers. */
  logisticsCode: z.string().default('0000'),
  /** The shop as the platform calls it in messages; its ePoiId when left out. */
  opBizCode: z.string().min(1).optional(),
  /** The token of businessId 2 that the merchant's consent has given already; counts once, however often it is put. */
  appAuthToken: z.string().min(1).optional(),
  refreshToken: z.string().min(1).optional(),
});

const pushSchema = z.strictObject({
  ...deliveryShape({
    timeoutMs: 5_000,
    retryDelaysMs: [1_000, 2_000, 5_000, 10_000],
    retryEveryMs: 15_000,
    attemptsMax: 100,
  }),
  /** What the app subscribed to. */
  kinds: z.array(z.enum(messageKinds)).default([...usualKinds]),
  /** Other values of `msgType` than those that we chose. */
  msgTypes: z.partialRecord(z.enum(messageKinds), z.string().min(1)).default({}),
});

export const appSchema = z.strictObject({
  signKey: z.string().min(1),
  shops: z.array(shopSchema).min(1),
  callbacks: z.strictObject({ default: z.url({ protocol: /^https?$/ }).optional() }).default({}),
  push: pushSchema.prefault({}),
  tokens: z
    .strictObject({
      lifeSeconds: z.int().min(1).default(2_592_000),
      refreshLifeSeconds: z.int().min(1).default(5_184_000),
    })
    .prefault({}),
  /** Without it calls are never refused with 711. */
  rateLimit: rateLimitSchema.optional(),
});

export type AppSettings = z.infer<typeof appSchema>;
export type TsccShop = GatewayShop & { opBizCode: string };
/** `appId` is the developerId. */
export type TsccApp = Omit<AppSettings, 'shops'> & { appId: string; legacyStatuses: boolean; shops: TsccShop[] };

/** The app as the world keeps it: without the tokens of its shops, which are kept elsewhere. */
export function newApp(developerId: string, { shops, ...settings }: AppSettings): TsccApp {
  return {
    ...settings,
    appId: developerId,
    legacyStatuses: false,
    shops: shops.map(({ ePoiId, opBizCode = ePoiId, appAuthToken: _token, refreshToken: _refresh, ...shop }) => ({
      ...shop,
      appPoiCode: ePoiId,
      opBizCode,
      poiStatus: 121,
    })),
  };
}
