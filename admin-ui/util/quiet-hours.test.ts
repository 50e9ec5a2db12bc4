import { expect, test } from 'vitest';
import { isQuiet } from './quiet-hours.ts';

test.each([
  ['23:30', true],
  ['06:59', true],
  ['07:00', false],
  ['21:59', false],
])('from 22:00 to 07:00 it is quiet at %s: %s', (time, quiet) => {
  expect(isQuiet(time, '22:00', '07:00')).toBe(quiet);
});

test('a quiet noon ends the same day, and without both ends nothing is quiet', () => {
  expect(isQuiet('12:30', '12:00', '13:00')).toBe(true);
  expect(isQuiet('13:00', '12:00', '13:00')).toBe(false);
  expect(isQuiet('12:30', '12:00', null)).toBe(false);
  expect(isQuiet('12:30', '12:00', '12:00')).toBe(false);
});
