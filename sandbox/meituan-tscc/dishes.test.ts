import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOP, startTscc, type Answered, type TestTscc } from './merchant-for-tests.ts';

let sandbox: TestTscc;
beforeAll(async () => {
  sandbox = await startTscc();
});
afterAll(() => sandbox.close());

const list = async (biz: object = {}): Promise<Answered['body']> =>
  (await sandbox.call('waimai/dish/queryListByEPoiId', { ePoiId: SHOP, offset: 0, limit: 200, ...biz })).body;
const setStock = async (stocks: unknown, ePoiId = SHOP): Promise<Answered['body']> => {
  const dishSkuStocks = typeof stocks === 'string' ? stocks : JSON.stringify(stocks);
  return (await sandbox.call('waimai/dish/updateStock', { ePoiId, dishSkuStocks })).body;
};
const stockOf = async (eDishCode: string): Promise<string> => {
  const dishes = (await list()).data as { eDishCode: string; skus: { stock: string }[] }[];
  return dishes.find((dish) => dish.eDishCode === eDishCode)?.skus[0]?.stock ?? '';
};
const one = (eDishCode: string, skuId: string, stock: number | string): object => ({
  eDishCode,
  skus: [{ skuId, stock }],
});

describe('the menu', () => {
  test('is walked page by page', async () => {
    const all = (await list()).data as { eDishCode: string }[];
    expect(all[0]).toMatchObject({
      eDishCode: 'ND-01',
      dishName: '红烧牛肉面',
      price: 28.5,
      skus: [{ skuId: 'ND-01-S', price: '28.5' }],
    });
    const pages = [(await list({ limit: 5 })).data, (await list({ offset: 5, limit: 5 })).data].flat() as object[];
    expect(pages).toEqual(all);
    expect((await list({ offset: 100 })).data).toEqual([]);
    expect((await list({ limit: 201 })).code).toBe('705');
    expect((await list({ ePoiId: '' })).code).toBe('701');
    expect((await list({ ePoiId: 'x' })).code).toBe('803');
  });
});

describe('stock', () => {
  test('is set, and falls with every order', async () => {
    expect(await setStock([one('ND-01', 'ND-01-S', 12), one('ND-02', 'ND-02-S', '*')])).toMatchObject({
      code: 'OP_SUCCESS',
      data: 'ok',
    });
    expect([await stockOf('ND-01'), await stockOf('ND-02')]).toEqual(['12', '*']);
    await sandbox.place({ items: [{ name: '红烧牛肉面', quantity: 3, priceYuan: '28.50', skuId: 'ND-01-S' }] });
    expect(await stockOf('ND-01')).toBe('9');
  });

  test('of what is unknown fails alone, of nothing known fails the call', async () => {
    const part = await setStock([one('ND-03', 'ND-03-S', 7), one('none', 'x', 1), one('ND-04', 'x', 1)]);
    expect(part).toMatchObject({ code: 'OP_SUCCESS', data: 'ok' });
    expect(JSON.parse(part.msg)).toMatchObject([
      { eDishCode: 'none', skuId: 'x', code: 805 },
      { eDishCode: 'ND-04', skuId: 'x', code: 1015 },
    ]);
    expect(await stockOf('ND-03')).toBe('7');
    expect((await setStock([one('none', 'x', 1)])).code).toBe('805');
  });

  test('that is malformed changes nothing, and a list must come as text', async () => {
    expect((await setStock([one('ND-05', 'ND-05-S', 7), one('ND-05', 'ND-05-S', -1)])).code).toBe('705');
    expect((await setStock('[')).code).toBe('705');
    const bare = { ePoiId: SHOP, dishSkuStocks: [one('ND-05', 'ND-05-S', 7)] };
    expect((await sandbox.call('waimai/dish/updateStock', bare)).body.code).toBe('705');
    expect(await stockOf('ND-05')).toBe('1000');
  });
});

test('a shop is closed and opened by its token alone', async () => {
  const level = async (): Promise<number> =>
    (await sandbox.call('waimai/poi/queryPoiInfo', { ePoiIds: SHOP })).body.data[0].openLevel as number;
  expect(await level()).toBe(1);
  expect((await sandbox.call('waimai/poi/close')).body.code).toBe('OP_SUCCESS');
  expect(await level()).toBe(3);
  await sandbox.call('waimai/poi/open');
  expect(await level()).toBe(1);
  expect((await sandbox.call('waimai/poi/queryPoiInfo', { ePoiIds: 'x' })).body.code).toBe('803');
});
