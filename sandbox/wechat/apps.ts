import { z } from 'zod';
import { deliveryShape } from '../delivery.ts';
import { rateLimitSchema } from '../rate-limit.ts';

const pushSchema = z.strictObject({
  // Three tries in all, five seconds for each; nothing is said of the wait between them.
  ...deliveryShape({ timeoutMs: 5_000, retryDelaysMs: [1_000, 1_000], retryEveryMs: 1_000, attemptsMax: 3 }),
  /** What both sides sign with, set in the console beside the address. */
  token: z.string().min(1).default('sandboxToken'),
  encodingAesKey: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/, 'must be 43 letters and digits')
    .default('abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'),
  mode: z.enum(['plain', 'compatible', 'safe']).default('plain'),
  format: z.enum(['xml', 'json']).default('xml'),
});

const tokensSchema = z.strictObject({
  lifeSeconds: z.int().min(0).max(7_200).default(7_200),
  /** So long before its end a token is followed by the next one; until then both are good. */
  overlapSeconds: z.int().min(0).default(300),
  forcedPerDay: z.int().min(0).default(20),
  forcedEverySeconds: z.int().min(0).default(30),
});

/** The settings that an app has on every WeChat platform of the sandbox. */
export const appShape = {
  secret: z.string().min(1),
  name: z.string().min(1),
  /** A short name for the control port; the platform does not know it. */
  alias: z.string().min(1).optional(),
  /** The account that pushes name as `ToUserName`. */
  originalId: z.string().min(1).default('gh_0123456789ab'),
  callbacks: z.strictObject({ default: z.url({ protocol: /^https?$/ }).optional() }).default({}),
  push: pushSchema.prefault({}),
  tokens: tokensSchema.prefault({}),
  rateLimit: rateLimitSchema.optional(),
} as const;

/** An account on WeChat; here an app is one shop, and `appid` names both. */
export type WechatApp = z.infer<z.ZodObject<typeof appShape>> & { appid: string };
