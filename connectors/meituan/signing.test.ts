import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sign, stringToSign, verify } from './signing.ts';

/** Vectors of the protocol notes (A2), made with go-meituan; wm-v3 also with tm. */
interface Vector {
  id: string;
  url: string;
  params: Record<string, string>;
  secret: string;
  sig: string;
}
const vectors: Vector[] = [
  {
    id: 'wm-v1',
    url: 'https://waimaiopen.meituan.com/api/v1/order/getOrderDaySeq',
    params: { app_id: '0000', timestamp: '1389751221', app_poi_code: '31号测试店' },
    secret: 'a00ba58f000001aa697ab000006d52d',
    sig: '488c2c2302262b62e3666a4aa4b48083',
  },
  {
    id: 'wm-v2',
    url: 'https://waimaiopen.meituan.com/api/v1/retail/sku/stock',
    params: {
      timestamp: '1700000000',
      app_id: '1001',
      app_poi_code: 't_poi_01',
      food_data: '[{"app_food_code":"A-1","skus":[{"sku_id":"A-1-S","stock":"12"}]}]',
    },
    secret: '0123456789abcdef0123456789abcdef',
    sig: '552949a374ea393de2c4396d3e362432',
  },
];

describe('Meituan signatures', () => {
  test.each(vectors)('the published vector $id comes out', ({ url, params, secret, sig }) => {
    expect(sign(url, params, secret)).toBe(sig);
    expect(verify(url, { ...params, sig }, secret)).toBe(true);
    expect(verify(url, { ...params, sig: sig.toUpperCase() }, secret)).toBe(true);
  });

  test('one flipped character anywhere is noticed', () => {
    const { url, params, secret, sig } = vectors[0] as Vector;
    for (const key of Object.keys(params)) {
      expect(verify(url, { ...params, [key]: `${params[key]}x`, sig }, secret)).toBe(false);
    }
    expect(verify(url.replace('https', 'http'), { ...params, sig }, secret)).toBe(false);
    expect(verify(url, { ...params, sig: sig.slice(1) }, secret)).toBe(false);
    expect(verify(url, params, secret)).toBe(false);
  });

  test('the order in which fields arrive does not matter, an empty value stays', () => {
    expect(stringToSign('u', { b: '', a: '1', sig: 'x' }, 's')).toBe('u?a=1&b=s');
  });

  test('what was signed verifies, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.string()),
        fc.string({ minLength: 8 }),
        (params, secret) => {
          const { sig: _, ...rest } = params;
          const signed = { ...rest, sig: sign('https://hub.example/cb', rest, secret) };
          expect(verify('https://hub.example/cb', signed, secret)).toBe(true);
        },
      ),
    );
  });
});
