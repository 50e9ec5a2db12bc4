import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BID, SHOP, startVouchers, type CallOptions, type TestVouchers } from './merchant-for-tests.ts';

let sandbox: TestVouchers;
let code: string;
beforeAll(async () => {
  sandbox = await startVouchers();
  [code = ''] = await sandbox.sell();
});
afterAll(() => sandbox.close());

const PREPARE = 'tuangou/receipt/prepare';
const ask = async (params: Record<string, string | undefined> = {}, how: CallOptions = {}): Promise<number> =>
  (await sandbox.call(PREPARE, { receipt_code: code, open_shop_uuid: SHOP, ...params }, how)).body.code;

describe('a call is proved', () => {
  test.each(['GET', 'POST'] as const)('and may come by %s', async (method) => {
    expect(await ask({}, { method })).toBe(200);
  });

  test.each<[number, string, CallOptions]>([
    [401, 'another secret', { appSecret: 'wrong' }],
    [401, 'a parameter that was changed', { tamper: (params) => void (params['receipt_code'] = '1') }],
    [401, 'a parameter that was added', { tamper: (params) => void (params['more'] = '1') }],
    [400, 'no signature', { tamper: (params) => void delete params['sign'] }],
  ])('%i for %s', async (expected, _what, how) => {
    expect(await ask({}, how)).toBe(expected);
  });

  test.each([
    [402, 'an unknown app', { app_key: 'x' }],
    [403, 'an unknown session', { session: 'x' }],
    [400, 'no session', { session: undefined }],
    [406, 'seconds for a time', { timestamp: '1700000000' }],
    [401, 'an old time', { timestamp: '2023-11-15 06:13:20' }],
    [406, 'XML', { format: 'xml' }],
    [406, 'another way to sign', { sign_method: 'SHA' }],
    [400, 'no code', { receipt_code: '' }],
    [1001, 'an unknown code', { receipt_code: '42' }],
    [405, 'an unknown shop', { open_shop_uuid: 'x' }],
  ])('%i for %s', async (expected, _what, params) => {
    expect(await ask(params)).toBe(expected);
  });

  test('an unknown path has a code and a message, nothing else', async () => {
    expect((await sandbox.call('tuangou/receipt/nothing')).body).toEqual({ code: 404, msg: expect.any(String) });
  });
});

test('the shops of a session are told, only to their own merchant', async () => {
  const { body } = await sandbox.call('oauth/session/scope', { bid: BID }, { method: 'GET' });
  expect(body).toMatchObject({ code: 200, data: [{ open_shop_uuid: SHOP, shopname: '望京牛肉面馆' }] });
  expect((await sandbox.call('oauth/session/scope', { bid: 'other' })).body.code).toBe(405);
});

test('too many calls are 429 where a limit is set', async () => {
  const limited = await startVouchers({ rateLimit: { perSecond: 0.001, burst: 1 } });
  const codes = [await limited.call('oauth/session/scope', { bid: BID }), await limited.call(PREPARE)];
  expect(codes.map(({ body }) => body.code)).toEqual([200, 429]);
  await limited.close();
});

test('the log tells what was asked without secrets, and a fault can be about one voucher', async () => {
  await sandbox.control('DELETE', '/calls');
  const fault = { platform: 'meituan-vouchers', path: PREPARE, act: 'error-code', code: 500, orderId: code };
  await sandbox.control('POST', '/faults', fault);
  expect([await ask(), await ask()]).toEqual([500, 200]);
  const { body } = await sandbox.control<{ calls: object[] }>('GET', `/calls?orderId=${code}`);
  expect(body.calls).toMatchObject([
    { path: PREPARE, code: 500 },
    { path: PREPARE, code: 0, params: { receipt_code: code } },
  ]);
  expect(JSON.stringify(body)).not.toContain('sess_1');
});
