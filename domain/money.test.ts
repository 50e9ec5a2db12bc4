import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedError } from './errors.ts';
import { minor, sumMinor, yuanToFen } from './money.ts';

describe('money', () => {
  test.each([
    ['35.5', 3550],
    ['35.50', 3550],
    ['35.500', 3550],
    ['0', 0],
    ['-0', 0],
    ['-0.10', -10],
    ['+1', 100],
    ['1.', 100],
    ['007', 700],
    [' 12.34 ', 1234],
    ['0.29', 29],
    ['1.15', 115],
    ['4.35', 435],
    ['9999999999999.99', 999_999_999_999_999],
  ])('%j yuan is %i fen', (yuan, fen) => {
    expect(yuanToFen(yuan)).toBe(fen);
  });

  test('every amount comes through text to the fen, however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), fc.nat(3), (fen, zeros) => {
        const digits = String(Math.abs(fen)).padStart(3, '0');
        const text = `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}${'0'.repeat(zeros)}`;
        expect(yuanToFen(text)).toBe(fen === 0 ? 0 : fen);
      }),
    );
  });

  test.each([
    '',
    ' ',
    '.5',
    '1,000',
    '1.005',
    '1e3',
    '1e400',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '1.2.3',
    '１２',
    '12元',
    '99999999999999',
    '1'.repeat(400),
    '1\u00005',
  ])('%j is refused instead of guessed', (text) => {
    expect(() => yuanToFen(text)).toThrow(MalformedError);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21, 0.001])('the number %d is refused as well', (value) => {
    expect(() => yuanToFen(value)).toThrow(MalformedError);
    expect(() => minor(value)).toThrow(MalformedError);
  });

  test('a refusal does not repeat a book of digits', () => {
    expect(() => yuanToFen('9'.repeat(10_000))).toThrow(/^not an amount in yuan: "9{40}"$/);
  });

  test.each(['9007199254740992', '1.5', '', 'abc', '1e3', '99999999999999999'])(
    '%j minor units are refused',
    (text) => {
      expect(() => minor(text)).toThrow(MalformedError);
    },
  );

  test('sums stay exact or are refused', () => {
    expect(sumMinor([])).toBe(0);
    expect(sumMinor([3550, -50, 1])).toBe(3501);
    expect(Object.is(sumMinor([5, -5]), 0)).toBe(true);
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow(MalformedError);
  });
});
