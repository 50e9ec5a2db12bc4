import { z } from 'zod';
import type { ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';

const token = z
  .string()
  .regex(/^[\x21-\x7e]{4,512}$/)
  .optional();

const schema = z
  .strictObject({
    app_key: z.string().regex(/^[0-9A-Za-z_-]{4,64}$/),
    app_secret: z.string().regex(/^[\x21-\x7e]{8,128}$/),
    /** `code`: the merchant's consent, taken once. `session`: a session that exists already. */
    access: z.enum(['code', 'session']).default('code'),
    auth_code: token,
    session: token,
    /** Renews a session that was entered; without it the merchant consents anew when it is over. */
    refresh_token: token,
    /** `https://openapi.dianping.com` in earnest; a sandbox elsewhere. Calls go to `<baseUrl>/router/…`. */
    baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  })
  .refine(({ access, auth_code }) => access !== 'code' || auth_code !== undefined, {
    path: ['auth_code'],
    message: 'the code of the consent is needed',
  })
  .refine(({ access, session }) => access !== 'session' || session !== undefined, {
    path: ['session'],
    message: 'the session is needed',
  });

export type VoucherConfig = z.infer<typeof schema>;
export type VoucherAccess = ShopAccess<VoucherConfig>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): VoucherConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', `voucher connection: ${issue?.path.join('.')}: ${issue?.message}`);
}
