import { expect, test } from 'vitest';
import { encryptText } from './encryption.ts';
import { decrypt } from './merchant-for-tests.ts';

const KEY = '0123456789abcdef0f1e2d3c4b5a6978';

test.each([
  ['13800138000', '+LqOtKsc5FUn515aJybk/Pzn7TY4+Iz2kF/5lT5qq5k='],
  ['王小明', 'T82IG/IrwQyeFrzZdPzliZ2OolhOBMJ6bzshd/qyR0c='],
])('%s is encrypted as the documents show', (plain, cipher) => {
  expect(encryptText(KEY, plain)).toBe(cipher);
  expect(decrypt(KEY, cipher)).toBe(plain);
});

test('a text of exactly 32 bytes is filled with 32 more', () => {
  const text = 'x'.repeat(32);
  expect(Buffer.from(encryptText(KEY, text), 'base64')).toHaveLength(64);
  expect(decrypt(KEY, encryptText(KEY, text))).toBe(text);
});
