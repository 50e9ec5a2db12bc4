import { createCipheriv } from 'node:crypto';

/** Padding fills up to 32 bytes although the cipher works in blocks of 16. */
const PADDED_TO_BYTES = 32;

/**
 * AES-128-CBC in base64. The key is the hex text decoded; the initial vector is the first 16 bytes of the same hex text
 * read as base64, as the platform's PHP client does.
 */
export function encryptText(aesKey: string, text: string): string {
  const key = Buffer.from(aesKey, 'hex');
  const iv = Buffer.from(aesKey, 'base64').subarray(0, 16);
  const plain = Buffer.from(text, 'utf8');
  const missing = PADDED_TO_BYTES - (plain.length % PADDED_TO_BYTES);
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(missing, missing)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}
