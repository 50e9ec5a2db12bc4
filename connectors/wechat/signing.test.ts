import { describe, expect, test } from 'vitest';
import { plainVectors, safeVectors } from '../../sandbox/wechat/vectors-for-tests.ts';
import { MalformedError } from '../../domain/errors.ts';
import { openSealed, signatureOf } from './signing.ts';

describe('signatures of pushes are those that two independent libraries make', () => {
  test.each(plainVectors)('plain: $nonce', ({ token, timestamp, nonce, signature }) => {
    expect(signatureOf(token, timestamp, nonce)).toBe(signature);
  });

  test.each(safeVectors)('sealed: $nonce', ({ token, timestamp, nonce, encrypt, ...vector }) => {
    expect(signatureOf(token, timestamp, nonce, encrypt)).toBe(vector.msg_signature);
    expect(signatureOf(token, timestamp, nonce)).toBe(vector.url_signature);
  });
});

describe('a sealed message', () => {
  test.each(safeVectors)('is opened to its last byte: $nonce', ({ encrypt, encoding_aes_key, plaintext, appid }) => {
    const { message, appid: inside } = openSealed(encrypt, encoding_aes_key);
    expect([message.toString('utf8'), inside]).toEqual([plaintext, appid]);
  });

  test('of another key, cut short or of nothing at all is told apart from one that opens', () => {
    const [first, second] = safeVectors;
    for (const sealed of [first.encrypt.slice(0, 64), first.encrypt.slice(0, 41), '', '====', 'AAAA'])
      expect(() => openSealed(sealed, first.encoding_aes_key)).toThrow(MalformedError);
    // One try in some hundred opens to something by chance, which names another appid.
    expect(openedBy(first.encrypt, second.encoding_aes_key)).not.toBe(first.appid);
  });
});

function openedBy(sealed: string, key: string): string | null {
  try {
    return openSealed(sealed, key).appid;
  } catch {
    return null;
  }
}
