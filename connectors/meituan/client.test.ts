import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGate } from '../open-gate-for-tests.ts';
import { ScriptedPlatform } from '../scripted-platform-for-tests.ts';
import { TestTokenVault } from '../token-vault-for-tests.ts';
import { cancelOrder, getOrderDetail } from './client.ts';
import { type MeituanAccess, parseConfig } from './config.ts';
import { verify } from './signing.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

const platform = new ScriptedPlatform();
let access: MeituanAccess;
beforeAll(async () => {
  await platform.start();
  const config = parseConfig({ app_id: '1001', secret: SECRET, baseUrl: `${platform.url}/meituan` });
  access = { config, platformShopId: 't_poi_01', tokens: new TestTokenVault(), gate: openGate };
});
afterAll(() => platform.close());

const never = new AbortController().signal;

describe('asking Meituan', () => {
  test('a call is signed over its whole address and raw values, ids exact, Chinese unharmed', async () => {
    platform.answer = () => ({ body: '{"data":"ok"}' });
    await cancelOrder(access, '9223372036854775000', '2009', '草莓没了 & 100%', never);
    const { method, path, query } = platform.requests[0] ?? { query: [] };
    const params = Object.fromEntries(query);
    expect([method, path]).toEqual(['GET', '/meituan/api/v1/order/cancel']);
    expect(params).toMatchObject({
      order_id: '9223372036854775000',
      reason_code: '2009',
      reason: '草莓没了 & 100%',
      app_id: '1001',
    });
    expect(verify(`${access.config.baseUrl}/api/v1/order/cancel`, params, SECRET)).toBe(true);
  });

  test('the answer to a question is given back as it came, numbers above 2^53 untouched', async () => {
    const text = '{"data":{"order_id":9223372036854775000,"total":35.50}}';
    platform.answer = () => ({ body: text });
    expect(await getOrderDetail(access, '9223372036854775000', never)).toBe(text);
  });
});
