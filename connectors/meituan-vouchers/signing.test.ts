import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../conformance-steps.ts';
import { type Params, sign, verify } from './signing.ts';

const SECRET = 'demo_app_secret';
const common = { app_key: 'demo_app_key', format: 'json', v: '1', sign_method: 'MD5', session: 'sess_1' };

/** Vectors of the protocol notes (C), on which two public clients agree. */
const vectors: { id: string; params: Params; expected: string }[] = [
  {
    id: 'dp-v1',
    params: {
      ...common,
      timestamp: '2023-11-15 06:13:20',
      receipt_code: '1234567890',
      open_shop_uuid: 'abcdef0123456789',
    },
    expected: '8cbcad2803f2b796e53fd713747d99a1',
  },
  {
    id: 'dp-v2',
    params: {
      ...common,
      timestamp: '2023-11-15 06:13:30',
      requestid: 'req-0001',
      receipt_code: '1234567890',
      count: '1',
      open_shop_uuid: 'abcdef0123456789',
      app_shop_account: 'cashier01',
      app_shop_accountname: '收银一号',
    },
    expected: '457f92fb0d7da7455ed464ca09ccd524',
  },
];

describe('signatures of voucher calls', () => {
  test.each(vectors)('the published vector $id comes out', ({ params, expected }) => {
    expect(sign(params, SECRET)).toBe(expected);
    expect(verify({ ...params, sign: expected }, SECRET)).toBe(true);
    expect(verify({ ...params, sign: expected.toUpperCase() }, SECRET)).toBe(true);
  });

  test('one changed character anywhere is noticed', () => {
    const { params, expected } = vectors[1] as (typeof vectors)[number];
    for (const key of Object.keys(params))
      expect(verify({ ...params, [key]: `${params[key]}x`, sign: expected }, SECRET)).toBe(false);
    expect(verify({ ...params, sign: expected.slice(1) }, SECRET)).toBe(false);
    expect(verify(params, SECRET)).toBe(false);
    expect(verify({ ...params, sign: expected }, `${SECRET}x`)).toBe(false);
  });

  test('what was signed verifies, whatever the text and the order in which it stands', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.string()),
        fc.string({ minLength: 8 }),
        (all, secret) => {
          const { sign: _, ...params } = all;
          const reversed = Object.fromEntries(Object.entries(params).reverse());
          expect(sign(reversed, secret)).toBe(sign(params, secret));
          expect(verify({ ...reversed, sign: sign(params, secret) }, secret)).toBe(true);
        },
      ),
      runsOf(200),
    );
  });
});
