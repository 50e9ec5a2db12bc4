import { expect, test } from 'vitest';
import { isDeadline } from './urgent-orders.ts';

test('a reminder and a call for an order ring differently from a new one', () => {
  expect(['accept_half', 'accept_urgent', 'accept_over'].every(isDeadline)).toBe(true);
  expect(['placed', 'paid', 'pay_over', 'accepted'].some(isDeadline)).toBe(false);
});
