import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { APPKEY, SECRET, SHOP_ID, startWeidian, type TestWeidian } from './merchant-for-tests.ts';

let sandbox: TestWeidian;
const ORDERS = 'vdian.order.list.get 1.5';
const service = {
  kind: 'service',
  shops: [
    { shopId: SHOP_ID, name: '小满杂货', alias: 'sundries' },
    { shopId: '1731204999', name: '二店 & 仓库', alias: 'second' },
  ],
};

describe("a merchant's own app", () => {
  beforeEach(async () => {
    sandbox = await startWeidian();
  });
  afterEach(() => sandbox.close());

  test.each(['GET', 'POST'] as const)('gets a token by %s that lives for about 25 hours', async (method) => {
    const { http, code, result } = await sandbox.token({}, method);
    expect({ http, code, result }).toEqual({
      http: 200,
      code: 0,
      result: { access_token: expect.stringMatching(/^[0-9a-f]{42}$/), expire_in: 90_000 },
    });
    expect((await sandbox.call(ORDERS)).code).toBe(0);
  });

  test.each([
    ['a wrong secret', { secret: 'x' }, 90_009],
    ['an unknown appkey', { appkey: '1' }, 90_009],
    ['the usual spelling of the grant', { grant_type: 'client_credentials' }, 90_001],
  ])('is refused with %s, with HTTP 200', async (_what, fields, expected) => {
    const { http, code, reason, result } = await sandbox.token(fields);
    expect({ http, code, result }).toEqual({ http: 200, code: expected, result: undefined });
    expect(reason).not.toBe('');
  });

  test('an expired, a missing and an invented token are 10013, and a new one helps', async () => {
    expect((await sandbox.call(ORDERS)).code).toBe(0);
    await sandbox.control('POST', '/weidian/tokens/expire', {});
    expect((await sandbox.call(ORDERS)).code).toBe(10_013);
    expect((await sandbox.call(ORDERS, {}, { token: '' })).code).toBe(10_013);
    expect((await sandbox.call(ORDERS, {}, { token: 'f'.repeat(42) })).code).toBe(10_013);
    await sandbox.token();
    expect((await sandbox.call(ORDERS)).code).toBe(0);
    expect((await sandbox.control('GET', '/weidian/tokens')).body).toMatchObject({
      minted: 2,
      tokens: [{ clientId: APPKEY, shop: SHOP_ID }],
    });
  });

  test('too many tokens within a day are refused', async () => {
    const shops = [{ shopId: SHOP_ID, name: '小满杂货' }];
    await sandbox.control('PUT', `/weidian/apps/${APPKEY}`, { secret: SECRET, shops, tokens: { perDayMax: 2 } });
    expect((await sandbox.token()).code).toBe(0);
    expect((await sandbox.token()).code).toBe(90_011);
  });

  test('a new token ends the old one only where the app is set to', async () => {
    const old = (await sandbox.token()).result.access_token as string;
    await sandbox.token();
    expect((await sandbox.call(ORDERS, {}, { token: old })).code).toBe(0);
    const shops = [{ shopId: SHOP_ID, name: '小满杂货' }];
    await sandbox.control('PUT', `/weidian/apps/${APPKEY}`, { secret: SECRET, shops, tokens: { newEndsOld: true } });
    await sandbox.token();
    expect((await sandbox.call(ORDERS, {}, { token: old })).code).toBe(10_013);
    expect((await sandbox.call(ORDERS)).code).toBe(0);
  });

  test('has one shop, and no refresh token', async () => {
    const put = await sandbox.control('PUT', '/weidian/apps/2', { ...service, kind: 'own', secret: 's' });
    expect(put.status).toBe(400);
    expect((await sandbox.token()).result).not.toHaveProperty('refresh_token');
  });
});

describe('a service app', () => {
  beforeEach(async () => {
    sandbox = await startWeidian(service);
  });
  afterEach(() => sandbox.close());

  const redeem = (code: string): Record<string, string> => ({
    appkey: APPKEY,
    secret: SECRET,
    code,
    grant_type: 'authorization_code',
  });

  test("a merchant agrees on the platform's page and comes back with a code that works once", async () => {
    const query = {
      appkey: APPKEY,
      redirect_uri: 'http://127.0.0.1:9/back?keep=1',
      response_type: 'code',
      state: 'a b&c',
    };
    const page = await sandbox.ask('oauth2/authorize', query);
    expect(page.text).toContain('同意授权：二店 &#38; 仓库');
    const link = [...page.text.matchAll(/href="([^"]+)"/g)][1]?.[1]?.replaceAll('&#38;', '&') ?? '';
    const agreed = await fetch(`${sandbox.url}/weidian/oauth2/authorize${link}`, { redirect: 'manual' });
    expect(agreed.status).toBe(302);
    const back = new URL(agreed.headers.get('location') ?? '');
    expect(Object.fromEntries(back.searchParams)).toEqual({ keep: '1', code: expect.any(String), state: 'a b&c' });
    const code = back.searchParams.get('code') ?? '';
    const { result } = await sandbox.ask('oauth2/access_token', redeem(code));
    expect(result).toEqual({
      access_token: expect.any(String),
      expire_in: 90_000,
      refresh_token: expect.any(String),
      openid: '1731204999',
      refreshExpireTime: expect.any(Number),
    });
    expect((result.refreshExpireTime as number) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect((await sandbox.ask('oauth2/access_token', redeem(code))).code).toBe(90_010);
  });

  test('a token opens the orders of its own shop only', async () => {
    const { code } = (await sandbox.control('POST', `/weidian/apps/${APPKEY}/codes`, { shop: 'second' })).body;
    const { access_token: token } = (await sandbox.ask('oauth2/access_token', redeem(code as string), 'POST')).result;
    const [mine, other] = [await sandbox.place({ shop: 'second' }), await sandbox.place({ shop: 'sundries' })];
    expect((await sandbox.call('vdian.order.get 1.0', { order_id: mine }, { token })).code).toBe(0);
    expect((await sandbox.call('vdian.order.get 1.0', { order_id: other }, { token })).code).toBe(90_004);
  });

  test('refreshes without a secret; a dead refresh token is 10023', async () => {
    const { code } = (await sandbox.control('POST', `/weidian/apps/${APPKEY}/codes`)).body;
    const first = (await sandbox.ask('oauth2/access_token', redeem(code as string))).result;
    const fields = { appkey: APPKEY, grant_type: 'refresh_token', refresh_token: first.refresh_token as string };
    const { result } = await sandbox.ask('oauth2/refresh_token', fields);
    expect(result).toMatchObject({ refresh_token: first.refresh_token, openid: SHOP_ID, refreshExpireTime: null });
    expect((await sandbox.call(ORDERS, {}, { token: result.access_token as string })).code).toBe(0);
    expect((await sandbox.ask('oauth2/refresh_token', { ...fields, refresh_token: 'x' })).code).toBe(10_023);
    await sandbox.control('POST', '/weidian/tokens/expire', { refresh: true });
    expect((await sandbox.ask('oauth2/refresh_token', fields)).code).toBe(10_023);
  });

  test.each<Record<string, string>>([
    { redirect_uri: 'http://' },
    { response_type: 'token' },
    { shop: '1' },
    { appkey: '1' },
  ])('the page refuses %j', async (wrong) => {
    const right = { appkey: APPKEY, redirect_uri: 'http://127.0.0.1:9/', response_type: 'code', state: '' };
    const { http, code } = await sandbox.ask('oauth2/authorize', { ...right, ...wrong });
    expect([http, code >= 90_000]).toEqual([200, true]);
  });

  test('may not ask for a token silently', async () => {
    expect((await sandbox.token()).code).toBe(90_009);
  });
});
