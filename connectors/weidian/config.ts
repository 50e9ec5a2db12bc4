import { z } from 'zod';
import type { ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';

const schema = z
  .strictObject({
    appkey: z.string().regex(/^[0-9A-Za-z]{4,64}$/),
    secret: z.string().regex(/^[\x21-\x7e]{8,128}$/),
    /** `own`: the merchant's own app (自用型), the usual case. `service`: an app for many shops (服务型), which the owner has authorised. */
    access: z.enum(['own', 'service']).optional(),
    /** What the owner's authorisation gave: a refresh token, or the code itself, which lives five minutes and is taken once. */
    refresh_token: z
      .string()
      .regex(/^[\x21-\x7e]{8,512}$/)
      .optional(),
    code: z
      .string()
      .regex(/^[\x21-\x7e]{4,512}$/)
      .optional(),
    /** Where buyers send goods back to; without it returns are agreed to on Weidian's own pages. */
    return_to: z
      .strictObject({ name: z.string().min(1), mobile: z.string().min(5), address: z.string().min(5) })
      .optional(),
    /** `https://api.vdian.com` in earnest; a sandbox elsewhere. Calls go to `<baseUrl>/api`. */
    baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  })
  .refine(({ access, refresh_token, code }) => access !== 'service' || (refresh_token ?? code) !== undefined, {
    path: ['refresh_token'],
    message: 'an app for many shops needs the refresh token or the code of the owner',
  });

export type WeidianConfig = z.infer<typeof schema>;
export type WeidianAccess = ShopAccess<WeidianConfig>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): WeidianConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', `Weidian connection: ${issue?.path.join('.')}: ${issue?.message}`);
}

const OFFICIAL = 'https://api.vdian.com';
const OFFICIAL_TOKENS = 'https://oauth.open.weidian.com';

/** Tokens have a host of their own in earnest and stand beside the calls elsewhere. It follows from `baseUrl`, so nobody can point it away. */
export function tokenBaseUrl({ baseUrl }: Pick<WeidianConfig, 'baseUrl'>): string {
  return baseUrl === OFFICIAL ? OFFICIAL_TOKENS : baseUrl;
}
