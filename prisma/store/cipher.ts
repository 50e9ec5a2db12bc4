import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomFillSync } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
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
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', dataKey, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = cipher.update(text, 'utf8');
      // Counter mode keeps nothing back: the end brings the tag and no bytes.
      cipher.final();
      const sealed = Buffer.allocUnsafe(HEAD_BYTES + body.length);
      sealed[0] = KEY_ID;
      nonce.copy(sealed, 1);
      cipher.getAuthTag().copy(sealed, 1 + NONCE_BYTES);
      body.copy(sealed, HEAD_BYTES);
      return sealed;
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes[0] !== KEY_ID) throw new Error(`no key with id ${bytes[0]}`);
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', dataKey, nonce);
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      decipher.setAAD(Buffer.from(context));
      return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8');
    },
    digest(text, context) {
      return createHmac('sha256', digestKey).update(context).update('\0').update(text).digest('base64url').slice(0, 16);
    },
    tokenKey: derive('access token v1'),
  };
}

const NONCES = 256;
const nonces = Buffer.alloc(NONCES * NONCE_BYTES);
let noncesLeft = 0;

/** Random bytes are asked for many at a time: each call costs a quarter of sealing a push. None is used twice. */
function nextNonce(): Buffer {
  if (noncesLeft === 0) {
    randomFillSync(nonces);
    noncesLeft = NONCES;
  }
  noncesLeft -= 1;
  return Buffer.from(nonces.subarray(noncesLeft * NONCE_BYTES, (noncesLeft + 1) * NONCE_BYTES));
}
