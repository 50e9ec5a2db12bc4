import { createHash } from 'node:crypto';

/**
 * The signature of calls and of messages alike: lower-case hex SHA-1 over the secret and `k1v1k2v2…`, keys in their
 * natural order, values raw as they were sent, `sign` in any case and empty values left out.
 */
export function signTscc(params: Readonly<Record<string, string>>, signKey: string): string {
  const pairs = Object.keys(params)
    .filter((key) => key.toLowerCase() !== 'sign' && params[key] !== '')
    .sort()
    .map((key) => key + (params[key] ?? ''));
  return createHash('sha1')
    .update(signKey + pairs.join(''), 'utf8')
    .digest('hex');
}
