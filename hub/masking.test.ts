import { expect, test } from 'vitest';
import { maskPhone } from './masking.ts';

test('a phone shows how it begins and ends, and of a privacy number the extension that tells customers apart', () => {
  expect(maskPhone('13812345678')).toBe('138****5678');
  expect(maskPhone('13812345678_1234')).toBe('138****5678_1234');
  expect(maskPhone('138-1234-5678')).toBe('138****5678');
});

test('what is too short, or no number at all, is hidden whole', () => {
  expect([maskPhone('1234567'), maskPhone('1234_5678'), maskPhone('李雷'), maskPhone(null)]).toEqual([
    '****',
    '****',
    '****',
    null,
  ]);
});
