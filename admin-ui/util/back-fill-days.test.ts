import { expect, test } from 'vitest';
import { countDays, daysProblem } from './back-fill-days.ts';

test('both ends of a back-fill count', () => {
  expect(countDays('2026-11-23', '2026-11-23')).toBe(1);
  expect(countDays('2026-10-30', '2026-11-02')).toBe(4);
});

test('days that the hub would refuse are told before anything is sent', () => {
  const today = '2026-11-23';
  expect(daysProblem('2026-11-23', today, today)).toBeNull();
  expect(daysProblem('2026-08-24', today, today)).toBeNull();
  expect(daysProblem('2026-08-23', today, today)).toBe('tooMany');
  expect(daysProblem('2026-11-23', '2026-11-22', today)).toBe('wrongWay');
  expect(daysProblem('2026-11-23', '2026-11-24', today)).toBe('future');
  expect(daysProblem('', today, today)).toBe('noDays');
});
