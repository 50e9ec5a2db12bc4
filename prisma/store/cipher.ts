import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of every sealed value: which key and which way. A rotation adds a number, it never changes one. */
const KEY_ID = 1;

/** Seals what must not be readable in the database, and digests what must be findable all the same. */
export interface Cipher {
  /** AES-256-GCM: key id, nonce, tag, text. `context` is bound to the value, so a sealed text cannot be moved to another row's use. */
  seal(text: string, context: string): Buffer;
  /** @throws Error when the value was changed, moved or sealed under another key. */
  open(sealed: Uint8Array, context: string): string;
  /** A short keyed digest for exact search: equal texts give equal digests, and without the key nothing can be learned. */
  digest(text: string, context: string): string;
  /** Key of the access tokens. */
  tokenKey: Buffer;
}

/** @param secretKey 32 bytes; each use has a key of its own derived from it. */
export function createCipher(secretKey: Buffer): Cipher {
  if (secretKey.length !== 32) throw new Error('the secret key must be 32 bytes');
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secretKey, 'jiedan', use, 32));
  const dataKey = derive('data v1');
  const digestKey = derive('digest v1');
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', dataKey, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(KEY_ID), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes[0] !== KEY_ID) throw new Error(`no key with id ${bytes[0]}`);
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', dataKey, nonce);
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES));
      decipher.setAAD(Buffer.from(context));
      return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
        'utf8',
      );
    },
    digest(text, context) {
      return createHmac('sha256', digestKey).update(context).update('\0').update(text).digest('base64url').slice(0, 16);
    },
    tokenKey: derive('access token v1'),
  };
}
