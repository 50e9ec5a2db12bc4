import { createHash } from 'node:crypto';

/** The header `Event-Sign`: lower-case hex MD5 over client id, the body's bytes as sent, and the secret. */
export function eventSign(clientId: string, body: string, secret: string): string {
  return md5(clientId + body + secret);
}

/** The older `sign` inside the body: the same over the value of `msg`, still URL-encoded. */
export function messageSign(clientId: string, msg: string, secret: string): string {
  return md5(clientId + msg + secret);
}

/** `msg` as text: percent-encoded JSON, a space is %20. `loose` leaves colons and commas bare, as some samples do. */
export function encodeMessage(json: string, encoding: 'strict' | 'loose'): string {
  // Half a surrogate pair has no UTF-8; the round trip replaces it exactly as hashing does.
  const encoded = encodeURIComponent(Buffer.from(json, 'utf8').toString('utf8'));
  return encoding === 'loose' ? encoded.replaceAll('%3A', ':').replaceAll('%2C', ',') : encoded;
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
