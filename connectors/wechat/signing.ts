import { createDecipheriv, hash, timingSafeEqual } from 'node:crypto';
import { MalformedError } from '../../domain/errors.ts';

/** WeChat signs pushes and no calls: those carry a token (protocol notes 1, 2). */

/** Padding goes by blocks of 32 bytes although the cipher's are of 16. */
const PADDING_BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;

/** sha1 hex of the parts in the order of their characters, joined without anything between (protocol notes 2). */
export function signatureOf(...parts: readonly string[]): string {
  return hash('sha1', inOrder(parts).join(''));
}

/** Strings sort by their code units, as in every client of WeChat; all of these are ASCII. */
export function inOrder(parts: readonly string[]): string[] {
  return [...parts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Letters of a digest in either case, compared in the same time wherever they differ. */
export function isSame(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given?.toLowerCase() ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Opens `Encrypt` of safe mode (protocol notes 2): AES-256-CBC, the key is base64 of EncodingAESKey and "=", the iv its first half; inside
 * are 16 random bytes, the length of the message in bytes, the message, and the appid.
 * @throws MalformedError for what was not sealed with this key
 */
export function openSealed(sealed: string, encodingAesKey: string): { message: Buffer; appid: string } {
  const plain = withoutPadding(decrypted(sealed, Buffer.from(`${encodingAesKey}=`, 'base64')));
  const start = RANDOM_BYTES + LENGTH_BYTES;
  if (plain.length < start) throw new MalformedError('the sealed message is too short');
  const end = start + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length) throw new MalformedError('the sealed message is shorter than it says');
  return { message: plain.subarray(start, end), appid: plain.subarray(end).toString('utf8') };
}

function decrypted(sealed: string, key: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
  } catch {
    throw new MalformedError('the sealed message is no whole number of blocks');
  }
}

function withoutPadding(bytes: Buffer): Buffer {
  const count = bytes.at(-1) ?? 0;
  if (count < 1 || count > PADDING_BLOCK || count > bytes.length) throw new MalformedError('the padding is wrong');
  return bytes.subarray(0, -count);
}
