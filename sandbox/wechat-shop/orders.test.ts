import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWechat, type TestWechat } from '../wechat/merchant-for-tests.ts';

/** Tests look into answers of many shapes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

let sandbox: TestWechat;
beforeAll(async () => {
  sandbox = await startWechat('wechat-shop');
});
beforeEach(() => sandbox.settings({}));
afterAll(() => sandbox.close());

const two = [
  { name: '茶', quantity: 2, priceYuan: '10.00', skuId: 'T1' },
  { name: '杯', quantity: 1, priceYuan: '5.01', skuId: 'T2' },
];

const call = (path: string, fields: unknown): Promise<Json> => sandbox.call(`channels/ec/${path}`, fields);
const now = (): number => Math.floor(Date.now() / 1_000);

/** The fields of a parcel with these pieces of the lines. */
async function parcelOf(orderId: string, counts: number[], more: object = {}): Promise<object> {
  const { order } = await call('order/get', { order_id: orderId });
  const infos = order.order_detail.product_infos as { product_id: string; sku_id: string }[];
  const pieces = infos.flatMap(({ product_id, sku_id }, index) =>
    counts[index] ? [{ product_id, sku_id, product_cnt: counts[index] }] : [],
  );
  const parcel = {
    delivery_id: 'ZTO',
    waybill_id: `Z${counts.join('')}`,
    deliver_type: 1,
    product_infos: pieces,
    ...more,
  };
  return { order_id: orderId, delivery_list: [parcel] };
}

describe('an order', () => {
  test('adds up to the last fen and hides the address until it is asked for', async () => {
    const orderId = await sandbox.place({ items: two, shippingYuan: '8', reductionYuan: '2.50', caution: '<急>' });
    const { order } = await call('order/get', { order_id: orderId });
    expect(order.order_id).toMatch(/^\d{19}$/);
    const { price_info: price, product_infos: lines, pay_info: pay, delivery_info: delivery } = order.order_detail;
    expect(price).toMatchObject({ product_price: 2501, freight: 800, discounted_price: 250, order_price: 3051 });
    expect(lines[0].real_price + lines[1].real_price + price.freight).toBe(price.order_price);
    expect(pay.pay_time).toBeGreaterThan(0);
    expect(delivery.address_info.tel_number).toMatch(/^\d{3}\*{4}\d{4}$/);
    const clear = await call('order/sensitiveinfo/decode', { order_id: orderId });
    expect(clear.address_info.tel_number).toMatch(/^\d{11}$/);
    expect(order.order_detail.ext_info.customer_notes).toBe('<急>');
  });

  test('is one of its own shop only', async () => {
    expect((await call('order/get', { order_id: '3705115058471208928' })).errcode).toBe(10020002);
    expect((await call('order/get', {})).errcode).toBe(10020001);
  });

  test('is found by walking pages of a window of at most seven days', async () => {
    const placed = await Promise.all(Array.from({ length: 5 }, () => sandbox.place({ state: 'placed' })));
    const range = { start_time: now() - 60, end_time: now() + 1 };
    const found: string[] = [];
    let nextKey = '';
    for (let hasMore = true; hasMore;) {
      const page = await call('order/list/get', {
        update_time_range: range,
        page_size: 2,
        next_key: nextKey,
        status: 10,
      });
      found.push(...(page.order_id_list as string[]));
      hasMore = page.has_more as boolean;
      nextKey = page.next_key as string;
    }
    expect(found).toEqual(expect.arrayContaining(placed));
    expect(new Set(found).size).toBe(found.length);
    const wide = { start_time: now() - 8 * 86_400, end_time: now() };
    expect((await call('order/list/get', { create_time_range: wide, page_size: 2 })).errcode).toBe(10020001);
    expect((await call('order/list/get', { page_size: 2 })).errcode).toBe(10020001);
    expect((await call('order/list/get', { create_time_range: range, page_size: 101 })).errcode).toBe(10020001);
    const search = await call('order/search', { search_condition: { order_id: placed[0] }, page_size: 10 });
    expect(search.order_id_list).toEqual([placed[0]]);
  });
});

describe('shipping', () => {
  test('in two parcels, of which the second completes it', async () => {
    const orderId = await sandbox.place({ items: two });
    expect((await call('order/delivery/send', await parcelOf(orderId, [1, 0]))).errcode).toBe(0);
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 21 });
    expect((await call('order/delivery/send', await parcelOf(orderId, [2, 0]))).errcode).toBe(10020008);
    expect((await call('order/delivery/send', await parcelOf(orderId, [1, 1]))).errcode).toBe(0);
    expect(await sandbox.truth(orderId)).toMatchObject({
      status: 30,
      parcels: [{ waybillId: 'Z10' }, { waybillId: 'Z11' }],
    });
    expect((await call('order/delivery/send', await parcelOf(orderId, [1, 1]))).errcode).toBe(10020003);
    const fixed = await parcelOf(orderId, [2, 1], { waybill_id: 'NEW', delivery_id: 'SF' });
    expect((await call('order/deliveryinfo/update', fixed)).errcode).toBe(0);
    expect(await sandbox.truth(orderId)).toMatchObject({ parcels: [{ waybillId: 'NEW', deliveryId: 'SF' }] });
  });

  test('needs a known courier and a number unless nothing is sent', async () => {
    const orderId = await sandbox.place({ items: two });
    const send = async (more: object): Promise<number> =>
      (await call('order/delivery/send', await parcelOf(orderId, [2, 1], more))).errcode as number;
    expect(await send({ delivery_id: 'NOBODY' })).toBe(10020009);
    expect(await send({ waybill_id: '' })).toBe(10020001);
    expect(await send({ deliver_type: 3, waybill_id: '', delivery_id: '' })).toBe(0);
  });

  test('waits for what a paid order waits for', async () => {
    const orderId = await sandbox.place({ items: two, hold: 'group' });
    expect((await call('order/delivery/send', await parcelOf(orderId, [2, 1]))).errcode).toBe(10020003);
    expect((await sandbox.act(orderId, 'release')).body).toMatchObject({ status: 20 });
  });
});

describe('an application of a customer', () => {
  test('for money only ends the order when all of it went back', async () => {
    const orderId = await sandbox.place({ items: two, shippingYuan: '8' });
    await sandbox.act(orderId, 'refund');
    const list = await call('aftersale/getaftersalelist', {
      begin_create_time: now() - 60,
      end_create_time: now() + 60,
    });
    const { refunds } = await sandbox.truth(orderId);
    expect(list.after_sale_order_id_list).toEqual(expect.arrayContaining(refunds.map((one: Json) => one.aftersaleId)));
    for (const { aftersaleId } of refunds as { aftersaleId: string }[]) {
      const detail = await call('aftersale/getaftersaleorder', { after_sale_order_id: aftersaleId });
      expect(detail.after_sale_order).toMatchObject({
        status: 'MERCHANT_PROCESSING',
        order_id: orderId,
        type: 'REFUND',
      });
      expect((await call('aftersale/acceptapply', { after_sale_order_id: aftersaleId, accept_type: 2 })).errcode).toBe(
        0,
      );
    }
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 200, refundedFen: 3301 });
  });

  test('for a return goes through the goods on their way back', async () => {
    const orderId = await sandbox.place({ items: two, state: 'shipping' });
    const { refunds } = (await sandbox.act(orderId, 'refund', { kind: 'part', demand: 'return' })).body;
    const id = refunds[0].aftersaleId as string;
    const accept = async (fields: object): Promise<number> =>
      (await call('aftersale/acceptapply', { after_sale_order_id: id, ...fields })).errcode as number;
    expect(await accept({ accept_type: 1 })).toBe(10020001);
    expect(await accept({ accept_type: 2 })).toBe(10020007);
    expect(await accept({ accept_type: 1, address_id: '7' })).toBe(0);
    await sandbox.act(orderId, 'refund', { step: 'send-back' });
    const detail = await call('aftersale/getaftersaleorder', { after_sale_order_id: id });
    expect(detail.after_sale_order).toMatchObject({
      status: 'MERCHANT_WAIT_RECEIPT',
      return_info: { delivery_id: 'SF' },
    });
    expect(await accept({ accept_type: 2 })).toBe(0);
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 30, refunds: [{ state: 'MERCHANT_RETURN_SUCCESS' }] });
  });

  test('can be refused, withdrawn, and fail at the bank', async () => {
    await sandbox.settings({ refundMoney: 'by-hand' });
    const orderId = await sandbox.place({ items: two });
    const part = { kind: 'part', moneyYuan: '0.50' };
    const first = (await sandbox.act(orderId, 'refund', part)).body.refunds[0].aftersaleId as string;
    const rejected = await call('aftersale/rejectapply', {
      after_sale_order_id: first,
      reject_reason: '已发货',
      reject_reason_type: 1,
    });
    expect(rejected.errcode).toBe(0);
    await sandbox.act(orderId, 'refund', part);
    await sandbox.act(orderId, 'refund', { step: 'withdraw' });
    await sandbox.act(orderId, 'refund', part);
    for (const step of ['merchant-agree', 'money-fails', 'merchant-agree', 'money'])
      await sandbox.act(orderId, 'refund', { step });
    const states = (await sandbox.truth(orderId)).refunds.map(({ state }: Json) => state as string);
    expect(states).toEqual(['MERCHANT_REJECT_REFUND', 'USER_CANCELD', 'MERCHANT_REFUND_SUCCESS']);
  });
});

test('an end before shipping, by whoever', async () => {
  const unpaid = await sandbox.place({ state: 'placed' });
  expect((await sandbox.act(unpaid, 'cancel', { by: 'system' })).body).toMatchObject({ status: 250 });
  const oversold = await sandbox.place();
  expect((await sandbox.act(oversold, 'cancel', { by: 'merchant' })).body).toMatchObject({ status: 190 });
  expect((await sandbox.act(oversold, 'cancel')).status).toBe(409);
});

test('the merchant lowers a price, moves an address and notes something', async () => {
  const orderId = await sandbox.place({ items: two, state: 'placed' });
  const { order } = await call('order/get', { order_id: orderId });
  const change = (order.order_detail.product_infos as Json[]).map(({ product_id, sku_id }) => ({
    product_id,
    sku_id,
    change_price: 1000,
  }));
  expect((await call('order/price/update', { order_id: orderId, change_order_infos: change })).errcode).toBe(0);
  expect(await sandbox.truth(orderId)).toMatchObject({ totalFen: 2000 });
  await call('order/merchantnotes/update', { order_id: orderId, merchant_notes: '加急' });
  const user_address = {
    user_name: '新',
    tel_number: '13900000000',
    province_name: '云南省',
    city_name: '大理市',
    detail_info: '古城',
  };
  expect((await call('order/address/update', { order_id: orderId, user_address })).errcode).toBe(0);
  expect(await sandbox.truth(orderId)).toMatchObject({ memo: '加急', address: { city: '大理市' } });
});

test('stock falls with a sale, rises with its end, and is added to, taken from and set', async () => {
  const orderId = await sandbox.place({ items: two });
  const [line] = (await sandbox.truth(orderId)).items;
  const key = { product_id: line.productId as string, sku_id: line.skuId as string };
  const stock = async (): Promise<number> => (await call('product/stock/get', key)).data.normal_stock_num as number;
  const before = await stock();
  await sandbox.act(orderId, 'cancel');
  expect(await stock()).toBe(before + 2);
  for (const [diff_type, num, after] of [
    [3, 10, 10],
    [1, 5, 15],
    [2, 15, 0],
  ] as const) {
    expect((await call('product/stock/update', { ...key, diff_type, num })).errcode).toBe(0);
    expect(await stock()).toBe(after);
  }
  expect((await call('product/stock/update', { ...key, diff_type: 2, num: 1 })).errcode).toBe(10020005);
  const { data } = await call('product/stock/batchget', { product_id: [key.product_id] });
  expect(data.spu_stock_list[0].sku_stock).toContainEqual(
    expect.objectContaining({ sku_id: key.sku_id, total_stock_num: 0 }),
  );
});

test('settled money is in the flow, with the commission and what went back', async () => {
  const orderId = await sandbox.place({ items: two, state: 'completed' });
  await sandbox.act(orderId, 'finish');
  await sandbox.act(orderId, 'refund', { kind: 'part', moneyYuan: '1.00' });
  await sandbox.act(orderId, 'refund', { step: 'merchant-agree' });
  const { flow_ids: ids } = await call('funds/getfundsflowlist', { page: 1, page_size: 100 });
  const flows = await Promise.all((ids as string[]).map((flow_id) => call('funds/getfundsflowdetail', { flow_id })));
  const mine = flows
    .map(({ funds_flow: flow }) => flow)
    .filter((flow) => flow.related_info_list[0].order_id === orderId);
  expect(mine.map(({ funds_type: type, amount }) => [type, amount]).sort()).toEqual([
    [1, 2501],
    [4, 25],
    [5, 100],
  ]);
  expect((await call('funds/getbalance', {})).available_amount).toBe(2501 - 25 - 100);
});
