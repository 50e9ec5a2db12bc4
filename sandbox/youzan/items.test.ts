import { afterAll, beforeAll, expect, test } from 'vitest';
import { startYouzan, type Answered, type TestYouzan } from './merchant-for-tests.ts';

let sandbox: TestYouzan;
beforeAll(async () => {
  sandbox = await startYouzan();
});
afterAll(() => sandbox.close());

interface ShelfItem {
  itemId: string;
  title: string;
  skus: { skuId: string; quantity: number }[];
}
const shelf = async (): Promise<ShelfItem[]> =>
  (await sandbox.control<{ items: ShelfItem[] }>('GET', '/youzan/shops/tea/items')).body.items;
const item = async (title: string): Promise<ShelfItem> => {
  const found = (await shelf()).find((one) => one.title === title);
  if (!found) throw new Error(`nothing on the shelf is called ${title}`);
  return found;
};
const change = (itemId: string, body: object): Promise<unknown> =>
  sandbox.control('POST', `/youzan/shops/tea/items/${itemId}`, body);
const onSale = async (fields: object = {}): Promise<Answered['body']['data']> =>
  (await sandbox.call('youzan.items.onsale.get/3.0.0', fields)).body.data;
const setStock = async (fields: object): Promise<Answered['body']> =>
  (await sandbox.call('youzan.item.quantity.update/3.0.0', fields)).body;

test('goods on sale are listed page by page with prices in fen and exact ids', async () => {
  const all = await onSale({ page_size: 300 });
  expect(all.count).toBe((await shelf()).length);
  expect(all.items.find((one: { item_no: string }) => one.item_no === 'YZ-JAM-01')).toMatchObject({
    title: '玫瑰花酱 200g',
    price: 3_550,
    quantity: 1_000,
    item_id: (await item('玫瑰花酱 200g')).itemId,
    update_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  });
  const pages = [1, 2, 3].map(async (page_no) => (await onSale({ page_no, page_size: 3 })).items);
  expect((await Promise.all(pages)).flat()).toEqual(all.items);
  expect((await onSale({ q: '花酱' })).count).toBe(1);
  expect((await onSale({ update_time_start: Date.now() + 60_000 })).count).toBe(0);
});

test('what is taken off sale moves to the other list', async () => {
  const { itemId } = await item('桂花乌龙茶 礼盒装');
  await change(itemId, { onSale: false });
  const { items } = (await sandbox.call('youzan.items.inventory.get/3.0.0')).body.data;
  expect(items.map((one: { item_id: string }) => one.item_id)).toEqual([itemId]);
  expect((await onSale({ q: '桂花' })).count).toBe(0);
});

test('stock is set or added to, of goods with and without specifications', async () => {
  const jam = (await item('玫瑰花酱 200g')).itemId;
  expect(await setStock({ item_id: jam, quantity: 5, type: 0 })).toMatchObject({
    code: 200,
    data: { is_success: true },
  });
  await setStock({ item_id: jam, quantity: 3, type: 1 });
  expect((await item('玫瑰花酱 200g')).skus[0]?.quantity).toBe(8);
  await setStock({ item_id: jam, quantity: -20, type: 1 });
  expect((await item('玫瑰花酱 200g')).skus[0]?.quantity).toBe(0);
  const tea = await item('明前龙井');
  await setStock({ item_id: tea.itemId, sku_id: tea.skus[1]?.skuId, quantity: '7', type: 0 });
  expect((await item('明前龙井')).skus.map((sku) => sku.quantity)).toEqual([1_000, 7, 1_000]);
});

test('stock is not set for unknown goods, unknown specifications, or goods of another system', async () => {
  const tea = await item('明前龙井');
  expect((await setStock({ item_id: '1', quantity: 1 })).code).toBe(123_005_001);
  expect((await setStock({ item_id: tea.itemId, quantity: 1 })).code).toBe(123_004_002);
  expect((await setStock({ item_id: tea.itemId, sku_id: '12', quantity: 1 })).code).toBe(123_004_002);
  await change(tea.itemId, { stockElsewhere: true });
  const sku_id = tea.skus[0]?.skuId;
  expect((await setStock({ item_id: tea.itemId, sku_id, quantity: 1 })).code).toBe(123_003_023);
  expect((await setStock({ item_id: tea.itemId, sku_id, quantity: -1 })).gw_err_resp?.err_code).toBe(5001);
});

test('an order takes from the stock, its end without payment gives back', async () => {
  const before = (await item('帆布袋“慢一点”')).skus[0]?.quantity ?? 0;
  const bags = { items: [{ name: '帆布袋', quantity: 3, priceYuan: '29.90', skuId: 'YZ-BAG-01' }] };
  const tid = await sandbox.place({ ...bags, state: 'placed' });
  expect((await item('帆布袋“慢一点”')).skus[0]?.quantity).toBe(before - 3);
  await sandbox.call('youzan.trade.close/3.0.0', { tid, close_reason: '未及时付款', close_reason_id: 11 });
  expect((await item('帆布袋“慢一点”')).skus[0]?.quantity).toBe(before);
  expect(await sandbox.truth(tid)).toMatchObject({ status: 'TRADE_CLOSED', closeType: 11, closeReason: '未及时付款' });
});
