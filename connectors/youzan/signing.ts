import { createDecipheriv, hash, timingSafeEqual } from 'node:crypto';
import { ConnectorError } from '../errors.ts';

export interface Credentials {
  client_id: string;
  client_secret: string;
}

/** Header `Event-Sign`: MD5 over id, the body's bytes as received, secret (protocol notes 2.1, read 2026-11-24). */
export function signEvent(body: Uint8Array, { client_id, client_secret }: Credentials): string {
  return hash('md5', Buffer.concat([Buffer.from(client_id), body, Buffer.from(client_secret)]));
}

/** Body field `sign` of older apps: the same over the text of `msg`, still URL-encoded (2.2). It covers nothing but `msg`. */
export function signMsg(msg: string, { client_id, client_secret }: Credentials): string {
  return hash('md5', `${client_id}${msg}${client_secret}`);
}

/** Compares in constant time; a missing or malformed signature is simply false. */
export function isSame(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || !/^[0-9a-f]{32}$/i.test(given)) return false;
  return timingSafeEqual(Buffer.from(given.toLowerCase(), 'latin1'), Buffer.from(expected, 'latin1'));
}

const NOTICE_IV = '0102030405060708';

/**
 * The text of a `message` notice: base64 of AES-128-CBC under the first 16 characters of the secret (2.3).
 * @throws ConnectorError `invalid-signature` for whatever is wrong with it: a caller must not learn how far it got.
 */
export function openNotice(message: string, clientSecret: string): string {
  try {
    if (!/^[A-Za-z0-9+/]{4,20000}={0,2}$/.test(message)) throw new Error('not base64');
    const decipher = createDecipheriv('aes-128-cbc', clientSecret.slice(0, 16), NOTICE_IV);
    const bytes = Buffer.concat([decipher.update(Buffer.from(message, 'base64')), decipher.final()]);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    JSON.parse(text);
    return text;
  } catch {
    throw new ConnectorError('invalid-signature', 'the notice was not sealed with the secret of this connection');
  }
}
