import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEVELOPER_ID, REFRESH_TOKEN, SHOP, startTscc, TOKEN, type TestTscc } from './merchant-for-tests.ts';

let sandbox: TestTscc;
beforeEach(async () => {
  sandbox = await startTscc();
});
afterEach(() => sandbox.close());

const opens = async (appAuthToken: string): Promise<string> =>
  (await sandbox.call('waimai/poi/open', {}, { form: { appAuthToken } })).body.code;
const consent = async (body: object = {}): Promise<string> =>
  (await sandbox.control<{ code: string }>('POST', `/meituan-tscc/apps/${DEVELOPER_ID}/codes`, body)).body.code;
const renew = (refreshToken: string): ReturnType<TestTscc['oauth']> =>
  sandbox.oauth('refresh', { refreshToken, grantType: 'refresh_token', scope: 'all', state: '' });

test('consent gives a code, the code a token once, and the token ends the one before', async () => {
  const code = await consent();
  const form = { code, grantType: 'authorization_code' };
  const { body } = await sandbox.oauth('token', form);
  expect(body).toMatchObject({
    code: 'OP_SUCCESS',
    data: { accessToken: expect.any(String), refreshToken: expect.any(String), expireIn: 2_592_000, opBizCode: SHOP },
  });
  expect(await opens(body.data.accessToken)).toBe('OP_SUCCESS');
  expect(await opens(TOKEN)).toBe('4001');
  expect((await sandbox.oauth('token', form)).body.code).toBe('4001');
});

test('an expired token is 4001 until it is renewed, and what renewed it works once', async () => {
  expect(await opens(TOKEN)).toBe('OP_SUCCESS');
  const expired = await sandbox.control('POST', '/meituan-tscc/tokens/expire', { shop: 'noodles' });
  expect(expired.body).toMatchObject({ expired: 1, tokens: [] });
  expect(await opens(TOKEN)).toBe('4001');
  const { body } = await renew(REFRESH_TOKEN);
  expect(await opens(body.data.accessToken)).toBe('OP_SUCCESS');
  expect((await renew(REFRESH_TOKEN)).body.code).toBe('4001');
  expect((await renew(body.data.refreshToken)).body.code).toBe('OP_SUCCESS');
  expect((await sandbox.control('GET', '/meituan-tscc/tokens')).body).toMatchObject({
    minted: 2,
    tokens: [{ clientId: DEVELOPER_ID, shop: SHOP, businessId: '2' }],
  });
});

test('when also the refresh has expired, only new consent helps', async () => {
  await sandbox.control('POST', '/meituan-tscc/tokens/expire', { refresh: true });
  expect((await renew(REFRESH_TOKEN)).body.code).toBe('4001');
  const { body } = await sandbox.oauth('token', { code: await consent(), grantType: 'authorization_code' });
  expect(await opens(body.data.accessToken)).toBe('OP_SUCCESS');
});

test('a shop has one token for each business, and one business’s token does not serve the other', async () => {
  const code = await consent({ businessId: '58' });
  const wrong = await sandbox.oauth('token', { code, grantType: 'authorization_code' });
  expect(wrong.body.code).toBe('4001');
  const { body } = await sandbox.oauth('token', { code, grantType: 'authorization_code', businessId: '58' });
  expect(body.code).toBe('OP_SUCCESS');
  expect(await opens(body.data.accessToken)).toBe('704');
  expect(await opens(TOKEN)).toBe('OP_SUCCESS');
});

test.each([
  ['701', { grantType: 'refresh_token', scope: 'all' }],
  ['701', { refreshToken: REFRESH_TOKEN, grantType: 'refresh_token' }],
  ['705', { refreshToken: REFRESH_TOKEN, grantType: 'authorization_code', scope: 'all' }],
])('a refresh without its fields is %s', async (code, form) => {
  expect((await sandbox.oauth('refresh', form)).body.code).toBe(code);
});

test('a token that is put again after it was replaced stays dead', async () => {
  const { body } = await renew(REFRESH_TOKEN);
  const shops = [{ ePoiId: SHOP, name: '面', appAuthToken: TOKEN }];
  await sandbox.control('PUT', `/meituan-tscc/apps/${DEVELOPER_ID}`, { signKey: 'demoSignKey-01', shops });
  expect(await opens(TOKEN)).toBe('4001');
  expect(await opens(body.data.accessToken)).toBe('OP_SUCCESS');
  expect(JSON.stringify((await sandbox.control('GET', '/meituan-tscc/apps')).body)).not.toMatch(/signKey|tok_shop/);
});

test('tokens and orders survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jiedan-tscc-'));
  const stateFile = join(folder, 'state.json');
  const before = await startTscc({}, { stateFile });
  const orderId = await before.place();
  const { body } = await before.oauth('refresh', {
    refreshToken: REFRESH_TOKEN,
    grantType: 'refresh_token',
    scope: 'all',
  });
  await before.close();
  const after = await startTscc({}, { stateFile });
  const how = { form: { appAuthToken: body.data.accessToken as string } };
  const detail = await after.call('waimai/order/queryById', { orderId }, how);
  expect(detail.body.data).toMatchObject({ orderId, status: 2 });
  await after.close();
  await rm(folder, { recursive: true, force: true });
});
