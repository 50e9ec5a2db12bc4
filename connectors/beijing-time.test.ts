import { describe, expect, test } from 'vitest';
import { MalformedError } from '../domain/errors.ts';
import { formatBeijing, parseBeijing } from './beijing-time.ts';

describe('times that a platform writes without a zone', () => {
  test.each([
    ['2026-03-01 10:20:30', '2026-03-01T02:20:30.000Z'],
    ['2026-11-24 00:00:00', '2026-11-23T16:00:00.000Z'],
    ['2028-02-29 23:59:59', '2028-02-29T15:59:59.000Z'],
  ])('%s is Beijing time', (text, utc) => {
    expect(parseBeijing(text).toISOString()).toBe(utc);
    expect(parseBeijing(text.replace(' ', 'T'))).toEqual(parseBeijing(text));
    expect(formatBeijing(new Date(utc))).toBe(text);
  });

  test.each([
    '2026-02-29 10:00:00',
    '2026-13-01 10:00:00',
    '2026-03-01 24:00:00',
    '2026-03-01 10:60:00',
    '2026-03-01',
    '1772331630',
    '2026-03-01 10:20:30+08:00',
    '0000-00-00 00:00:00',
    '',
  ])('%j is no time and is not guessed', (text) => {
    expect(() => parseBeijing(text)).toThrow(MalformedError);
  });
});
