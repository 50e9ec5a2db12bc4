import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { type Encoding, readForm } from './form.ts';
import { stringToSign } from './signing.ts';

const twice = (text: string) => encodeURIComponent(encodeURIComponent(text));

function kindOfError(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof ConnectorError ? error.kind : String(error);
  }
  return 'none';
}

const read = (query: string, body = '', encoding: Encoding = 'single') =>
  readForm(query, Buffer.from(body), encoding)?.params();

const NONE: ReadonlySet<string> = new Set();

describe('the form of a push', () => {
  test('query and body are one set; a plus is a space; an empty value stays', () => {
    expect({ ...read('app_id=1&caution=a+b%20c', 'app_id=1&reason=') }).toEqual({
      app_id: '1',
      caution: 'a b c',
      reason: '',
    });
  });

  test('any words come through two encodings unharmed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        expect(read('', `caution=${twice(words)}`, 'double')?.caution).toBe(words);
      }),
    );
  });

  test.each([
    ['a key with two values', 'total=1&total=2', 'malformed'],
    ['a key in query and body with two values', 'total=1', 'malformed'],
    ['half a percent sign', 'caution=%E5%B', 'malformed'],
    ['bytes that are no text', 'caution=%FF%FE', 'malformed'],
    ['hundreds of fields', Array.from({ length: 301 }, (_, index) => `f${index}=1`).join('&'), 'malformed'],
    ['a key twice with one value', 'app_id=1&app_id=1', 'none'],
  ])('%s', (_, query, expected) => {
    expect(kindOfError(() => read(query, query === 'total=1' ? 'total=2' : ''))).toBe(expected);
  });

  test('a field called __proto__ is a field like any other', () => {
    const form = read('__proto__=x&constructor=y');
    expect(Object.keys(form ?? {})).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('what was encoded only once is told apart from broken text', () => {
    expect(read('', `reason=${encodeURIComponent('100% 对')}`, 'double')).toBeUndefined();
    expect(read('', `reason=${twice('100% 对')}`, 'double')?.reason).toBe('100% 对');
  });

  test('two halves of one character in two fields are not text', () => {
    expect(kindOfError(() => read('', 'a=%E5&%B9%B4=x'))).toBe('malformed');
    expect(kindOfError(() => read('', 'a=%E5%B9&b=%B4'))).toBe('malformed');
    expect(read('', 'a=%25E5%25B9&b=%25B4', 'double')).toBeUndefined();
  });

  test('the bytes that are signed are the text that is signed, whatever the words and their order', () => {
    const fields = fc.dictionary(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((key) => key !== 'sig'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fields, (params) => {
        const body = Object.entries(params).map(([key, value]) => `${encodeURIComponent(key)}=${twice(value)}`);
        const signed = readForm('', Buffer.from(body.join('&')), 'double')?.join('https://hub/cb?', NONE, 0x26, '密');
        expect(signed?.toString()).toBe(stringToSign('https://hub/cb', params, '密'));
      }),
    );
  });
});
