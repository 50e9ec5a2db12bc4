import { z } from 'zod';
import { deliveryShape } from '../delivery.ts';
import { rateLimitSchema } from '../rate-limit.ts';

export const pushKinds = [
  'order-placed',
  'order-paid',
  'order-confirmed',
  'order-completed',
  'order-cancelled',
  'refund',
  'part-refund',
  'refund-result',
  'logistics',
  'shop-status',
] as const;

export type PushKind = (typeof pushKinds)[number];

const callbackUrl = z.url({ protocol: /^https?$/ });
const encoding = z.enum(['double', 'single']);
const method = z.enum(['GET', 'POST']);

const shopSchema = z.strictObject({
  appPoiCode: z.string().min(1).max(128),
  name: z.string().min(1),
  /** A short name for the control port; the platform does not know it. */
  alias: z.string().min(1).optional(),
  address: z.string().default('北京市朝阳区望京东路4号'),
  phone: z.string().default('010-10109777'),
  /** 0000 is self delivery; 1001 and others mean that Meituan delivers. */
  logisticsCode: z.string().default('0000'),
  /** `status`: the shop takes goods back (退货退款), so its refund pushes carry `status` instead of `notify_type`. */
  refundForm: z.enum(['notify', 'status']).default('notify'),
});

const pushSchema = z.strictObject({
  encoding: encoding.default('double'),
  method: method.default('POST'),
  perKind: z
    .partialRecord(z.enum(pushKinds), z.strictObject({ encoding: encoding.optional(), method: method.optional() }))
    .default({}),
  ...deliveryShape({
    timeoutMs: 5_000,
    retryDelaysMs: [1_000, 2_000, 5_000, 10_000],
    retryEveryMs: 15_000,
    attemptsMax: 100,
  }),
  /** Order fields that were not ticked in the console and therefore never come with a push. */
  omitFields: z.array(z.string()).default([]),
});

export const appSchema = z.strictObject({
  secret: z.string().min(1),
  shops: z.array(shopSchema).min(1),
  callbacks: z.partialRecord(z.enum([...pushKinds, 'default']), callbackUrl).default({}),
  push: pushSchema.prefault({}),
  /** The documents disagree on whether `data` of getOrderDetail is an object or a list. */
  detailAs: z.enum(['object', 'list']).default('object'),
  /** Without it calls are never refused with 711. */
  rateLimit: rateLimitSchema.optional(),
  /** An app for several merchants: calls about a shop need that shop's token (4001). Without it the app is a merchant's own. */
  accessTokens: z
    .strictObject({
      lifeSeconds: z.int().min(1).default(2_592_000),
      refreshLifeSeconds: z.int().min(1).default(5_184_000),
    })
    .optional(),
  /** Also use the old statuses 3 (merchant received) and 6 (delivering). */
  legacyStatuses: z.boolean().default(false),
});

export type MeituanShop = z.infer<typeof shopSchema> & { poiStatus: PoiStatus };
export type MeituanApp = Omit<z.infer<typeof appSchema>, 'shops'> & { appId: string; shops: MeituanShop[] };

/** What orders need to know of an app, whichever of the platform's gateways it speaks to. */
export interface GatewayApp {
  appId: string;
  legacyStatuses: boolean;
  shops: GatewayShop[];
}

export type GatewayShop = Omit<MeituanShop, 'refundForm'>;

/** 121 open, 120 resting, 18 online, 19 offline. */
export const poiStatusSchema = z.literal([121, 120, 18, 19]);
export type PoiStatus = z.infer<typeof poiStatusSchema>;

export function addressOf(app: MeituanApp | undefined, kind: string): string | undefined {
  const known = pushKinds.find((one) => one === kind);
  return known && (app?.callbacks[known] ?? app?.callbacks.default);
}

export function shopOf<S extends GatewayShop>(app: { shops: S[] }, appPoiCode: string): S | undefined {
  return app.shops.find((shop) => shop.appPoiCode === appPoiCode);
}
