import { z } from 'zod';
import { ConnectorError } from '../errors.ts';

const schema = z.strictObject({
  /** Number of the app in Meituan's console; sent as text. */
  app_id: z.string().regex(/^\d{1,20}$/),
  secret: z.string().min(8).max(128),
  /** `https://waimaiopen.meituan.com` in earnest; a sandbox elsewhere. Calls go to `<baseUrl>/api/v1/…`. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
});

export type MeituanConfig = z.infer<typeof schema>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): MeituanConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', `Meituan connection: ${issue?.path.join('.')}: ${issue?.message}`);
}
