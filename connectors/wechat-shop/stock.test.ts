import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlledSandbox, startControlled } from '../../sandbox/sandbox-for-tests.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { TestTokenVault } from '../token-vault-for-tests.ts';
import { parseConfig, type WechatShopAccess } from './config.ts';
import { setStock } from './stock.ts';

const APPID = 'wx0123456789abcdef';
const never = new AbortController().signal;
let sandbox: ControlledSandbox;
let access: WechatShopAccess;
beforeAll(async () => {
  sandbox = await startControlled();
  const config = parseConfig({
    appid: APPID,
    secret: '5ecre75ecre7',
    token: 'hubToken2024',
    baseUrl: `${sandbox.url}/wechat-shop`,
  });
  access = { config, platformShopId: APPID, tokens: new TestTokenVault(), gate: openGate };
  await sandbox.control('PUT', `/wechat-shop/apps/${APPID}`, { secret: '5ecre75ecre7', name: '小店' });
});
afterAll(() => sandbox.close());

interface Item {
  productId: string;
  skuId: string;
  stock: number;
}

async function shelf(): Promise<Item[]> {
  const { body } = await sandbox.control('GET', `/wechat-shop/shops/${APPID}/items`);
  return (body as { items: Item[] }).items;
}

test('stock is set by specification, as often as one likes; what is not there is told by name and the rest is taken', async () => {
  const [first, second] = await shelf();
  if (!first || !second) throw new Error('the shelf is empty');
  const levels = [
    { productId: first.productId, skuId: first.skuId, quantity: 7 },
    { productId: '987654321', skuId: '1', quantity: 1 },
    { productId: second.productId, skuId: null, quantity: 3 },
    { productId: second.productId, skuId: second.skuId, quantity: 0 },
  ];
  for (let times = 0; times < 2; times += 1) {
    const refused = await setStock(access, levels, never);
    expect(refused.map(({ productId }) => productId)).toEqual(['987654321', second.productId]);
    expect(refused.every(({ platformCode, platformMessage }) => platformCode && platformMessage)).toBe(true);
    expect((await shelf()).slice(0, 2).map(({ stock }) => stock)).toEqual([7, 0]);
  }
});
