import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from 'node:crypto';
import { firstKeys } from './derived-keys.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Seals what must not be readable in the database, and digests what must be findable all the same. */
export interface Cipher {
  /** AES-256-GCM: key id, nonce, tag, text. `context` is bound to the value, so a sealed text cannot be moved to another row's use. */
  seal(text: string, context: string): Buffer;
  /** @throws Error when the value was changed, moved or sealed under another key. */
  open(sealed: Uint8Array, context: string): string;
  /** A short keyed digest for exact search: equal texts give equal digests, and without the key nothing can be learned. */
  digest(text: string, context: string): string;
  /** Key of the access tokens. */
  readonly tokenKey: Buffer;
}

/** Keys by what they are for. The id of a data key is the first byte of what it sealed. */
export interface CipherKeys {
  newest(): { id: number; key: Buffer };
  find(id: number): Buffer | undefined;
  digestKey: Buffer;
  tokenKey: Buffer;
}

/** @param keys a keyring, or the secret of one that has never been changed. */
export function createCipher(keys: CipherKeys | Buffer): Cipher {
  return Buffer.isBuffer(keys) ? cipherOf(unchangedKeys(keys)) : cipherOf(keys);
}

function unchangedKeys(secretKey: Buffer): CipherKeys {
  const [data, digest, token] = firstKeys(secretKey).map(({ key }) => key) as [Buffer, Buffer, Buffer];
  return {
    newest: () => ({ id: 1, key: data }),
    find: (id) => (id === 1 ? data : undefined),
    digestKey: digest,
    tokenKey: token,
  };
}

function cipherOf(keys: CipherKeys): Cipher {
  return {
    seal(text, context) {
      const { id, key } = keys.newest();
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = cipher.update(text, 'utf8');
      // Counter mode keeps nothing back: the end brings the tag and no bytes.
      cipher.final();
      const sealed = Buffer.allocUnsafe(HEAD_BYTES + body.length);
      sealed[0] = id;
      nonce.copy(sealed, 1);
      cipher.getAuthTag().copy(sealed, 1 + NONCE_BYTES);
      body.copy(sealed, HEAD_BYTES);
      return sealed;
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const key = keys.find(bytes[0] ?? 0);
      if (!key) throw new Error(`no key with id ${bytes[0]}`);
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      decipher.setAAD(Buffer.from(context));
      return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8');
    },
    digest(text, context) {
      return createHmac('sha256', keys.digestKey)
        .update(context)
        .update('\0')
        .update(text)
        .digest('base64url')
        .slice(0, 16);
    },
    get tokenKey() {
      return keys.tokenKey;
    },
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
