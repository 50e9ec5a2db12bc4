import { describe, expect, test } from 'vitest';
import { signTscc } from './signing.ts';

const SIGN_KEY = 'demoSignKey-01';

/** Of the platform's document. */
describe("the document's vectors", () => {
  test('ts-v1: a call whose business parameters are JSON text', () => {
    const params = {
      charset: 'UTF-8',
      developerId: '100000',
      version: '2',
      timestamp: '1700000000',
      businessId: '2',
      appAuthToken: 'tok_shop_1',
      biz: '{"orderId":1600012345678901234}',
    };
    expect(signTscc(params, SIGN_KEY)).toBe('8e052f50fbe65b3af790f20a74e0216e82b7e03f');
    expect(signTscc({ ...params, biz: '{"orderId": 1600012345678901234}' }, SIGN_KEY)).not.toBe(
      signTscc(params, SIGN_KEY),
    );
  });

  test('ts-v2: a refresh, whose empty state is not signed', () => {
    const params = {
      charset: 'UTF-8',
      developerId: '100000',
      timestamp: '1700000100',
      businessId: '58',
      refreshToken: 'rt_abc',
      grantType: 'refresh_token',
      scope: 'all',
    };
    const sign = 'ec53760cf2e882ca04e64e2c80ebae9787b2a7a8';
    expect(signTscc({ ...params, state: '' }, SIGN_KEY)).toBe(sign);
    expect(signTscc(params, SIGN_KEY)).toBe(sign);
  });
});

test('the order of the fields and the signature itself change nothing, one character does', () => {
  const sign = signTscc({ a: '1', b: '少辣 & +' }, SIGN_KEY);
  expect(signTscc({ b: '少辣 & +', a: '1', sign: 'x', Sign: 'y' }, SIGN_KEY)).toBe(sign);
  expect(signTscc({ a: '1', b: '少辣 & -' }, SIGN_KEY)).not.toBe(sign);
  expect(signTscc({ a: '1', b: '少辣 & +' }, 'another')).not.toBe(sign);
});
