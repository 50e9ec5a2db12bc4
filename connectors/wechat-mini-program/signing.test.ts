import { expect, test } from 'vitest';
import { safeVectors } from '../../sandbox/wechat/vectors-for-tests.ts';
import { openSealed, signatureOf } from './signing.ts';

test.each(safeVectors)('a mini-program opens and verifies what WeChat seals: $nonce', (vector) => {
  const { token, timestamp, nonce, encrypt, encoding_aes_key, plaintext } = vector;
  expect(signatureOf(token, timestamp, nonce, encrypt)).toBe(vector.msg_signature);
  expect(openSealed(encrypt, encoding_aes_key).message.toString()).toBe(plaintext);
});
