import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { TestTokenVault } from '../token-vault-for-tests.ts';
import { confirmOrder, getOrderDaySeq } from './client.ts';
import { type MeituanAccess, parseConfig } from './config.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const signal = new AbortController().signal;

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let vault: TestTokenVault;
let access: MeituanAccess;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, controlPort: 0 });
  await control('PUT', '/meituan/apps/1001', {
    secret: SECRET,
    shops: [{ appPoiCode: 't_poi_01', name: '面馆' }],
    accessTokens: {},
  });
});
beforeEach(() => {
  vault = new TestTokenVault();
  access = accessAs('per_shop');
});
afterAll(() => sandbox.close());

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(sandbox.controlUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

function accessAs(how: 'own_app' | 'per_shop'): MeituanAccess {
  const config = parseConfig({ app_id: '1001', secret: SECRET, baseUrl: `${sandbox.url}/meituan`, access: how });
  return { config, platformShopId: 't_poi_01', tokens: vault, gate: openGate };
}

const place = async () => (await control<{ orderId: string }>('POST', '/meituan/orders', {})).orderId;
const minted = async () => (await control<{ minted: number }>('GET', '/meituan/tokens')).minted;
const asked = async (path: string) => (await control<{ calls: unknown[] }>('GET', `/calls?path=${path}`)).calls.length;

test('an app for several merchants asks for the shop’s token once and calls with it', async () => {
  const before = await minted();
  await confirmOrder(access, await place(), signal);
  await getOrderDaySeq(access, 't_poi_01', signal);
  expect(await minted()).toBe(before + 1);
  expect(vault.known.get('t_poi_01')?.refresh?.expiresAt.getTime()).toBeGreaterThan(
    vault.known.get('t_poi_01')?.expiresAt.getTime() ?? Infinity,
  );
});

test('a token that is over is renewed once by what came with it, and the call goes on', async () => {
  const orderId = await place();
  await getOrderDaySeq(access, 't_poi_01', signal);
  const [authorized, renewed] = [await asked('oauth/authorize'), await asked('oauth/token')];
  await control('POST', '/meituan/tokens/expire', {});
  await confirmOrder(access, orderId, signal);
  expect([await asked('oauth/authorize'), await asked('oauth/token')]).toEqual([authorized, renewed + 1]);
  expect((await control<{ status: number }>('GET', `/meituan/orders/${orderId}`)).status).toBe(4);
});

test('when that is over as well, the shop is asked for its consent again', async () => {
  await getOrderDaySeq(access, 't_poi_01', signal);
  await control('POST', '/meituan/tokens/expire', { refresh: true });
  const authorized = await asked('oauth/authorize');
  await getOrderDaySeq(access, 't_poi_01', signal);
  expect(await asked('oauth/authorize')).toBe(authorized + 1);
});

test('without a token such an app is refused, and a refusal is not repeated for ever', async () => {
  const calls = await asked('order/getOrderDaySeq');
  await expect(getOrderDaySeq(accessAs('own_app'), 't_poi_01', signal)).rejects.toMatchObject({
    kind: 'unauthorized',
    platformCode: '4001',
  });
  const fault = { platform: 'meituan', path: 'order/getOrderDaySeq', act: 'error-code', code: 4001, times: 9 };
  await control('POST', '/faults', fault);
  await expect(getOrderDaySeq(access, 't_poi_01', signal)).rejects.toMatchObject({ kind: 'unauthorized' });
  await control('DELETE', '/faults');
  expect(await asked('order/getOrderDaySeq')).toBe(calls + 3);
});
