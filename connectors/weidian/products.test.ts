import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openGate } from '../open-gate-for-tests.ts';
import { ScriptedPlatform } from '../scripted-platform-for-tests.ts';
import { parseConfig, type WeidianAccess } from './config.ts';
import { listProducts, setStock } from './products.ts';

const never = new AbortController().signal;
const platform = new ScriptedPlatform();
let access: WeidianAccess;
beforeAll(async () => {
  await platform.start();
  const config = parseConfig({ appkey: '614712', secret: 'b3f1e6a2c4d59788', baseUrl: platform.url });
  access = { config, platformShopId: '1', tokens: { token: () => Promise.resolve('a-token') }, gate: openGate };
});
afterAll(() => platform.close());
beforeEach(() => {
  platform.requests.length = 0;
});

const calls = () =>
  platform.requests.map(({ body }) => {
    const form = new URLSearchParams(body);
    const { method } = JSON.parse(form.get('public') ?? '') as { method: string };
    return [method, JSON.parse(form.get('param') ?? '') as unknown];
  });

test('goods are listed by their specifications, or by themselves where they have none', async () => {
  platform.answer = () => ({
    body: `{"status":{"status_code":0,"status_reason":""},"result":{"total_num":51,"items":[
      {"itemid":"4466","item_name":"蛋糕","price":"99.00","stock":5,"status":1,"merchant_code":"CAKE","skus":[
        {"id":7788,"title":"6寸","price":"99.00","stock":"3","sku_merchant_code":"CAKE-6"},
        {"id":7789,"title":"8寸","price":"129.5","stock":2,"sku_merchant_code":""}]},
      {"itemid":4467,"item_name":"茶","price":"25","stock":"9","status":"2","merchant_code":"","skus":[]}]}}`,
  });
  const page = await listProducts(access, null, never);
  expect(
    page.products.map(({ productId, skuId, skuCode, priceMinor, quantity, onSale }) => [
      productId,
      skuId,
      skuCode,
      priceMinor,
      quantity,
      onSale,
    ]),
  ).toEqual([
    ['4466', '7788', 'CAKE-6', 9_900, 3, true],
    ['4466', '7789', 'CAKE', 12_950, 2, true],
    ['4467', null, null, 2_500, 9, false],
  ]);
  expect([page.cursor, page.more]).toEqual([{ page: 2 }, true]);
  expect((await listProducts(access, page.cursor, never)).more).toBe(false);
  expect(calls()[0]).toEqual(['vdian.item.list.get', { page_num: 1, page_size: 50, status: 4, orderby: 1 }]);
});

test('stock is set in one call for each of the goods; what the platform does not take is told, the rest is set', async () => {
  platform.answer = ({ body }) => {
    const isGone = body.includes('4468');
    const status = isGone ? { status_code: 50001, status_reason: '商品不存在' } : { status_code: 0, status_reason: '' };
    return { body: JSON.stringify({ status }) };
  };
  const refused = await setStock(
    access,
    [
      { productId: '4466', skuId: '7788', quantity: 3 },
      { productId: '4468', skuId: null, quantity: 1 },
      { productId: '4466', skuId: '7789', quantity: 0 },
      { productId: '4467', skuId: null, quantity: 9 },
    ],
    never,
  );
  expect(calls()).toEqual([
    [
      'vdian.item.sku.update',
      {
        itemid: '4466',
        skus: [
          { id: '7788', stock: 3 },
          { id: '7789', stock: 0 },
        ],
      },
    ],
    ['vdian.item.update', { itemid: '4468', stock: 1 }],
    ['vdian.item.update', { itemid: '4467', stock: 9 }],
  ]);
  expect(refused).toEqual([{ productId: '4468', skuId: null, platformCode: '50001', platformMessage: '商品不存在' }]);
});

test('a platform that is out of order has taken nothing for certain', async () => {
  platform.answer = () => ({ body: '{"status":{"status_code":10001,"status_reason":"system error"}}' });
  await expect(setStock(access, [{ productId: '1', skuId: null, quantity: 1 }], never)).rejects.toMatchObject({
    kind: 'unavailable',
  });
});
