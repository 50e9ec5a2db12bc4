import { createHash } from 'node:crypto';

/** Lower-case hex MD5 over the secret, `k1v1k2v2…` in the order of the keys with raw values, and the secret again. */
export function signVouchers(params: Readonly<Record<string, string>>, appSecret: string): string {
  const pairs = Object.keys(params)
    .filter((key) => key !== 'sign')
    .sort()
    .map((key) => key + (params[key] ?? ''));
  return createHash('md5')
    .update(appSecret + pairs.join('') + appSecret, 'utf8')
    .digest('hex');
}
