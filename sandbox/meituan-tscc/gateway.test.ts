import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  DEVELOPER_ID,
  SHOP,
  SIGN_KEY,
  startTscc,
  TOKEN,
  type CallOptions,
  type TestTscc,
} from './merchant-for-tests.ts';

const OTHER_SHOP = 't_poi_02';
const OTHER_TOKEN = 'tok_shop_2';
const shops = [
  { ePoiId: SHOP, name: '望京牛肉面馆', appAuthToken: TOKEN },
  { ePoiId: OTHER_SHOP, name: '小麦面包房', alias: 'bakery', appAuthToken: OTHER_TOKEN },
];

let sandbox: TestTscc;
let orderId: string;
beforeAll(async () => {
  sandbox = await startTscc({ shops });
  orderId = await sandbox.place({ shop: SHOP });
});
afterAll(() => sandbox.close());

const ask = async (how: CallOptions = {}, biz: object | string = `{"orderId":${orderId}}`): Promise<string> =>
  (await sandbox.call('waimai/order/queryById', biz, how)).body.code;

test('a good call answers in the envelope of version 2, with all digits of the order number', async () => {
  const { status, text, body } = await sandbox.onOrder('queryById', orderId);
  expect(status).toBe(200);
  expect(body).toMatchObject({ code: 'OP_SUCCESS', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(text).toContain(`"orderId":${orderId}`);
  expect(Number.isSafeInteger(Number(orderId))).toBe(false);
});

test.each<[string, string, () => CallOptions]>([
  ['703', 'a signature of another secret', () => ({ signKey: 'wrong' })],
  ['703', 'a field that was changed', () => ({ tamper: (form) => void (form['biz'] = '{"orderId":1}') })],
  ['703', 'a field that was added', () => ({ tamper: (form) => void (form['more'] = '1') })],
  [
    '703',
    'a signature in upper case',
    () => ({ tamper: (form) => void (form['sign'] = form['sign']?.toUpperCase() ?? '') }),
  ],
  ['703', 'a clock that is wrong', () => ({ form: { timestamp: String(Math.floor(Date.now() / 1_000) - 700) } })],
  ['705', 'milliseconds', () => ({ form: { timestamp: String(Date.now()) } })],
  ['702', 'an unknown developer', () => ({ form: { developerId: '5' } })],
  ['701', 'no developer', () => ({ form: { developerId: undefined } })],
  ['701', 'no token', () => ({ form: { appAuthToken: undefined } })],
  ['701', 'no version', () => ({ form: { version: undefined } })],
  ['705', 'version 1', () => ({ form: { version: '1' } })],
  ['705', 'another charset', () => ({ form: { charset: 'GBK' } })],
  ['4001', 'an unknown token', () => ({ form: { appAuthToken: 'tok' } })],
  ['704', "another shop's token", () => ({ form: { appAuthToken: OTHER_TOKEN } })],
  ['708', 'another business', () => ({ form: { businessId: '58' } })],
  ['705', 'a GET', () => ({ method: 'GET' })],
])('%s for %s', async (code, _what, how) => {
  expect(await ask(how())).toBe(code);
});

test.each([
  ['705', '{"orderId":'],
  ['705', '[1]'],
  ['705', '{"orderId":"x"}'],
  ['701', '{}'],
  ['806', '{"orderId":1600012345678901234}'],
])('%s for the business parameters %s', async (code, biz) => {
  expect(await ask({}, biz)).toBe(code);
});

test('empty fields are not signed, and the number may be text', async () => {
  expect(await ask({ form: { state: '' } }, { orderId })).toBe('OP_SUCCESS');
});

test('an unknown path is 708, a refusal has no data', async () => {
  const { body } = await sandbox.call('waimai/order/nothing');
  expect(body).toMatchObject({ code: '708', data: null, msg: expect.any(String) });
});

test('a key that comes twice is refused', async () => {
  const response = await fetch(`${sandbox.url}/meituan-tscc/waimai/poi/open`, {
    method: 'POST',
    body: new URLSearchParams('developerId=1&developerId=1'),
  });
  expect(await response.json()).toMatchObject({ code: '705' });
});

test('too many calls are 711 where a limit is set', async () => {
  await sandbox.control('PUT', '/meituan-tscc/apps/7', {
    signKey: SIGN_KEY,
    shops: [{ ePoiId: 'limited', name: '面', appAuthToken: 'tok_limited' }],
    rateLimit: { perSecond: 0.001, burst: 2 },
  });
  const how = { form: { developerId: '7', appAuthToken: 'tok_limited' } };
  const codes: string[] = [];
  for (let n = 0; n < 3; n += 1) codes.push((await sandbox.call('waimai/poi/open', {}, how)).body.code);
  expect(codes).toEqual(['OP_SUCCESS', 'OP_SUCCESS', '711']);
});

test('the log tells what was asked without secrets, and a fault answers in the platform’s own words', async () => {
  await sandbox.control('DELETE', '/calls');
  const fault = { platform: 'meituan-tscc', path: 'waimai/order/confirm', act: 'error-code', code: 1001, orderId };
  await sandbox.control('POST', '/faults', fault);
  expect((await sandbox.onOrder('confirm', orderId)).body.code).toBe('1001');
  expect((await sandbox.onOrder('confirm', orderId)).body.code).toBe('OP_SUCCESS');
  const { body } = await sandbox.control<{ calls: Record<string, unknown>[] }>('GET', `/calls?orderId=${orderId}`);
  expect(body.calls).toMatchObject([
    { path: 'waimai/order/confirm', code: 1001, fault: 'error-code' },
    { path: 'waimai/order/confirm', code: 0, params: { orderId, developerId: DEVELOPER_ID, businessId: '2' } },
  ]);
  expect(JSON.stringify(body)).not.toContain(TOKEN);
});
