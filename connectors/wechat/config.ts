import { z } from 'zod';
import type { ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';

/** What every account on WeChat has, whatever it sells with. */
export const accountShape = {
  appid: z.string().regex(/^wx[0-9a-z]{16}$/),
  secret: z.string().regex(/^[\x21-\x7e]{8,128}$/),
  /** Of the message push: both sides sign with it. */
  token: z.string().regex(/^[0-9A-Za-z]{3,32}$/),
  /** Seals pushes in safe mode; without it they come in plain text. */
  encoding_aes_key: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/)
    .optional(),
  /** `https://api.weixin.qq.com` in earnest; a sandbox elsewhere. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
} as const;

export type Account = z.infer<z.ZodObject<typeof accountShape>>;
export type AccountAccess = Pick<ShopAccess<Account>, 'config' | 'tokens' | 'gate'>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseAccount<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // A key that is not known has no place of its own.
  const field = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : '');
  throw new ConnectorError('malformed', `${what} connection: ${field}: ${issue?.message ?? 'wrong'}`);
}

/** As WeChat's consoles call them. */
export function credentialsOf({ appid, secret, token, encoding_aes_key }: Account): Record<string, string> {
  return { appid, secret, token, ...(encoding_aes_key === undefined ? {} : { encoding_aes_key }) };
}

/** An app is one shop, and its appid is the shop's code. */
export function shopsOf({ appid }: Account): { platformShopId: string; name: string }[] {
  return [{ platformShopId: appid, name: appid }];
}
