import { expect, test } from 'vitest';
import { formatMoney } from './money.ts';

test('fen become yuan with two decimals and grouped thousands', () => {
  expect(formatMoney(4550, 'CNY')).toBe('¥45.50');
  expect(formatMoney(0, 'CNY')).toBe('¥0.00');
  expect(formatMoney(5, 'CNY')).toBe('¥0.05');
  expect(formatMoney(123456789, 'CNY')).toBe('¥1,234,567.89');
});

test('a discount keeps its sign before the currency', () => {
  expect(formatMoney(-500, 'CNY')).toBe('-¥5.00');
});

test('the largest amount that JSON carries exactly is shown exactly', () => {
  expect(formatMoney(Number.MAX_SAFE_INTEGER, 'CNY')).toBe('¥90,071,992,547,409.91');
});

test('a currency without decimals has none', () => {
  expect(formatMoney(1200, 'JPY')).toBe('¥1,200');
});
