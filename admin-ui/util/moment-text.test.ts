import { expect, test } from 'vitest';
import { absoluteText, momentText } from './moment-text.ts';

const SHANGHAI = 'Asia/Shanghai';
const now = Date.parse('2026-03-08T12:30:00+08:00');
const tell = (time: string) => momentText(Date.parse(time), now, SHANGHAI);

test('what just happened is told by its distance', () => {
  expect(tell('2026-03-08T12:29:30+08:00')).toEqual({ kind: 'now' });
  expect(tell('2026-03-08T12:27:00+08:00')).toEqual({ kind: 'minutes', count: 3 });
  expect(tell('2026-03-08T11:31:00+08:00')).toEqual({ kind: 'minutes', count: 59 });
});

test("older moments are told by the clock and the day of the merchant's zone", () => {
  expect(tell('2026-03-08T00:05:00+08:00')).toEqual({ kind: 'today', time: '00:05' });
  expect(tell('2026-03-07T23:55:00+08:00')).toEqual({ kind: 'yesterday', time: '23:55' });
  expect(tell('2026-03-09T10:00:00+08:00')).toEqual({ kind: 'tomorrow', time: '10:00' });
  expect(tell('2026-03-01T09:05:00+08:00')).toEqual({ kind: 'date', text: '03-01 09:05' });
  expect(tell('2025-12-31T09:05:00+08:00')).toEqual({ kind: 'date', text: '2025-12-31 09:05' });
});

test('the exact moment has seconds', () => {
  expect(absoluteText(now, SHANGHAI)).toBe('2026-03-08 12:30:00');
});
