import { hash, timingSafeEqual } from 'node:crypto';

export type Params = Readonly<Record<string, string>>;

/** Whether a field is signed: `sign` in any case and empty values are not. */
export function isSigned(name: string, value: string): boolean {
  return name.toLowerCase() !== 'sign' && value !== '';
}

/**
 * What is signed behind the key: `k1v1k2v2…`, names in their natural order, values as they were before they were encoded.
 * Source: MtOpJavaSDK as read, and two implementations that agree (protocol notes B2, read 2026-11-23).
 */
export function textToSign(params: Params): string {
  return Object.keys(params)
    .filter((name) => isSigned(name, params[name] ?? ''))
    .sort()
    .map((name) => name + (params[name] ?? ''))
    .join('');
}

/** SHA-1 in lower-case hex; calls and messages alike. */
export function sign(params: Params, signKey: string): string {
  return hash('sha1', signKey + textToSign(params));
}

/** Compares in constant time; a missing or malformed signature is simply false. */
export function verify(params: Params, signKey: string): boolean {
  const given = params.sign ?? '';
  if (!/^[0-9a-f]{40}$/i.test(given)) return false;
  return timingSafeEqual(Buffer.from(given.toLowerCase(), 'latin1'), Buffer.from(sign(params, signKey), 'latin1'));
}
