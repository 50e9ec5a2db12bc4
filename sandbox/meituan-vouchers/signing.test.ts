import { describe, expect, test } from 'vitest';
import { signVouchers } from './signing.ts';

const SECRET = 'demo_app_secret';
const system = { app_key: 'demo_app_key', format: 'json', v: '1', sign_method: 'MD5', session: 'sess_1' };

/** Of the platform's document. */
describe("the document's vectors", () => {
  test('dp-v1: a voucher is looked at', () => {
    const params = {
      ...system,
      timestamp: '2023-11-15 06:13:20',
      receipt_code: '1234567890',
      open_shop_uuid: 'abcdef0123456789',
    };
    expect(signVouchers(params, SECRET)).toBe('8cbcad2803f2b796e53fd713747d99a1');
    expect(signVouchers({ ...params, receipt_code: '1234567891' }, SECRET)).not.toBe(signVouchers(params, SECRET));
  });

  test('dp-v2: a voucher is taken, by a cashier with a Chinese name', () => {
    const params = {
      ...system,
      timestamp: '2023-11-15 06:13:30',
      requestid: 'req-0001',
      receipt_code: '1234567890',
      count: '1',
      open_shop_uuid: 'abcdef0123456789',
      app_shop_account: 'cashier01',
      app_shop_accountname: '收银一号',
    };
    expect(signVouchers(params, SECRET)).toBe('457f92fb0d7da7455ed464ca09ccd524');
    expect(signVouchers({ ...params, sign: 'x' }, SECRET)).toBe('457f92fb0d7da7455ed464ca09ccd524');
    expect(signVouchers(params, 'another')).not.toBe('457f92fb0d7da7455ed464ca09ccd524');
  });
});
