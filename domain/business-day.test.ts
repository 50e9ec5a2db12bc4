import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, businessDay, dayBounds, daysBetween } from './business-day.ts';

const zones = [
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'Pacific/Kiritimati',
  'Etc/GMT+12',
];
const moment = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2032-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const HOUR_MS = 3_600_000;

describe('the business day of an order', () => {
  test('every moment belongs to one day, the one whose bounds hold it, and the days leave no gap', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (at, zone) => {
        const day = businessDay(at, zone);
        const { start, end } = dayBounds(day, zone);
        expect(start.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(at.getTime()).toBeLessThan(end.getTime());
        expect(dayBounds(addDays(day, 1), zone).start).toEqual(end);
        expect(businessDay(new Date(end.getTime() - 1), zone)).toBe(day);
      }),
    );
  });

  test.each([
    ['2026-11-23T23:59:59.999+08:00', 'Asia/Shanghai', '2026-11-23'],
    ['2026-11-24T00:00:00+08:00', 'Asia/Shanghai', '2026-11-24'],
    ['2028-02-28T23:59:59+08:00', 'Asia/Shanghai', '2028-02-28'],
    ['2028-02-29T00:00:00+08:00', 'Asia/Shanghai', '2028-02-29'],
    ['2028-02-29T23:59:59+08:00', 'Asia/Shanghai', '2028-02-29'],
    ['2027-03-01T00:00:00+08:00', 'Asia/Shanghai', '2027-03-01'],
    ['2026-12-31T23:59:59+08:00', 'Asia/Shanghai', '2026-12-31'],
    ['2026-11-01T01:30:00-04:00', 'America/New_York', '2026-11-01'],
    ['2026-11-01T01:30:00-05:00', 'America/New_York', '2026-11-01'],
  ])('%s in %s is of %s', (at, zone, day) => {
    expect(businessDay(new Date(at), zone)).toBe(day);
  });

  test('the days on which clocks change are an hour shorter and longer', () => {
    const hours = (day: string, zone: string) => {
      const { start, end } = dayBounds(day, zone);
      return (end.getTime() - start.getTime()) / HOUR_MS;
    };
    expect(hours('2026-03-08', 'America/New_York')).toBe(23);
    expect(hours('2026-11-01', 'America/New_York')).toBe(25);
    expect(hours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
    // Midnight itself does not exist there on this day.
    expect(hours('2026-03-29', 'Asia/Beirut')).toBe(23);
    expect(hours('2026-03-08', 'Asia/Shanghai')).toBe(24);
  });

  test('a span of days has each once, over leap days and the turn of a year', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
    expect(daysBetween('2027-02-28', '2027-03-01')).toEqual(['2027-02-28', '2027-03-01']);
    expect(daysBetween('2026-12-31', '2027-01-01')).toEqual(['2026-12-31', '2027-01-01']);
    expect(daysBetween('2026-03-08', '2026-03-08')).toEqual(['2026-03-08']);
    expect(daysBetween('2026-03-09', '2026-03-08')).toEqual([]);
    for (const day of ['2026-02-30', '2026-13-01', '2026-00-10', 'today', ''])
      expect([day, daysBetween(day, '2026-03-08'), daysBetween('2026-01-01', day)]).toEqual([day, [], []]);
  });
});
