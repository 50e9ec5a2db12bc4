import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { APP_ID, SECRET, SHOP, startTestSandbox, type Answered, type TestSandbox } from './merchant-for-tests.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(async () => {
  const food_data = JSON.stringify([entry('ND-01', { stock: '100' }), entry('ND-02', { stock: '100' })]);
  await sandbox.call('food/sku/stock', { app_poi_code: SHOP, food_data }, { method: 'POST' });
});
afterAll(() => sandbox.close());

const entry = (code: string, sku: object, skuId = `${code}-S`): object => ({
  app_food_code: code,
  skus: [{ sku_id: skuId, ...sku }],
});
const failed = (code: number): object => ({ data: 'ng', error: { code, msg: expect.any(String) } });
const change = (path: string, food: unknown, more: Record<string, string> = {}): Promise<Answered> =>
  sandbox.call(path, { app_poi_code: SHOP, food_data: JSON.stringify(food), ...more }, { method: 'POST' });
const skuOf = async (code: string): Promise<Record<string, string>> => {
  const { body } = await sandbox.call('food/get', { app_poi_code: SHOP, app_food_code: code });
  return (body.data as { skus: Record<string, string>[] }).skus[0] ?? {};
};

describe('the menu', () => {
  test.each(['food', 'retail'])('%s/list shows every dish once, page by page', async (prefix) => {
    const list = async (page: Record<string, string> = {}): Promise<Record<string, unknown>[]> =>
      (await sandbox.call(`${prefix}/list`, { app_poi_code: SHOP, ...page })).body.data as never;
    const all = await list();
    expect(all[0]).toMatchObject({
      app_poi_code: SHOP,
      app_food_code: 'ND-01',
      name: '红烧牛肉面',
      price: 28.5,
      is_sold_out: 0,
      skus: [{ sku_id: 'ND-01-S', price: '28.5', stock: '100', box_price: '1' }],
    });
    const pages = [
      await list({ offset: '0', limit: '3' }),
      await list({ offset: '3', limit: '3' }),
      await list({ offset: '6' }),
    ];
    expect(pages.flat()).toEqual(all);
    expect((await sandbox.call(`${prefix}/list`, { app_poi_code: SHOP, limit: '201' })).body).toEqual(failed(705));
  });

  test('a dish or shop that there is not is 805 or 803', async () => {
    const dish = { app_poi_code: SHOP, app_food_code: 'ND-99' };
    expect((await sandbox.call('food/get', dish)).body).toEqual(failed(805));
    expect((await sandbox.call('food/list', { app_poi_code: 'nowhere' })).body).toEqual(failed(803));
  });
});

describe('stock', () => {
  test('is set, added to and taken from; a star is without limit', async () => {
    await change('food/sku/stock', [entry('ND-01', { stock: 12 })]);
    await change('food/sku/inc_stock', [entry('ND-01', { stock: '5' })]);
    expect((await skuOf('ND-01'))['stock']).toBe('17');
    await change('food/sku/desc_stock', [entry('ND-01', { stock: '20' })]);
    expect((await skuOf('ND-01'))['stock']).toBe('0');
    await change('retail/sku/stock', [entry('ND-01', { stock: '*' })]);
    await change('food/sku/desc_stock', [entry('ND-01', { stock: '1' })]);
    expect((await skuOf('ND-01'))['stock']).toBe('*');
  });

  test('what is unknown in a batch fails alone and is told', async () => {
    const batch = [
      entry('ND-01', { stock: '3' }),
      entry('ND-99', { stock: '3' }),
      entry('ND-02', { stock: '3' }, 'no'),
    ];
    const { body } = await change('food/sku/stock', batch);
    expect(body.data).toBe('ok');
    expect(JSON.parse((body as { msg: string }).msg)).toEqual([
      { app_food_code: 'ND-99', sku_id: 'ND-99-S', code: 805, error_msg: expect.any(String) },
      { app_food_code: 'ND-02', sku_id: 'no', code: 1015, error_msg: expect.any(String) },
    ]);
    expect([(await skuOf('ND-01'))['stock'], (await skuOf('ND-02'))['stock']]).toEqual(['3', '100']);
  });

  test('a batch of which nothing is known fails as a whole', async () => {
    expect((await change('food/sku/stock', [entry('ND-99', { stock: '3' })])).body).toEqual(failed(805));
    expect((await change('food/sku/stock', [entry('ND-01', { stock: '3' }, 'no')])).body).toEqual(failed(1015));
  });

  test.each([
    ['what is not JSON', '[{'],
    ['less than nothing', JSON.stringify([entry('ND-01', { stock: '-1' })])],
    ['a part of a piece', JSON.stringify([entry('ND-01', { stock: '1.5' })])],
    ['no number', JSON.stringify([entry('ND-01', {})])],
    ['an empty batch', '[]'],
    ['more than 200 dishes', JSON.stringify(Array.from({ length: 201 }, () => entry('ND-01', { stock: '1' })))],
  ])('%s is 705 and changes nothing', async (_what, food_data) => {
    const params = { app_poi_code: SHOP, food_data };
    expect((await sandbox.call('food/sku/stock', params, { method: 'POST' })).body).toEqual(failed(705));
    expect((await skuOf('ND-01'))['stock']).toBe('100');
  });

  test('an order takes, its cancellation gives back', async () => {
    const items = [{ name: '面', quantity: 3, priceYuan: '28.50', skuId: 'ND-01-S' }];
    const orderId = await sandbox.place({ items });
    expect((await skuOf('ND-01'))['stock']).toBe('97');
    await sandbox.call('order/cancel', { order_id: orderId });
    expect((await skuOf('ND-01'))['stock']).toBe('100');
  });
});

test('price and sale are changed for each specification', async () => {
  expect((await change('food/sku/price', [entry('ND-03', { price: '19.90' })])).body).toEqual({ data: 'ok' });
  expect((await skuOf('ND-03'))['price']).toBe('19.9');
  expect((await change('food/sku/price', [entry('ND-03', { price: '19.905' })])).body).toEqual(failed(705));
  const soldOut = async (): Promise<unknown> => {
    const { body } = await sandbox.call('food/get', { app_poi_code: SHOP, app_food_code: 'ND-03' });
    return (body.data as { is_sold_out: number }).is_sold_out;
  };
  await change('food/sku/sellStatus', [entry('ND-03', {})], { sell_status: '1' });
  expect(await soldOut()).toBe(1);
  await change('food/sku/sellStatus', [entry('ND-03', {})], { sell_status: '0' });
  expect(await soldOut()).toBe(0);
  expect((await change('food/sku/sellStatus', [entry('ND-03', {})], { sell_status: '2' })).body).toEqual(failed(705));
  expect((await change('food/sku/sellStatus', [entry('ND-03', {})])).body).toEqual(failed(701));
});

test('another app does not see or change the menu', async () => {
  await sandbox.control('PUT', '/meituan/apps/2002', {
    secret: SECRET,
    shops: [{ appPoiCode: 'elsewhere', name: '店' }],
  });
  const stranger = { appId: '2002' };
  expect((await sandbox.call('food/list', { app_poi_code: SHOP }, stranger)).body).toEqual(failed(704));
  expect((await sandbox.call('food/list', { app_poi_code: 'elsewhere' }, { appId: APP_ID })).body).toEqual(failed(704));
});
