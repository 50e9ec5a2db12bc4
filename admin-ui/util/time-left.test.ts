import { expect, test } from 'vitest';
import { formatDistance, isLong, timeLeft } from './time-left.ts';

const MINUTE_MS = 60_000;
const at = (leftMinutes: number) => timeLeft(0, 5 * MINUTE_MS, (5 - leftMinutes) * MINUTE_MS);

test('the chip is green, then amber, then red, then late', () => {
  expect(at(5).tone).toBe('good');
  expect(at(2.6).tone).toBe('good');
  expect(at(2.5).tone).toBe('warn');
  expect(at(1.1).tone).toBe('warn');
  expect(at(1).tone).toBe('bad');
  expect(at(0.01).tone).toBe('bad');
  expect(at(0).tone).toBe('late');
  expect(at(-3)).toEqual({ tone: 'late', fraction: 0, distanceMs: 3 * MINUTE_MS });
});

test('the chip shrinks with the time and never grows past full', () => {
  expect(at(2.5).fraction).toBe(0.5);
  expect(at(9).fraction).toBe(1);
  expect(timeLeft(10, 10, 5).fraction).toBe(1);
});

test('time is told in minutes and seconds, with hours only when there are any', () => {
  expect(formatDistance({ tone: 'good', distanceMs: 161_000 })).toBe('2:41');
  expect(formatDistance({ tone: 'good', distanceMs: 3_761_000 })).toBe('1:02:41');
  expect(formatDistance({ tone: 'bad', distanceMs: 400 })).toBe('0:01');
  expect(formatDistance({ tone: 'late', distanceMs: 400 })).toBe('0:00');
  expect(formatDistance({ tone: 'late', distanceMs: 725_000 })).toBe('12:05');
});

test('after a whole day it is days that count', () => {
  expect(isLong(86_399_999)).toBe(false);
  expect(isLong(86_400_000)).toBe(true);
});
