import fc from 'fast-check';
import pg from 'pg';
import { expect, test } from 'vitest';
import { readTimestamp } from './timestamps.ts';

const general = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date;

test.each([
  '2026-11-26 13:07:30+00',
  '2026-11-26 13:07:30.5+00',
  '2026-11-26 13:07:30.123456+00',
  '2026-11-26 21:07:30.123+08',
  '0099-01-01 00:00:00+00',
  '10000-01-01 00:00:00+00',
  '0044-03-15 00:00:00+00 BC',
])('%s is the moment that the library reads', (text) => {
  expect(readTimestamp(text)).toEqual(general(text));
});

test('infinity stays infinity', () => {
  expect(readTimestamp('infinity')).toBe(Number.POSITIVE_INFINITY);
});

test('every millisecond of a hundred years is read as the library reads it', () => {
  const moments = fc.date({ min: new Date('1970-01-01'), max: new Date('2070-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, (moment) => {
      const text = `${moment
        .toISOString()
        .replace('T', ' ')
        .replace(/\.?0*Z$/, '')}+00`;
      expect(readTimestamp(text)).toEqual(moment);
    }),
  );
});
