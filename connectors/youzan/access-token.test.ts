import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ControlledSandbox, startControlled } from '../../sandbox/sandbox-for-tests.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { TestTokenVault } from '../token-vault-for-tests.ts';
import { listTrades, type YouzanAccess } from './client.ts';
import { parseConfig } from './config.ts';

const APP = { client_id: '7f3a0c11d2e84b5a90', client_secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };
const SHOP = '10086001';
const never = new AbortController().signal;

let sandbox: ControlledSandbox;
let vault: TestTokenVault;
beforeAll(async () => {
  sandbox = await startControlled();
  const shops = [
    { kdtId: SHOP, name: '小店' },
    { kdtId: '10086002', name: '分店' },
  ];
  await sandbox.control('PUT', `/youzan/apps/${APP.client_id}`, { secret: APP.client_secret, kind: 'tool', shops });
});
beforeEach(() => {
  vault = new TestTokenVault();
});
afterAll(() => sandbox.close());

function accessWith(granted: { code?: string; refresh_token?: string }): YouzanAccess {
  const config = parseConfig({ ...APP, access: 'tool', ...granted, baseUrl: `${sandbox.url}/youzan` });
  return { config, platformShopId: SHOP, tokens: vault, gate: openGate };
}

const consent = async (shop = SHOP) =>
  (await sandbox.control<{ code: string }>('POST', `/youzan/apps/${APP.client_id}/codes`, { shop })).body.code;
const expire = () => sandbox.control('POST', '/youzan/tokens/expire', {});
const known = () => vault.known.get(SHOP);
const list = (access: YouzanAccess) =>
  listTrades(access, { by: 'update', from: new Date(Date.now() - 60_000), to: new Date() }, 1, never);

describe('a tool app, which the owner of a shop has authorised', () => {
  test('takes the code once and lives on what came with the token', async () => {
    const access = accessWith({ code: await consent() });
    expect(await list(access)).toMatchObject({ total: 0 });
    const first = known();
    expect(first?.refresh?.value).toBeTruthy();
    await expire();
    expect(await list(access)).toMatchObject({ total: 0 });
    expect(known()?.value).not.toBe(first?.value);
    expect(known()?.refresh?.value).not.toBe(first?.refresh?.value);
  });

  test('goes on with a refresh token that was fetched elsewhere', async () => {
    await list(accessWith({ code: await consent() }));
    const refresh = known()?.refresh?.value ?? '';
    vault.known.clear();
    expect(await list(accessWith({ refresh_token: refresh }))).toMatchObject({ total: 0 });
  });

  test('asks for a new consent when the old one is over, and takes the new code at once', async () => {
    const dead = { value: 'dead-token', expiresAt: new Date(), refresh: { value: 'dead', expiresAt: new Date() } };
    vault.known.set(SHOP, dead);
    await expect(list(accessWith({ refresh_token: 'dead' }))).rejects.toMatchObject({ kind: 'unauthorized' });
    vault.known.set(SHOP, dead);
    expect(await list(accessWith({ refresh_token: 'dead', code: await consent() }))).toMatchObject({ total: 0 });
  });

  test('never calls for one shop with the consent of another', async () => {
    await expect(list(accessWith({ code: await consent('10086002') }))).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('another shop') as string,
    });
  });

  test('cannot be connected without any consent', () => {
    expect(() => accessWith({})).toThrow(/refresh_token/);
  });
});
