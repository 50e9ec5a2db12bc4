import { describe, expect, test } from 'vitest';
import { encodeParams, formEncode, signMeituan } from './signing.ts';

const secret = '0123456789abcdef0123456789abcdef';

/** The platform document's own vectors, computed with two independent public SDKs. */
describe('the signature agrees with the published vectors', () => {
  test('wm-v1: a GET with a Chinese shop code', () => {
    const params = { app_id: '0000', timestamp: '1389751221', app_poi_code: '31号测试店' };
    const url = 'https://waimaiopen.meituan.com/api/v1/order/getOrderDaySeq';
    expect(signMeituan(url, params, 'a00ba58f000001aa697ab000006d52d')).toBe('488c2c2302262b62e3666a4aa4b48083');
  });

  test('wm-v2: a POST whose parameter is JSON text', () => {
    const params = {
      timestamp: '1700000000',
      app_id: '1001',
      app_poi_code: 't_poi_01',
      food_data: '[{"app_food_code":"A-1","skus":[{"sku_id":"A-1-S","stock":"12"}]}]',
    };
    const url = 'https://waimaiopen.meituan.com/api/v1/retail/sku/stock';
    expect(signMeituan(url, params, secret)).toBe('552949a374ea393de2c4396d3e362432');
  });

  test('wm-v3: a callback, and its bytes on the wire encoded twice', () => {
    const params = {
      order_id: '1600012345678901234',
      wm_order_id_view: '1600012345678901234',
      app_poi_code: 't_poi_01',
      status: '2',
      total: '35.5',
      ctime: '1700000001',
      recipient_name: '张三(先生)',
      caution: '少辣 谢谢',
      detail: '[{"app_food_code":"A-1","food_name":"牛肉面","sku_id":"A-1-S","quantity":1,"price":35.5}]',
      extras: '[{}]',
      app_id: '1001',
      timestamp: '1700000002',
    };
    const sig = signMeituan('https://hub.example.com/cb/meituan/order/paid', params, secret);
    expect(sig).toBe('e3e96a4588f23eb4680b9000b468d05b');
    expect(encodeParams({ ...params, sig }, 'double')).toBe(
      'order_id=1600012345678901234&wm_order_id_view=1600012345678901234&app_poi_code=t_poi_01&status=2&total=35.5&ctime=1700000001&recipient_name=%25E5%25BC%25A0%25E4%25B8%2589%2528%25E5%2585%2588%25E7%2594%259F%2529&caution=%25E5%25B0%2591%25E8%25BE%25A3%2B%25E8%25B0%25A2%25E8%25B0%25A2&detail=%255B%257B%2522app_food_code%2522%253A%2522A-1%2522%252C%2522food_name%2522%253A%2522%25E7%2589%259B%25E8%2582%2589%25E9%259D%25A2%2522%252C%2522sku_id%2522%253A%2522A-1-S%2522%252C%2522quantity%2522%253A1%252C%2522price%2522%253A35.5%257D%255D&extras=%255B%257B%257D%255D&app_id=1001&timestamp=1700000002&sig=e3e96a4588f23eb4680b9000b468d05b',
    );
  });
});

test('keys are sorted by themselves, so one key plus a digit comes after it', () => {
  const expected = signMeituan('http://a/b', { a: '1', a1: '2' }, 's');
  expect(signMeituan('http://a/b', { a1: '2', a: '1' }, 's')).toBe(expected);
  // Sorting whole "key=value" texts would put `a1=2` before `a=1`, because "1" sorts before "=".
  expect(expected).toBe('30cfc2166da678b032145781dc1364e1');
});

test('an empty value is signed as a bare key, and sig itself never is', () => {
  const signed = signMeituan('http://a/b', { reason: '' }, 's');
  expect(signMeituan('http://a/b', { reason: '', sig: 'anything' }, 's')).toBe(signed);
  expect(signMeituan('http://a/b', {}, 's')).not.toBe(signed);
});

test('form encoding is that of HTML forms, also for half a surrogate pair', () => {
  const odd = "a b+c*-._~!'()&=%🎂";
  expect(`k=${formEncode(odd)}`).toBe(new URLSearchParams({ k: odd }).toString());
  expect(formEncode('\ud800')).toBe('%EF%BF%BD');
});
