import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOP_ID, startWeidian, type TestWeidian } from './merchant-for-tests.ts';

let sandbox: TestWeidian;
beforeAll(async () => {
  sandbox = await startWeidian();
});
afterAll(() => sandbox.close());

interface Goods {
  itemid: string;
  item_name: string;
  stock: number;
  status: number | string;
  price: string;
  skus: { id: string; title: string; stock: number }[];
}

async function goods(name: string): Promise<Goods> {
  const { result } = await sandbox.call('vdian.item.list.get 1.1', { status: 4 });
  const found = (result.items as Goods[]).find((item) => item.item_name.includes(name));
  if (!found) throw new Error(`no goods ${name}`);
  return found;
}

describe('goods', () => {
  test('are listed with their stock; goods of one kind have no specifications', async () => {
    const { result } = await sandbox.call('vdian.item.list.get 1.1', {
      page_num: 1,
      page_size: 50,
      status: 1,
      orderby: 1,
    });
    expect(result).toMatchObject({ total_num: 6, items: expect.any(Array) });
    expect(await goods('蜜')).toMatchObject({
      price: '68.00',
      stock: 1_000,
      status: 1,
      merchant_code: 'WD-HONEY',
      skus: [],
    });
    expect((await goods('围巾')).skus).toMatchObject([
      { title: '驼色', price: '159.00', stock: 1_000, sku_merchant_code: 'WD-SCARF-1' },
      { title: '雾蓝' },
      { title: '格纹 加长', price: '189.00' },
    ]);
  });

  test('one item says its status in words, and can be taken off the shelf', async () => {
    const { itemid } = await goods('贴纸');
    const get = async (): Promise<unknown> => (await sandbox.call('vdian.item.get 1.0', { itemid })).result.status;
    expect(await get()).toBe('onsale');
    expect((await sandbox.call('weidian.item.onSale 1.0', { itemid, opt: 2 })).code).toBe(0);
    expect(await get()).toBe('instock');
    const off = await sandbox.call('vdian.item.list.get 1.1', { status: 2 });
    expect(off.result.items).toMatchObject([{ itemid, status: 2 }]);
    expect((await sandbox.call('weidian.item.onSale 1.0', { itemid, opt: 3 })).code).toBe(90_003);
    await sandbox.call('weidian.item.onSale 1.0', { itemid, opt: 1 });
    expect(await get()).toBe('onsale');
  });

  test.each([{ page_num: 401 }, { page_size: 51 }, { status: 3 }, { orderby: 8 }])(
    '%j is out of range',
    async (param) => {
      expect((await sandbox.call('vdian.item.list.get 1.1', param)).code).toBe(90_003);
    },
  );
});

describe('stock', () => {
  test('of specifications is set by their ids, all or none', async () => {
    const { itemid, skus } = await goods('围巾');
    const [first, second] = skus;
    const set = (list: object[]): Promise<{ code: number }> =>
      sandbox.call('vdian.item.sku.update 1.0', { itemid, skus: list });
    expect(
      (
        await set([
          { id: first?.id, stock: 7 },
          { id: '1', stock: 7 },
        ])
      ).code,
    ).toBe(90_005);
    expect((await goods('围巾')).skus[0]?.stock).toBe(1_000);
    expect(
      (
        await set([
          { id: first?.id, stock: 7 },
          { id: second?.id, stock: '0' },
        ])
      ).code,
    ).toBe(0);
    expect(await goods('围巾')).toMatchObject({ stock: 1_007, skus: [{ stock: 7 }, { stock: 0 }, { stock: 1_000 }] });
    for (const stock of [-1, 1_000_000_000, 1.5]) expect((await set([{ id: first?.id, stock }])).code).toBe(90_003);
  });

  test('of goods of one kind is set on the goods', async () => {
    const { itemid } = await goods('蜜');
    expect((await sandbox.call('vdian.item.update 1.0', { itemid, stock: 12 })).code).toBe(0);
    expect((await goods('蜜')).stock).toBe(12);
    const scarf = await goods('围巾');
    expect((await sandbox.call('vdian.item.update 1.0', { itemid: scarf.itemid, stock: 12 })).code).toBe(90_005);
    expect((await sandbox.call('vdian.item.update 1.0', { itemid: '1', stock: 12 })).code).toBe(90_005);
  });

  test('of many goods is set in one call', async () => {
    const [honey, coffee] = [await goods('蜜'), await goods('咖啡')];
    const items = [
      { item_id: honey.itemid, sku_id: '0', stock: 3 },
      { item_id: coffee.itemid, sku_id: coffee.skus[1]?.id, stock: 4 },
    ];
    expect((await sandbox.call('vdian.item.stock.update 1.0', { type: 'add', items })).code).toBe(90_003);
    expect((await sandbox.call('vdian.item.stock.update 1.0', { type: 'set', items })).code).toBe(0);
    expect((await goods('蜜')).stock).toBe(3);
    expect((await goods('咖啡')).skus[1]?.stock).toBe(4);
    const half = [
      { item_id: honey.itemid, sku_id: '0', stock: 9 },
      { item_id: coffee.itemid, sku_id: '1', stock: 9 },
    ];
    expect((await sandbox.call('vdian.item.stock.update 1.0', { type: 'set', items: half })).code).toBe(90_005);
    expect((await goods('蜜')).stock).toBe(3);
  });

  test('falls with an order and rises when it ends without being shipped', async () => {
    const before = (await goods('明信片')).stock;
    const items = [{ name: '手绘明信片', skuId: 'WD-CARD', quantity: 2, priceYuan: '18.80' }];
    const orderId = await sandbox.place({ items });
    expect((await goods('明信片')).stock).toBe(before - 2);
    await sandbox.act(orderId, 'cancel');
    expect((await goods('明信片')).stock).toBe(before);
  });

  test('can be changed by hand on the control port', async () => {
    const { itemid } = await goods('冷制皂');
    const changed = await sandbox.control('POST', `/weidian/shops/${SHOP_ID}/items/${itemid}`, {
      stock: 5,
      onSale: false,
    });
    expect(changed.body).toMatchObject({ stock: 5, onSale: false });
    expect((await sandbox.call('vdian.item.get 1.0', { itemid })).result).toMatchObject({
      stock: 5,
      status: 'instock',
    });
    expect((await sandbox.control('POST', `/weidian/shops/${SHOP_ID}/items/1`, {})).status).toBe(409);
  });
});
