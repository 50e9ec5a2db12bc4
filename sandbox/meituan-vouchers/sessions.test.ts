import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  APP_KEY,
  APP_SECRET,
  BID,
  REFRESH_TOKEN,
  SESSION,
  SHOP,
  startVouchers,
  type TestVouchers,
} from './merchant-for-tests.ts';

let sandbox: TestVouchers;
beforeEach(async () => {
  sandbox = await startVouchers({ tokens: { refreshes: 2 } });
});
afterEach(() => sandbox.close());

const works = async (session: string): Promise<number> =>
  (await sandbox.call('oauth/session/scope', { bid: BID, session })).body.code;
const consent = async (): Promise<string> =>
  (await sandbox.control<{ code: string }>('POST', `/meituan-vouchers/apps/${APP_KEY}/codes`)).body.code;
const renew = (refresh_token: string): ReturnType<TestVouchers['oauth']> =>
  sandbox.oauth({ grant_type: 'refresh_token', refresh_token });

test('consent gives a code, the code a session once, and it ends the one before', async () => {
  const asked = { grant_type: 'authorization_code', auth_code: await consent() };
  const { body } = await sandbox.oauth(asked);
  expect(body).toMatchObject({ code: 200, expires_in: 2_592_000, remain_refresh_count: 2, bid: BID });
  expect(await works(body.access_token)).toBe(200);
  expect(await works(SESSION)).toBe(403);
  expect((await sandbox.oauth(asked)).body.code).toBe(410);
});

test('an expired session is 403 until it is renewed, which can be done only so often', async () => {
  const expired = await sandbox.control('POST', '/meituan-vouchers/tokens/expire', { shop: 'noodles' });
  expect(expired.body).toMatchObject({ expired: 1, tokens: [] });
  expect(await works(SESSION)).toBe(403);
  const first = (await renew(REFRESH_TOKEN)).body;
  expect(first.remain_refresh_count).toBe(1);
  expect(await works(first.access_token)).toBe(200);
  expect((await renew(REFRESH_TOKEN)).body.code).toBe(410);
  const second = (await renew(first.refresh_token)).body;
  expect(second.remain_refresh_count).toBe(0);
  expect((await renew(second.refresh_token)).body.code).toBe(410);
  expect(await works(second.access_token)).toBe(200);
});

test('a wrong secret, app or grant is refused', async () => {
  const asked = { grant_type: 'refresh_token', refresh_token: REFRESH_TOKEN };
  expect((await sandbox.oauth({ ...asked, app_secret: 'x' })).body.code).toBe(401);
  expect((await sandbox.oauth({ ...asked, app_key: 'x' })).body.code).toBe(402);
  expect((await sandbox.oauth({ ...asked, grant_type: 'x' })).body.code).toBe(406);
  expect((await sandbox.oauth({ grant_type: 'refresh_token' })).body.code).toBe(400);
});

test('a session that is put again after it was replaced stays dead', async () => {
  const { body } = await renew(REFRESH_TOKEN);
  const shops = [{ openShopUuid: SHOP, name: '面' }];
  const grants = [{ session: SESSION, refreshToken: REFRESH_TOKEN }];
  await sandbox.control('PUT', `/meituan-vouchers/apps/${APP_KEY}`, { appSecret: APP_SECRET, shops, grants });
  expect([await works(SESSION), await works(body.access_token)]).toEqual([403, 200]);
  expect(JSON.stringify((await sandbox.control('GET', '/meituan-vouchers/apps')).body)).not.toMatch(/appSecret|sess_/);
});

test('sessions, vouchers and what was asked survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jiedan-vouchers-'));
  const stateFile = join(folder, 'state.json');
  const before = await startVouchers({}, { stateFile });
  const [code = ''] = await before.sell();
  const taken = await before.consume('r1', code);
  await before.close();
  const after = await startVouchers({}, { stateFile });
  expect((await after.consume('r1', code)).body.data).toEqual(taken.body.data);
  expect((await after.consume('r2', code)).body.code).toBe(1002);
  expect((await after.sell())[0]).not.toBe(code);
  await after.close();
  await rm(folder, { recursive: true, force: true });
});
