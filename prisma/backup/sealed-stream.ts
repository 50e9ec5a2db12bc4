import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/**
 * A file that can be read with the secret key only, and whose every change is noticed: each chunk is sealed by AES-256-GCM under a key
 * of this file alone, its place and whether it is the last are part of the nonce. So neither a flipped bit, nor chunks in another order,
 * nor a cut tail can pass for the whole.
 *
 * Layout: magic (8 bytes), salt (16), then chunks of: length of the sealed text (4 bytes, top bit set on the last), sealed text, tag (16).
 */
const MAGIC = Buffer.from('JIEDANB1');
const SALT_BYTES = 16;
const HEAD_BYTES = MAGIC.length + SALT_BYTES;
const CHUNK_BYTES = 64 * 1024;
const LENGTH_BYTES = 4;
const TAG_BYTES = 16;
const LAST = 0x8000_0000;

/** The bytes are not those that were sealed, or not with this key. Nothing of them may be used. */
export class BackupUnreadableError extends Error {
  override name = 'BackupUnreadableError';
}

export function sealStream(secretKey: Buffer): Transform {
  const salt = randomBytes(SALT_BYTES);
  const key = fileKey(secretKey, salt);
  const waiting = new ByteQueue();
  let number = 0;
  const seal = (text: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number, last));
    number += 1;
    const body = Buffer.concat([cipher.update(text), cipher.final()]);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE((body.length | (last ? LAST : 0)) >>> 0);
    return Buffer.concat([length, body, cipher.getAuthTag()]);
  };
  return new Transform({
    construct(done) {
      this.push(Buffer.concat([MAGIC, salt]));
      done();
    },
    transform(bytes: Buffer, _encoding, done) {
      waiting.add(bytes);
      while (waiting.length > CHUNK_BYTES) this.push(seal(waiting.take(CHUNK_BYTES), false));
      done();
    },
    flush(done) {
      this.push(seal(waiting.take(waiting.length), true));
      done();
    },
  });
}

/** Emits `BackupUnreadableError` before it hands on a single byte that was not authenticated. */
export function openStream(secretKey: Buffer): Transform {
  const waiting = new ByteQueue();
  let key: Buffer | undefined;
  let number = 0;
  let ended = false;

  const openNext = (out: Transform): boolean => {
    if (!key) {
      if (waiting.length < HEAD_BYTES) return false;
      if (!waiting.take(MAGIC.length).equals(MAGIC)) throw new BackupUnreadableError('this is not a backup of jiedan');
      key = fileKey(secretKey, waiting.take(SALT_BYTES));
      return true;
    }
    if (waiting.length < LENGTH_BYTES) return false;
    if (ended) throw new BackupUnreadableError('the backup goes on after its end');
    const field = waiting.peek(LENGTH_BYTES).readUInt32BE();
    const length = field & ~LAST;
    if (length > CHUNK_BYTES) throw new BackupUnreadableError('the backup was changed');
    if (waiting.length < LENGTH_BYTES + length + TAG_BYTES) return false;
    waiting.take(LENGTH_BYTES);
    ended = field >= LAST;
    out.push(openChunk(key, nonce(number, ended), waiting.take(length), waiting.take(TAG_BYTES)));
    number += 1;
    return true;
  };

  const guarded = (done: TransformCallback, run: () => void): void => {
    try {
      run();
      done();
    } catch (error) {
      done(error as Error);
    }
  };
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      waiting.add(bytes);
      guarded(done, () => {
        while (openNext(this));
      });
    },
    flush(done) {
      guarded(done, () => {
        if (!ended || waiting.length > 0)
          throw new BackupUnreadableError('the backup ends too early or goes on too long');
      });
    },
  });
}

function openChunk(key: Buffer, at: Buffer, body: Buffer, tag: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, at);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw new BackupUnreadableError('the backup was sealed with another secret key, or was changed');
  }
}

function fileKey(secretKey: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, salt, 'jiedan backup v1', 32));
}

function nonce(number: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(BigInt(number), 3);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

/** Bytes that came in pieces of any size and are taken in pieces of another. */
class ByteQueue {
  length = 0;
  private pieces: Buffer[] = [];

  add(bytes: Buffer): void {
    this.pieces.push(bytes);
    this.length += bytes.length;
  }

  peek(count: number): Buffer {
    const all = this.pieces.length === 1 ? (this.pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.pieces);
    this.pieces = [all];
    return all.subarray(0, count);
  }

  take(count: number): Buffer {
    const taken = this.peek(count);
    this.pieces = [(this.pieces[0] ?? Buffer.alloc(0)).subarray(count)];
    this.length -= count;
    return taken;
  }
}
