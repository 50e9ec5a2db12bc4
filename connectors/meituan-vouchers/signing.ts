import { createHash, timingSafeEqual } from 'node:crypto';

export type Params = Readonly<Record<string, string>>;

/** `k1v1k2v2…` in the order of the keys, with raw values and without `sign` (protocol notes C). */
export function pairsToSign(params: Params): string {
  return Object.keys(params)
    .filter((key) => key !== 'sign')
    .sort()
    .map((key) => key + (params[key] ?? ''))
    .join('');
}

/** MD5 over the secret, the pairs and the secret again; lower-case hex. */
export function sign(params: Params, secret: string): string {
  return createHash('md5')
    .update(secret + pairsToSign(params) + secret, 'utf8')
    .digest('hex');
}

export function verify(params: Params, secret: string): boolean {
  const [given, expected] = [Buffer.from((params.sign ?? '').toLowerCase()), Buffer.from(sign(params, secret))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
