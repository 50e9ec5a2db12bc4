import { z } from 'zod';
import { ConnectorError } from '../errors.ts';

const schema = z.strictObject({
  /** Of the merchant's own app (自用型) in Youzan's console. */
  client_id: z.string().regex(/^[0-9A-Za-z]{6,64}$/),
  /** Its first 16 characters are the key of notices, so they must be plain ASCII. */
  client_secret: z.string().regex(/^[\x21-\x7e]{16,128}$/),
  /** `https://open.youzanyun.com` in earnest; a sandbox elsewhere. Calls go to `<baseUrl>/api/…` and `<baseUrl>/auth/token`. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
});

export type YouzanConfig = z.infer<typeof schema>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): YouzanConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', `Youzan connection: ${issue?.path.join('.')}: ${issue?.message}`);
}
