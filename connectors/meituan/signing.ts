import { hash, timingSafeEqual } from 'node:crypto';
import type { Form } from './form.ts';

export type Params = Readonly<Record<string, string>>;

/**
 * The text that is signed: the address as called (scheme and host included), "?", raw `key=value` pairs sorted by key and joined
 * by "&", then the secret. Values are never URL-encoded; an empty value stays as `key=`.
 * Source: docs of the 外卖 open platform as read in go-meituan, jbg and tm, all agreeing (protocol notes A2, read 2026-11-23).
 */
export function stringToSign(url: string, params: Params, secret: string): string {
  const pairs = Object.keys(params)
    .filter((key) => key !== 'sig')
    .sort()
    .map((key) => `${key}=${params[key]}`);
  return `${url}?${pairs.join('&')}${secret}`;
}

/** MD5 in lower-case hex. */
export function sign(url: string, params: Params, secret: string): string {
  return hash('md5', stringToSign(url, params, secret));
}

const AMPERSAND = 0x26;
const UNSIGNED: ReadonlySet<string> = new Set(['sig']);

/** As `verify`, over the fields of a push as they came: the same text, never made a string. */
export function verifyForm(url: string, form: Form, secret: string): boolean {
  return isSame(form.get('sig'), hash('md5', form.join(`${url}?`, UNSIGNED, AMPERSAND, secret)));
}

/** Compares in constant time; a missing or malformed `sig` is simply false. */
export function verify(url: string, params: Params, secret: string): boolean {
  return isSame(params.sig, sign(url, params, secret));
}

function isSame(given: string | undefined, expected: string): boolean {
  if (given === undefined || !/^[0-9a-f]{32}$/i.test(given)) return false;
  return timingSafeEqual(Buffer.from(given.toLowerCase(), 'latin1'), Buffer.from(expected, 'latin1'));
}
