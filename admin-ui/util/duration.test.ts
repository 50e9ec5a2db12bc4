import { expect, test } from 'vitest';
import { durationParts, durationSeconds, splitDuration } from './duration.ts';

test('a deadline of 300 seconds is told as 5 minutes', () => {
  expect(splitDuration(300)).toEqual({ amount: 5, unit: 'minute' });
  expect(splitDuration(7_200)).toEqual({ amount: 2, unit: 'hour' });
  expect(splitDuration(86_400)).toEqual({ amount: 24, unit: 'hour' });
  expect(splitDuration(3 * 86_400)).toEqual({ amount: 3, unit: 'day' });
});

test('an odd deadline is told exactly, so that opening and saving a form changes nothing', () => {
  for (const seconds of [30, 95, 100, 3_601, 2_592_000]) expect(durationSeconds(splitDuration(seconds))).toBe(seconds);
});

test('half minutes can be typed, nonsense cannot', () => {
  expect(durationSeconds({ amount: 1.5, unit: 'minute' })).toBe(90);
  expect(durationSeconds({ amount: Number.NaN, unit: 'minute' })).toBeNull();
  expect(durationSeconds({ amount: 0, unit: 'hour' })).toBeNull();
  expect(durationSeconds({ amount: -3, unit: 'hour' })).toBeNull();
});

test('half of five minutes is two minutes and thirty seconds', () => {
  expect(durationParts(150)).toEqual([
    { amount: 2, unit: 'minute' },
    { amount: 30, unit: 'second' },
  ]);
  expect(durationParts(3_600)).toEqual([{ amount: 1, unit: 'hour' }]);
});
