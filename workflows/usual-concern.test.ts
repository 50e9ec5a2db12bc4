import { expect, test } from 'vitest';
import { UsualConcern } from './usual-concern.ts';

function sureAfter(looks: boolean[]): UsualConcern {
  const usual = new UsualConcern();
  for (const concerned of looks) usual.learn('order-paid', concerned);
  return usual;
}

const always = Array.from({ length: 40 }, () => true);

test('news that nobody has seen before are looked at', () => {
  expect(new UsualConcern().isSure('order-paid')).toBe(false);
});

test('news that concerned their workflow again and again go to it without a look, other kinds do not', () => {
  const usual = sureAfter(always);
  expect(usual.isSure('order-paid')).toBe(true);
  expect(usual.isSure('logistics')).toBe(false);
});

test('what concerns the workflow only now and then is always looked at', () => {
  expect(sureAfter(always.map((_, index) => index % 3 !== 0)).isSure('order-paid')).toBe(false);
});

test('a habit is doubted from time to time and given up when it has changed', () => {
  const usual = sureAfter(always);
  const doubts = Array.from({ length: 100 }, () => usual.isSure('order-paid')).filter((sure) => !sure).length;
  expect(doubts).toBe(5);
  usual.learn('order-paid', false);
  usual.learn('order-paid', false);
  expect(usual.isSure('order-paid')).toBe(false);
});
