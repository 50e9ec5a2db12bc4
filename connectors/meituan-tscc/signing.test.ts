import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../conformance-steps.ts';
import { sign, textToSign, verify } from './signing.ts';

const SIGN_KEY = 'demoSignKey-01';

/** Vectors of the protocol notes (B2), checked there with two implementations. */
const vectors = [
  {
    id: 'ts-v1',
    params: {
      charset: 'UTF-8',
      developerId: '100000',
      version: '2',
      timestamp: '1700000000',
      businessId: '2',
      appAuthToken: 'tok_shop_1',
      biz: '{"orderId":1600012345678901234}',
    },
    expected: '8e052f50fbe65b3af790f20a74e0216e82b7e03f',
  },
  {
    id: 'ts-v2',
    params: {
      charset: 'UTF-8',
      developerId: '100000',
      timestamp: '1700000100',
      businessId: '58',
      refreshToken: 'rt_abc',
      grantType: 'refresh_token',
      scope: 'all',
      state: '',
    },
    expected: 'ec53760cf2e882ca04e64e2c80ebae9787b2a7a8',
  },
] as const;

describe('signatures of Meituan’s gateway for software makers', () => {
  test.each(vectors)('the published vector $id comes out', ({ params, expected }) => {
    expect(sign(params, SIGN_KEY)).toBe(expected);
    expect(verify({ ...params, sign: expected }, SIGN_KEY)).toBe(true);
    expect(verify({ ...params, sign: expected.toUpperCase() }, SIGN_KEY)).toBe(true);
  });

  test.each(vectors)('of $id one changed character anywhere is noticed', ({ params, expected }) => {
    for (const [name, value] of Object.entries(params))
      expect([name, verify({ ...params, [name]: `${value}x`, sign: expected }, SIGN_KEY)]).toEqual([name, false]);
    for (const given of ['', expected.slice(1), `${expected}0`, expected.replace(/^./, '_'), '十'.repeat(40)])
      expect([given, verify({ ...params, sign: given }, SIGN_KEY)]).toEqual([given, false]);
    expect(verify(params, SIGN_KEY)).toBe(false);
    expect(verify({ ...params, sign: expected }, `${SIGN_KEY} `)).toBe(false);
  });

  test('empty values and the signature in any case are not signed, and the order of fields means nothing', () => {
    expect(textToSign({ b: '2', state: '', a: '1', sign: 'x', Sign: 'y', SIGN: 'z' })).toBe('a1b2');
    expect(textToSign({ a: '1', b: '2' })).toBe('a1b2');
  });

  test('names go by their code, capitals before small letters', () => {
    expect(textToSign({ a: '1', B: '2', appAuthToken: '3', _: '4' })).toBe('B2_4a1appAuthToken3');
  });

  test('what was signed verifies, whatever the text, and no longer with another key or value', () => {
    const field = fc.string({ minLength: 1, unit: 'grapheme' });
    const fields = fc.dictionary(field, field, { minKeys: 1 });
    fc.assert(
      fc.property(fields, fc.string({ minLength: 8 }), (all, key) => {
        const { sign: _, ...rest } = all;
        const params = Object.fromEntries(Object.entries(rest).filter(([name]) => name.toLowerCase() !== 'sign'));
        const signed = { ...params, sign: sign(params, key) };
        expect(verify(signed, key)).toBe(true);
        expect(verify(signed, `${key}!`)).toBe(false);
        const [first] = Object.keys(params);
        if (first !== undefined) expect(verify({ ...signed, [first]: `${params[first]}!` }, key)).toBe(false);
      }),
      runsOf(200),
    );
  });
});
