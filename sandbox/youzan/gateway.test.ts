import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CLIENT_ID, KDT_ID, SECRET, startYouzan, type Answered, type TestYouzan } from './merchant-for-tests.ts';

const OTHER = '10086002';
const DETAIL = 'youzan.trade.get/4.0.2';

let sandbox: TestYouzan;
let tid: string;
beforeAll(async () => {
  sandbox = await startYouzan({
    shops: [
      { kdtId: KDT_ID, name: '测试小店', alias: 'tea' },
      { kdtId: OTHER, name: '二店', alias: 'second' },
    ],
  });
  tid = await sandbox.place();
});
beforeEach(async () => {
  await sandbox.token();
});
afterAll(() => sandbox.close());

const gatewayCode = ({ status, body }: Answered): unknown => {
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['gw_err_resp']);
  expect(body.gw_err_resp).toMatchObject({ trace_id: expect.any(String), err_msg: expect.any(String) });
  return body.gw_err_resp?.err_code;
};

describe('the gateway refuses', () => {
  test.each([
    ['a path that is none', '../nonsense', {}, 4001],
    ['a call without its version', 'youzan.trade.get', {}, 4001],
    ['a call that it does not know', 'youzan.trade.wish/1.0.0', {}, 4005],
    ['a version that it does not know', 'youzan.trade.get/9.9.9', {}, 4005],
    ['an unknown call before it looks at the token', 'youzan.trade.wish/1.0.0', { token: '' }, 4005],
    ['GET', DETAIL, { method: 'GET' }, 4007],
    ['a form', DETAIL, { contentType: 'application/x-www-form-urlencoded' }, 4007],
    ['a body that is not JSON', DETAIL, { raw: '{"tid":' }, 4004],
    ['a body that is a list', DETAIL, { raw: '[]' }, 4004],
    ['a call without a token', DETAIL, { token: '' }, 4201],
    ['a token that it never gave', DETAIL, { token: 'f'.repeat(32) }, 4203],
  ])('%s', async (_what, path, how, code) => {
    expect(gatewayCode(await sandbox.call(path, { tid }, how))).toBe(code);
  });

  test('a token anywhere but in the query', async () => {
    const token = (await sandbox.token()).body.data.access_token as string;
    const inHeader = { token: '', headers: { authorization: `Bearer ${token}` } };
    expect(gatewayCode(await sandbox.call(DETAIL, { tid }, inHeader))).toBe(4201);
    expect(gatewayCode(await sandbox.call(DETAIL, { tid, access_token: token }, { token: '' }))).toBe(4201);
  });

  test.each([
    ['no tid', 'youzan.trade.get/4.0.2', {}, 5001],
    ['a number for a tid', 'youzan.trade.get/4.0.2', { tid: 20_260_301 }, 5002],
    ['text for a page number', 'youzan.trades.sold.get/4.0.4', { page_no: '1' }, 5002],
    ['a page too far', 'youzan.trades.sold.get/4.0.4', { page_no: 101 }, 5001],
    ['a page too large', 'youzan.trades.sold.get/4.0.4', { page_size: 101 }, 5001],
    ['a page too large', 'youzan.items.onsale.get/3.0.0', { page_size: 301 }, 5001],
    ['a status that there is not', 'youzan.trades.sold.get/4.0.4', { status: 'SHIPPED' }, 5001],
    ['refunds too far down', 'youzan.trade.refund.search/3.0.1', { page_no: 31, page_size: 100 }, 5001],
  ])('%s', async (_what, path, fields, code) => {
    expect(gatewayCode(await sandbox.call(path, fields))).toBe(code);
  });
});

describe('tokens', () => {
  const detail = (token?: string): Promise<Answered> =>
    sandbox.call(DETAIL, { tid }, token === undefined ? {} : { token });

  test('a silent grant answers the token that still lives, with its end as an instant', async () => {
    const first = (await sandbox.token()).body;
    expect(first).toEqual({
      success: true,
      code: 200,
      message: null,
      data: {
        access_token: expect.stringMatching(/^[0-9a-f]{32}$/),
        expires: expect.any(Number),
        scope: expect.any(String),
        authority_id: KDT_ID,
      },
    });
    expect(Math.abs(first.data.expires - Date.now() - 7 * 86_400_000)).toBeLessThan(60_000);
    expect((await sandbox.token({ grant_id: Number(KDT_ID) })).body.data).toEqual(first.data);
  });

  test('a forced refresh kills the old token at once, and every new one is counted', async () => {
    const minted = async (): Promise<number> =>
      (await sandbox.control<{ minted: number }>('GET', '/youzan/tokens')).body.minted;
    const before = await minted();
    const old = (await sandbox.token()).body.data.access_token as string;
    const fresh = (await sandbox.token({ refresh: true })).body.data.access_token as string;
    expect(fresh).not.toBe(old);
    expect(gatewayCode(await detail(old))).toBe(4203);
    expect((await detail(fresh)).body.success).toBe(true);
    expect(await minted()).toBe(before + 1);
  });

  test('tokens expire when told to; a silent grant then makes a new one', async () => {
    const old = (await sandbox.token()).body.data.access_token as string;
    expect((await sandbox.control('POST', '/youzan/tokens/expire', { shop: 'tea' })).body).toEqual({ expired: 1 });
    expect(gatewayCode(await detail())).toBe(4202);
    expect((await sandbox.token()).body.data.access_token).not.toBe(old);
    expect((await detail()).body.success).toBe(true);
    // Still good until its new end comes; that end is a minute away, so that a slow machine cannot pass it first.
    await sandbox.control('POST', '/youzan/tokens/expire', { inMs: 60_000 });
    expect((await detail()).body.success).toBe(true);
    expect((await sandbox.token()).body.data.expires - Date.now()).toBeLessThanOrEqual(60_000);
    await sandbox.control('POST', '/youzan/tokens/expire', { inMs: 60 });
    await vi.waitFor(async () => expect(gatewayCode(await detail())).toBe(4202), { timeout: 20_000 });
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 1000],
    ['an unknown client', { client_id: 'nobody' }, 1103],
    ['an unknown shop', { grant_id: '99' }, 1103],
    ['no kind of grant', { authorize_type: undefined }, 1000],
    ['a kind of grant of other apps', { authorize_type: 'refresh_token', refresh_token: 'x' }, 1105],
    ['a kind of grant that there is not', { authorize_type: 'password' }, 1105],
  ])('%s gets none, with HTTP 200', async (_what, fields, code) => {
    const { status, body } = await sandbox.token(fields);
    expect(status).toBe(200);
    expect(body).toEqual({ success: false, code, data: null, message: expect.any(String) });
  });

  test('a form gets none, nor does anything that is not JSON', async () => {
    const form = { contentType: 'application/x-www-form-urlencoded', raw: `client_id=${CLIENT_ID}` };
    expect((await sandbox.token({}, form)).body).toMatchObject({ success: false, code: 1000, data: null });
    expect((await sandbox.token({}, { raw: 'client_id' })).body).toMatchObject({ success: false, code: 1000 });
  });

  test('a token of one shop does not see the orders of another', async () => {
    await sandbox.token({ grant_id: OTHER });
    expect((await detail()).body).toEqual({ code: 5000, success: false, message: 'trade not found', data: null });
    expect((await sandbox.call('youzan.trades.sold.get/4.0.4')).body.data.total_results).toBe(0);
  });
});

describe('by the settings of an app', () => {
  const put = (settings: object): Promise<unknown> =>
    sandbox.control('PUT', `/youzan/apps/${CLIENT_ID}`, {
      secret: SECRET,
      shops: [{ kdtId: KDT_ID, name: '店' }],
      ...settings,
    });
  const detail = (): Promise<Answered> => sandbox.call(DETAIL, { tid });

  test('a merchant who takes the grant back ends the token and gives no other', async () => {
    await put({ shops: [{ kdtId: KDT_ID, name: '店', grantEnded: true }] });
    expect(gatewayCode(await detail())).toBe(4201);
    expect((await sandbox.token()).body.code).toBe(1004);
    await put({ shops: [{ kdtId: OTHER, name: '二店' }] });
    expect(gatewayCode(await detail())).toBe(4201);
    expect((await sandbox.token()).body.code).toBe(1103);
  });

  test('a call that was not granted is refused, others are not', async () => {
    await put({ forbidden: ['youzan.trade.get'] });
    expect(gatewayCode(await detail())).toBe(4204);
    expect((await sandbox.call('youzan.trades.sold.get/4.0.4')).body.success).toBe(true);
  });

  test('too many calls are refused', async () => {
    await put({ rateLimit: { perSecond: 0.001, burst: 2 } });
    expect([(await detail()).body.success, (await detail()).body.success]).toEqual([true, true]);
    expect(gatewayCode(await detail())).toBe(4101);
  });

  test('any call may still speak the old envelope', async () => {
    await put({ oldEnvelope: ['youzan.trade.get'] });
    expect((await detail()).body.response).toMatchObject({ refund_order: [] });
    const unknown = (await sandbox.call(DETAIL, { tid: 'E1' })).body;
    expect(unknown).toEqual({ error_response: { code: 5000, msg: 'trade not found' } });
  });

  test('a market app redeems a code once and then refreshes', async () => {
    await put({ kind: 'tool' });
    expect((await sandbox.token()).body.code).toBe(1105);
    const made = await sandbox.control<{ code: string }>('POST', `/youzan/apps/${CLIENT_ID}/codes`, {});
    const redeem = { authorize_type: 'authorization_code', code: made.body.code };
    const first = (await sandbox.token(redeem)).body.data;
    expect(first).toMatchObject({ authority_id: KDT_ID, refresh_token: expect.any(String) });
    expect((await sandbox.token(redeem)).body.code).toBe(1005);
    const refresh = { authorize_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = (await sandbox.token(refresh)).body.data;
    expect(second.access_token).not.toBe(first.access_token);
    expect((await detail()).body.success).toBe(true);
    expect(gatewayCode(await sandbox.call(DETAIL, { tid }, { token: first.access_token }))).toBe(4203);
    expect((await sandbox.token(refresh)).body.code).toBe(1004);
  });
});
