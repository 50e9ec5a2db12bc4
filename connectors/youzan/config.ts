import { z } from 'zod';
import { ConnectorError } from '../errors.ts';

const token = z
  .string()
  .regex(/^[\x21-\x7e]{4,512}$/)
  .optional();

const schema = z
  .strictObject({
    /** Of the app in Youzan's console. */
    client_id: z.string().regex(/^[0-9A-Za-z]{6,64}$/),
    /** Its first 16 characters are the key of notices, so they must be plain ASCII. */
    client_secret: z.string().regex(/^[\x21-\x7e]{16,128}$/),
    /** `own`: the merchant's own app (自用型), the usual case. `tool`: an app of the market (工具型), which the owner has authorised. */
    access: z.enum(['own', 'tool']).default('own'),
    /** What the owner's authorisation gave: a refresh token, or the code itself, which lives two minutes and is taken once. */
    refresh_token: token,
    code: token,
    /** As the app is registered; one of the vendor's clients sends it along with the code. */
    redirect_uri: z.url({ protocol: /^https?$/ }).optional(),
    /** Phone of the sender of parcels: 顺丰 takes none without it. */
    sender_mobile: z
      .string()
      .regex(/^\d{11}$/)
      .optional(),
    /** Where buyers send goods back to; without it returns are agreed to on Youzan's own pages. */
    return_to: z
      .strictObject({ name: z.string().min(1), mobile: z.string().min(5), address: z.string().min(5) })
      .optional(),
    /** `https://open.youzanyun.com` in earnest; a sandbox elsewhere. Calls go to `<baseUrl>/api/…` and `<baseUrl>/auth/token`. */
    baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  })
  .refine(({ access, refresh_token, code }) => access !== 'tool' || (refresh_token ?? code) !== undefined, {
    path: ['refresh_token'],
    message: 'a tool app needs the refresh token or the code of the owner',
  });

export type YouzanConfig = z.infer<typeof schema>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): YouzanConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', `Youzan connection: ${issue?.path.join('.')}: ${issue?.message}`);
}
