import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { decodeAgain, readForm } from './form.ts';

const twice = (text: string) => encodeURIComponent(encodeURIComponent(text));

function kindOfError(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof ConnectorError ? error.kind : String(error);
  }
  return 'none';
}

describe('the form of a push', () => {
  test('query and body are one set; a plus is a space; an empty value stays', () => {
    expect({ ...readForm('app_id=1&caution=a+b%20c', 'app_id=1&reason=') }).toEqual({
      app_id: '1',
      caution: 'a b c',
      reason: '',
    });
  });

  test('any words come through two encodings unharmed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const form = readForm('', `caution=${twice(words)}`);
        expect(decodeAgain(form)?.caution).toBe(words);
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
    expect(kindOfError(() => readForm(query, query === 'total=1' ? 'total=2' : ''))).toBe(expected);
  });

  test('a field called __proto__ is a field like any other', () => {
    const form = readForm('__proto__=x&constructor=y', '');
    expect(Object.keys(form)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('what was encoded only once is told apart from broken text', () => {
    expect(decodeAgain(readForm('', `reason=${encodeURIComponent('100% 对')}`))).toBeNull();
    expect(decodeAgain(readForm('', `reason=${twice('100% 对')}`))?.reason).toBe('100% 对');
  });
});
