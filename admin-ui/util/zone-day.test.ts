import { expect, test } from 'vitest';
import { addDays, dayOf, isDay, startOfDay } from './zone-day.ts';

const iso = (epochMs: number) => new Date(epochMs).toISOString();

test("a day begins at midnight of the merchant's zone, wherever the browser is", () => {
  expect(iso(startOfDay('2026-03-08', 'Asia/Shanghai'))).toBe('2026-03-07T16:00:00.000Z');
  expect(iso(startOfDay('2026-03-08', 'UTC'))).toBe('2026-03-08T00:00:00.000Z');
});

test('a day on which the clocks change still begins at its own midnight', () => {
  expect(iso(startOfDay('2026-03-08', 'America/New_York'))).toBe('2026-03-08T05:00:00.000Z');
  expect(iso(startOfDay('2026-03-09', 'America/New_York'))).toBe('2026-03-09T04:00:00.000Z');
  expect(iso(startOfDay('2026-11-02', 'America/New_York'))).toBe('2026-11-02T05:00:00.000Z');
});

test('late in the evening in Shanghai is that day there, though another day in UTC', () => {
  expect(dayOf(Date.parse('2026-03-08T16:30:00Z'), 'Asia/Shanghai')).toBe('2026-03-09');
  expect(dayOf(Date.parse('2026-03-08T16:30:00Z'), 'UTC')).toBe('2026-03-08');
});

test('days are counted over the end of a month and a year', () => {
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
});

test('only real days are days', () => {
  expect(isDay('2026-03-08')).toBe(true);
  expect(isDay('2026-13-08')).toBe(false);
  expect(isDay('today')).toBe(false);
});
