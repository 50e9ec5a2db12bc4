import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { describeVouchers, type VoucherSketch } from '../conformance-vouchers.ts';
import { meituanVouchers } from './index.ts';

const SECRET = 'demo_app_secret_0123456789';
const SESSION = 'sess_0123456789abcdef';
const REFRESH = 'refresh_0123456789abcdef';
const SHOP = 'abcdef0123456789';
const OTHER_SHOP = 'fedcba9876543210';
const CODE = '1234567890';

const yuan = (fen: number) => (fen / 100).toFixed(2);

function row({ code, title, priceMinor, byPlatformMinor, byShopMinor }: VoucherSketch): string {
  return `{"order_id":4930220150000000003,"receipt_code":"${code}","deal_id":40000001,"deal_title":"${title}","deal_price":${yuan(priceMinor)},
    "mobile":"138****0000","payment_detail":[{"payment_detail_id":"1","amount":"999.00","amount_type":10}],
    "platform_amount":${yuan(byPlatformMinor)},"merchant_amount":${yuan(byShopMinor)},"flow_id":"7110000000000000001"}`;
}

const taken = row({ code: CODE, title: '双人餐', priceMinor: 8_850, byPlatformMinor: 0, byShopMinor: 0 });
const answer = (code: number, msg: string, data = '') => ({ body: `{"code":${code},"msg":"${msg}"${data}}` });

describeVouchers({
  channel: meituanVouchers,
  folder: import.meta.dirname,
  settings: {
    of: (baseUrl) => ({
      app_key: 'demo_app_key',
      app_secret: SECRET,
      access: 'session',
      session: SESSION,
      refresh_token: REFRESH,
      baseUrl,
    }),
    wrong: { app_key: '', app_secret: 'short', access: 'magic', session: 'a b' },
    secrets: [SECRET, SESSION, REFRESH],
    platformShopId: SHOP,
  },
  calls: {
    before: ({ path }) =>
      path.endsWith('/oauth/token')
        ? { body: '{"code":200,"msg":"success","access_token":"renewed-session","expires_in":2592000}' }
        : undefined,
    yes: answer(200, 'success', `,"data":[${taken}]`),
    unclear: [
      answer(200, 'success'),
      answer(200, 'success', ',"data":[]'),
      answer(200, 'success', `,"data":[${taken},${taken}]`),
      answer(200, 'success', ',"data":{}'),
      { body: `{"data":[${taken}]}` },
    ],
    failures: (code, words) => [answer(Number(code), words)],
    errors: [
      { code: '400', words: '缺少参数', command: 'rejected', question: 'rejected' },
      { code: '401', words: '签名错误', command: 'unauthorized', question: 'unauthorized' },
      { code: '402', words: 'app_key不存在', command: 'unauthorized', question: 'unauthorized' },
      { code: '403', words: 'session已失效', command: 'unauthorized', question: 'unauthorized' },
      { code: '404', words: '接口不存在', command: 'rejected', question: 'rejected' },
      { code: '405', words: '门店不在授权范围内', command: 'rejected', question: 'rejected' },
      { code: '406', words: '参数格式错误', command: 'rejected', question: 'rejected' },
      { code: '410', words: '请重新授权', command: 'unauthorized', question: 'unauthorized' },
      { code: '429', words: '调用过于频繁', command: 'rate-limited', question: 'rate-limited' },
      { code: '500', words: '系统错误', command: 'outcome-unknown', question: 'unavailable' },
      { code: '1001', words: '券码不存在', command: 'rejected', question: 'rejected' },
      { code: '1002', words: '券码已被使用', command: 'rejected', question: 'rejected' },
      { code: '1003', words: '券码已退款', command: 'rejected', question: 'rejected' },
      { code: '1004', words: '可用张数不足', command: 'rejected', question: 'rejected' },
      { code: '1005', words: 'requestid已使用', command: 'rejected', question: 'rejected' },
      { code: '1006', words: '券码未被使用', command: 'rejected', question: 'rejected' },
      { code: '98765', words: '明天的错误', command: 'rejected', question: 'rejected' },
    ],
    checkSignature: ({ body }) => {
      const params = Object.fromEntries(new URLSearchParams(body));
      const { sign, ...rest } = params;
      const pairs = Object.keys(rest)
        .sort()
        .map((name) => `${name}${rest[name] ?? ''}`);
      const expected = createHash('md5')
        .update(SECRET + pairs.join('') + SECRET)
        .digest('hex');
      expect(sign).toBe(expected);
      expect(rest).toMatchObject({ session: SESSION, open_shop_uuid: SHOP, receipt_code: CODE, count: '1' });
    },
  },
  row,
  sandbox: {
    register: (control) =>
      control('PUT', '/meituan-vouchers/apps/demo_app_key', {
        appSecret: SECRET,
        shops: [
          { openShopUuid: SHOP, name: '望京牛肉面馆', alias: 'noodles' },
          { openShopUuid: OTHER_SHOP, name: '西二旗牛肉面馆', alias: 'west' },
        ],
        grants: [{ session: SESSION, refreshToken: REFRESH }],
      }),
    sell: async (control, { count, here }) => {
      const shop = here ? { shop: 'noodles' } : { shop: 'west', onlyHere: true };
      const body = { ...shop, count, priceYuan: '59.90', reductionByMeituanYuan: '3.00' };
      return (await control<{ codes: string[] }>('POST', '/meituan-vouchers/vouchers', body)).codes;
    },
    refund: (control, code) => control('POST', `/meituan-vouchers/vouchers/${code}/refund`),
    calls: { consume: 'tuangou/receipt/consume', undo: 'tuangou/receipt/reverseconsume' },
  },
});
