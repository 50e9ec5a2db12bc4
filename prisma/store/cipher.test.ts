import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCipher } from './cipher.ts';

const cipher = createCipher(randomBytes(32));

describe('what is sealed', () => {
  test('opens again to the same words, and never looks the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (words, context) => {
        const sealed = cipher.seal(words, context);
        expect(cipher.open(sealed, context)).toBe(words);
        expect(cipher.seal(words, context).equals(sealed)).toBe(false);
      }),
    );
  });

  test('shows nothing of its words', () => {
    const sealed = cipher.seal('13800000000', 'order.customer');
    expect(sealed.toString('latin1')).not.toContain('138');
  });

  test('is refused after any byte of it was changed or cut', () => {
    const sealed = cipher.seal('张三 13800000000', 'order.customer');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => cipher.open(changed, 'order.customer')).toThrow();
      expect(() => cipher.open(sealed.subarray(0, index), 'order.customer')).toThrow();
    }
  });

  test('is refused in another place than it was sealed for, so a row cannot be given to somebody else', () => {
    const sealed = cipher.seal('{"secret":"x"}', 'connection.config a');
    expect(() => cipher.open(sealed, 'connection.config b')).toThrow();
  });

  test('is refused under another key', () => {
    const sealed = cipher.seal('x', 'context');
    expect(() => createCipher(randomBytes(32)).open(sealed, 'context')).toThrow();
  });

  test('opens from the middle of a larger buffer, as drivers hand it over', () => {
    const sealed = cipher.seal('张三', 'c');
    const larger = Buffer.concat([Buffer.from('before'), sealed, Buffer.from('after')]);
    expect(cipher.open(new Uint8Array(larger.buffer, larger.byteOffset + 6, sealed.length), 'c')).toBe('张三');
  });
});

describe('digests for search', () => {
  test('are equal for equal words of one kind only, and for one key only', () => {
    const digest = cipher.digest('13800000000', 'phone');
    expect(cipher.digest('13800000000', 'phone')).toBe(digest);
    expect(cipher.digest('13800000000', 'name')).not.toBe(digest);
    expect(cipher.digest('13800000001', 'phone')).not.toBe(digest);
    expect(createCipher(randomBytes(32)).digest('13800000000', 'phone')).not.toBe(digest);
  });

  test('a key of the wrong length is refused', () => {
    expect(() => createCipher(randomBytes(16))).toThrow('32 bytes');
  });
});
