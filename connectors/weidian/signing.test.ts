import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../conformance-steps.ts';
import { formOf } from './gateway.ts';
import { looksSealed, openSealed } from './signing.ts';
import { readForm } from './wire.ts';

const KEY = '0123456789abcdef0f1e2d3c4b5a6978';

/** The document's rule (2.1) once more, so that the connector does not check itself. */
function seal(text: string | Buffer, key = KEY): string {
  const bytes = Buffer.from(text);
  const padding = 32 - (bytes.length % 32);
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(key, 'hex'), Buffer.from(key, 'base64').subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString(
    'base64',
  );
}

describe('sensitive fields', () => {
  /** Vectors of the protocol notes 2.1. */
  test.each([
    ['13800138000', '+LqOtKsc5FUn515aJybk/Pzn7TY4+Iz2kF/5lT5qq5k='],
    ['王小明', 'T82IG/IrwQyeFrzZdPzliZ2OolhOBMJ6bzshd/qyR0c='],
  ])('the published vector of %s opens', (plain, sealed) => {
    expect(openSealed(sealed, KEY)).toBe(plain);
    expect(seal(plain)).toBe(sealed);
  });

  test('any text that was sealed opens, whatever its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const plain = Buffer.from(text).toString();
        expect(openSealed(seal(plain), KEY)).toBe(plain);
      }),
      runsOf(200),
    );
  });

  test('what people write does not look sealed', () => {
    for (const text of [
      '',
      '13800138000',
      '王小明',
      '上海市静安区示例路 1 号',
      'a'.repeat(44),
      'Li Lei',
      `${'a'.repeat(42)}==`,
    ])
      expect([text, looksSealed(text)]).toEqual([text, false]);
  });

  test.each([
    ['sealed with another key', seal('王小明', 'f'.repeat(32))],
    ['of blocks of 16', seal('王小明').slice(0, 24)],
    ['with padding of nothing', seal(Buffer.alloc(0)).replace(/^./, 'A')],
    ['no text', seal(Buffer.of(0xff, 0xfe))],
    ['no base64', '%'.repeat(44)],
  ])('a field that is %s is not opened', (_, sealed) => {
    expect(openSealed(sealed, KEY)).toBeNull();
  });

  test('a key that is none opens nothing', () => {
    expect(openSealed(seal('王小明'), 'xyz')).toBeNull();
  });
});

describe('the form of a call', () => {
  /** Vectors of the protocol notes 2. */
  test('is the published one', () => {
    const common = (method: string, version: string) => ({
      method,
      access_token: '5c8a1b7e9d0f4a6bb3c2d1e0f9a8b7c6000011aabb',
      version,
      format: 'json',
    });
    const param = { page_num: 1, page_size: 30, order_type: 'unship' };
    expect(formOf(param, common('vdian.order.list.get', '1.5'))).toBe(
      'param=%7B%22page_num%22%3A1%2C%22page_size%22%3A30%2C%22order_type%22%3A%22unship%22%7D&public=%7B%22method%22%3A%22vdian.order.list.get%22%2C%22access_token%22%3A%225c8a1b7e9d0f4a6bb3c2d1e0f9a8b7c6000011aabb%22%2C%22version%22%3A%221.5%22%2C%22format%22%3A%22json%22%7D',
    );
    expect(formOf({ order_id: '1', reason: '缺货 +' }, common('vdian.order.cancel', '1.0'))).toMatch(
      /^param=%7B%22order_id%22%3A%221%22%2C%22reason%22%3A%22%E7%BC%BA%E8%B4%A7%20%2B%22%7D&public=/,
    );
  });

  /** Vectors of the protocol notes 3. */
  test('of a push opens to what was meant', () => {
    const content = (form: string) => JSON.parse(readForm(form).get('content') ?? '') as unknown;
    expect(
      content(
        'content=%7B%22type%22%3A%22weidian.order.close%22%2C%22message%22%3A%7B%22order_id%22%3A%221%22%2C%22status_ori%22%3A%2260%22%7D%7D',
      ),
    ).toEqual({ type: 'weidian.order.close', message: { order_id: '1', status_ori: '60' } });
    expect(content('content=%7B%22message%22%3A%7B%22note%22%3A%22a+b%2Bc%22%7D%7D')).toEqual({
      message: { note: 'a b+c' },
    });
  });
});
