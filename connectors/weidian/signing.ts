import { createDecipheriv } from 'node:crypto';

/** Weidian signs nothing, neither calls nor pushes (protocol notes 2, 3). The one secret of its messages is the key of sensitive fields. */

const BLOCK = 32;

/**
 * Whether a text may be a sealed field: canonical base64 of whole blocks. Padding goes by blocks of 32 bytes, so no phone, name or address
 * that a person writes looks like it.
 */
export function looksSealed(text: string): boolean {
  if (!/^[A-Za-z0-9+/]{43}[A-Za-z0-9+/=]*$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length % BLOCK === 0 && bytes.toString('base64') === text;
}

/**
 * Opens a sensitive field (protocol notes 2.1): AES-128-CBC; the iv is what base64 makes of the hexadecimal text of the key, padding is
 * PKCS7 with blocks of 32.
 * @param aesKey 32 hexadecimal characters.
 * @returns null for what was not sealed with this key: such a text is kept as it is.
 */
export function openSealed(sealed: string, aesKey: string): string | null {
  if (!looksSealed(sealed) || !/^[0-9a-f]{32}$/i.test(aesKey)) return null;
  const iv = Buffer.from(aesKey, 'base64').subarray(0, 16);
  const decipher = createDecipheriv('aes-128-cbc', Buffer.from(aesKey, 'hex'), iv).setAutoPadding(false);
  const bytes = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
  const padding = bytes.at(-1) ?? 0;
  if (padding < 1 || padding > BLOCK || !bytes.subarray(-padding).every((byte) => byte === padding)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, -padding));
  } catch {
    return null;
  }
}
