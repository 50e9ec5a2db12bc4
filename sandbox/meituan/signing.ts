import { createHash } from 'node:crypto';

/**
 * Meituan's signature for calls and callbacks alike: lower-case hex MD5 over `url?k1=v1&k2=v2…` and the secret, keys
 * sorted by themselves (not as "key=value"), values raw, `sig` left out, empty values kept as `key=`.
 * `url` is scheme, host and path exactly as called, without a query.
 */
export function signMeituan(url: string, params: Readonly<Record<string, string>>, secret: string): string {
  const pairs = Object.keys(params)
    .filter((key) => key !== 'sig')
    .sort()
    .map((key) => `${key}=${params[key] ?? ''}`);
  return createHash('md5')
    .update(`${url}?${pairs.join('&')}${secret}`, 'utf8')
    .digest('hex');
}

/** Percent-encoding as HTML forms and Java's URLEncoder do it: a space becomes a plus, `*-._` stay. */
export function formEncode(value: string): string {
  // Half a surrogate pair has no UTF-8; the round trip replaces it exactly as hashing does.
  return encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'))
    .replace(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+');
}

/**
 * The parameters as a query or form body. `double` encodes each value twice, as Meituan's callbacks do: the receiver's
 * framework undoes one layer, the receiver itself the other.
 */
export function encodeParams(params: Readonly<Record<string, string>>, encoding: 'double' | 'single'): string {
  return Object.entries(params)
    .map(([key, value]) => {
      const once = formEncode(value);
      return `${formEncode(key)}=${encoding === 'double' ? encodeAgain(once) : once}`;
    })
    .join('&');
}

/** formEncode of text that is already form-encoded: only its percent signs and pluses still need it. */
function encodeAgain(encoded: string): string {
  return encoded.replaceAll('%', '%25').replaceAll('+', '%2B');
}
