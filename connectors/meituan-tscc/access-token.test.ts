import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ControlledSandbox, startControlled } from '../../sandbox/sandbox-for-tests.ts';
import type { AccessToken, TokenRequest } from '../contract.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { getShopName } from './client.ts';
import { commands } from './commands.ts';
import { parseConfig, type TsccAccess } from './config.ts';
import { meituanTscc } from './index.ts';

const SIGN_KEY = 'demoSignKey-01';
const signal = new AbortController().signal;

let sandbox: ControlledSandbox;
/** By whose token it is. */
let known: Map<string, AccessToken>;
let runs = 0;
let shop: string;
beforeAll(async () => {
  sandbox = await startControlled();
});
beforeEach(() => {
  known = new Map();
  shop = `shop_${String((runs += 1))}`;
});
afterAll(() => sandbox.close());

/** A shop of its own for each test. */
const register = (tokens: object = {}) =>
  sandbox.control('PUT', '/meituan-tscc/apps/100000', {
    signKey: SIGN_KEY,
    shops: [{ ePoiId: shop, name: '面馆', ...tokens }],
  });
const consent = async () =>
  (await sandbox.control<{ code: string }>('POST', '/meituan-tscc/apps/100000/codes', { shop })).body.code;
const expire = (refresh = false) => sandbox.control('POST', '/meituan-tscc/tokens/expire', { refresh });
const minted = async () => (await sandbox.control<{ minted: number }>('GET', '/meituan-tscc/tokens')).body.minted;

/** As the token vault does it, for one process that forgets. */
async function token({ holder, mint, rejected }: TokenRequest): Promise<string> {
  const old = known.get(holder);
  if (old !== undefined && old.value !== rejected) return old.value;
  const fresh = await mint(old !== undefined, old?.refresh);
  known.set(holder, fresh);
  return fresh.value;
}

function accessWith(granted: object): TsccAccess {
  const at = { developerId: '100000', signKey: SIGN_KEY, baseUrl: `${sandbox.url}/meituan-tscc` };
  return { config: parseConfig({ ...at, ...granted }), platformShopId: shop, tokens: { token }, gate: openGate };
}
const works = (access: TsccAccess) => getShopName(access, signal);

describe('the token of a shop', () => {
  test('comes from the code of the merchant’s consent, once, and is kept for the shop and its business', async () => {
    await register();
    const access = accessWith({ code: await consent() });
    const before = await minted();
    expect(await works(access)).toBe('面馆');
    expect(await works(access)).toBe('面馆');
    expect(await minted()).toBe(before + 1);
    expect([...known.keys()]).toEqual([`${shop} 2`]);
  });

  test('that is over is renewed once by what came with it, and the call goes on', async () => {
    await register();
    const access = accessWith({ code: await consent() });
    await works(access);
    const before = await minted();
    await expire();
    const { orderId } = (await sandbox.control<{ orderId: string }>('POST', '/meituan-tscc/orders', { shop })).body;
    await commands.accept?.(access, { platformOrderId: orderId, commandId: 'c1' }, signal);
    const truth = await sandbox.control<{ status: number }>('GET', `/meituan-tscc/orders/${orderId}`);
    expect([truth.body.status, await minted()]).toEqual([4, before + 1]);
  });

  test('that was typed in is used as it is, and renewed where a refresh token came along', async () => {
    const typed = { appAuthToken: `tok_${shop}`, refreshToken: `rt_${shop}` };
    await register(typed);
    const access = accessWith(typed);
    const before = await minted();
    await works(access);
    expect(await minted()).toBe(before);
    await expire();
    await works(access);
    expect(await minted()).toBe(before + 1);
  });

  test('whose renewal is over, too, asks for new consent; a code that is typed in heals it', async () => {
    await register();
    await works(accessWith({ code: await consent() }));
    await expire(true);
    await expect(works(accessWith({}))).rejects.toMatchObject({ kind: 'unauthorized', platformCode: '4001' });
    expect(await works(accessWith({ code: await consent() }))).toBe('面馆');
  });

  test('that nobody gave is asked for in words', async () => {
    await register();
    const error = await works(accessWith({})).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unauthorized', message: expect.stringContaining('authorise') as string });
    expect(meituanTscc.troubleOf(error as never)).toBe('not_authorized');
  });

  test('that is refused again and again is no endless loop', async () => {
    const typed = { appAuthToken: `tok_${shop}`, refreshToken: `rt_${shop}` };
    await register(typed);
    const path = 'waimai/poi/queryPoiInfo';
    await sandbox.control('POST', '/faults', {
      platform: 'meituan-tscc',
      path,
      act: 'error-code',
      code: 4001,
      times: 9,
    });
    await expect(works(accessWith(typed))).rejects.toMatchObject({ platformCode: '4001' });
    await sandbox.control('DELETE', '/faults');
  });
});

test('what the front door answers keeps the trace of Meituan’s engineers', async () => {
  await register();
  const wrong = { ...accessWith({ code: await consent() }) };
  wrong.config = { ...wrong.config, signKey: 'another-key-1' };
  const error = (await works(wrong).catch((thrown: unknown) => thrown)) as Error;
  expect(error).toMatchObject({ kind: 'unauthorized', platformCode: '703' });
  expect(error.message).toMatch(/\(traceId [0-9a-f]{32}\)$/);
  expect(meituanTscc.troubleOf(error as never)).toBe('secret_wrong');
});
