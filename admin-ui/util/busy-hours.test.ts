import { expect, test } from 'vitest';
import { busyHours, changePercent } from './busy-hours.ts';

const day = (busy: Record<number, number>) =>
  Array.from({ length: 24 }, (_, hour) => ({ hour, orders: busy[hour] ?? 0, comparedOrders: 0 }));

test('a chart shows the hours in which something came, and some around them', () => {
  expect(busyHours(day({ 7: 1, 21: 3 }))).toEqual({ from: 7, to: 21 });
  expect(busyHours(day({ 12: 5 }))).toEqual({ from: 8, to: 15 });
  expect(busyHours(day({ 0: 5 }))).toEqual({ from: 0, to: 7 });
  expect(busyHours(day({ 23: 5 }))).toEqual({ from: 16, to: 23 });
});

test('a day without orders shows an empty working day', () => {
  const { from, to } = busyHours(day({}));
  expect(to - from).toBe(8);
});

test('a change is told in whole per cent, and not against nothing', () => {
  expect(changePercent(112, 100)).toBe(12);
  expect(changePercent(5, 10)).toBe(-50);
  expect(changePercent(5, 0)).toBeNull();
});
