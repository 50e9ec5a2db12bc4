import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOP, startTscc, type TestTscc } from './merchant-for-tests.ts';

let sandbox: TestTscc;
beforeAll(async () => {
  sandbox = await startTscc();
});
afterAll(() => sandbox.close());

const codeOf = async (path: string, orderId: string, biz?: object): Promise<string> =>
  (await sandbox.onOrder(path, orderId, biz)).body.code;
const act = (orderId: string, what: string, body: object = {}): Promise<{ status: number }> =>
  sandbox.control('POST', `/meituan-tscc/orders/${orderId}/${what}`, body);
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');

describe('an order as it is told', () => {
  test('has its amounts in yuan, its lists as JSON text and its numbers whole', async () => {
    const orderId = await sandbox.place({
      items: [{ name: '牛肉面', quantity: 2, priceYuan: '17.75', skuId: 'A-1-S', boxYuan: '1' }],
      shippingYuan: '4.5',
      bagYuan: '0.5',
      reductionYuan: '6',
      reductionByMeituanYuan: '2.5',
      caution: '少辣 谢谢',
      recipient: { name: '张三(先生)', phone: '13812345678_1234', address: '望京SOHO塔1 A座1208' },
    });
    const { data } = (await sandbox.onOrder('queryById', orderId)).body;
    expect(data).toMatchObject({
      orderId,
      orderIdView: orderId,
      ePoiId: SHOP,
      status: 2,
      total: 36.5,
      originalPrice: 42.5,
      shippingFee: 4.5,
      packageBagMoney: 50,
      deliveryTime: 0,
      payType: 2,
      pickType: 0,
      daySeq: expect.any(Number),
      cTime: expect.any(Number),
      uTime: expect.any(Number),
      orderSendTime: expect.any(Number),
      orderConfirmTime: 0,
      orderCompletedTime: 0,
      recipientName: '张三(先生)',
      recipientPhone: '13812345678_1234',
      recipientAddress: '望京SOHO塔1 A座1208',
      caution: '少辣 谢谢',
      incmpCode: 0,
      dinnersNumber: -10,
      wmPoiReceiveCent: expect.any(Number),
    });
    expect(JSON.parse(data.detail)).toMatchObject([
      {
        app_food_code: 'A-1',
        sku_id: 'A-1-S',
        food_name: '牛肉面',
        quantity: 2,
        price: 17.75,
        box_num: 2,
        box_price: 1,
      },
    ]);
    expect(JSON.parse(data.extras)).toMatchObject([{ reduce_fee: 6, mt_charge: 2.5, poi_charge: 3.5 }, {}]);
    expect(JSON.parse(data.poiReceiveDetail)).toMatchObject({
      onlinePayment: 3_650,
      wmPoiReceiveCent: data.wmPoiReceiveCent,
    });
    expect(Object.keys(data).filter((name) => name.includes('_'))).toEqual([]);
  });

  test('may lack a part, which is there when it is asked for again', async () => {
    const orderId = await sandbox.place({ incompleteDetails: 1 });
    const first = (await sandbox.onOrder('queryById', orderId)).body.data;
    expect(first).toMatchObject({ incmpCode: -1, incmpModules: '[1]', extras: '[]' });
    expect(first).not.toHaveProperty('poiReceiveDetail');
    expect((await sandbox.onOrder('queryById', orderId)).body.data).toMatchObject({
      incmpCode: 0,
      poiReceiveDetail: expect.any(String),
    });
  });

  test('hides its address three hours after it was completed', async () => {
    const orderId = await sandbox.place({ state: 'completed', recipient: { address: '望京SOHO塔1 A座1208' } });
    await act(orderId, 'age', { hours: 2.9 });
    expect((await sandbox.onOrder('queryById', orderId)).body.data.recipientAddress).toBe('望京SOHO塔1 A座1208');
    await act(orderId, 'age', { hours: 0.2 });
    expect((await sandbox.onOrder('queryById', orderId)).body.data.recipientAddress).toBe('望京SO****');
  });
});

test('orders are found by their number of the day, and a number not given yet is 806', async () => {
  const orderId = await sandbox.place();
  const { daySeq } = (await sandbox.truth(orderId)) as { daySeq: number };
  const found = await sandbox.call('waimai/order/queryByDaySeq', { date: today(), daySeq });
  expect(found.body.data).toMatchObject({ orderId, daySeq });
  const next = { date: Number(today()), daySeq: daySeq + 1 };
  expect((await sandbox.call('waimai/order/queryByDaySeq', next)).body.code).toBe('806');
  expect((await sandbox.call('waimai/order/queryByDaySeq', { date: '1', daySeq })).body.code).toBe('705');
});

test('orders not yet accepted are listed for the shop', async () => {
  const [waiting, accepted] = [await sandbox.place(), await sandbox.place({ state: 'accepted' })];
  const { data } = (await sandbox.call('waimai/order/queryByEpoids', { epoiIds: SHOP })).body;
  const ids = (data as { orderId: string; status: number }[]).map((order) => order.orderId);
  expect(ids).toContain(waiting);
  expect(ids).not.toContain(accepted);
  expect((await sandbox.call('waimai/order/queryByEpoids', { epoiIds: [SHOP] })).body.data).toHaveLength(ids.length);
  expect((await sandbox.call('waimai/order/queryByEpoids', { epoiIds: 'x' })).body.code).toBe('803');
  expect((await sandbox.call('waimai/order/queryByEpoids')).body.code).toBe('701');
});

describe('an order moves', () => {
  test('from acceptance to delivery, each step once', async () => {
    const orderId = await sandbox.place();
    expect(await codeOf('delivering', orderId)).toBe('808');
    expect(await codeOf('confirm', orderId)).toBe('OP_SUCCESS');
    expect(await codeOf('confirm', orderId)).toBe('808');
    expect(await codeOf('delivered', orderId)).toBe('808');
    const courier = { courierName: '李四', courierPhone: '13900000000' };
    expect(await codeOf('delivering', orderId, courier)).toBe('OP_SUCCESS');
    expect(await codeOf('delivering', orderId, courier)).toBe('808');
    expect(await codeOf('delivered', orderId)).toBe('OP_SUCCESS');
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 4, logistics: { status: 40, name: '李四' } });
    await act(orderId, 'complete');
    expect(await codeOf('cancel', orderId, { reason: '售完' })).toBe('1022');
  });

  test('to its end when the merchant cancels, with a reason', async () => {
    const orderId = await sandbox.place();
    expect(await codeOf('cancel', orderId)).toBe('701');
    expect(await codeOf('cancel', orderId, { reason: '售完', reasonCode: 9 })).toBe('705');
    expect(await codeOf('cancel', orderId, { reason: '售完', reasonCode: 2009 })).toBe('OP_SUCCESS');
    expect(await codeOf('cancel', orderId, { reason: '售完' })).toBe('808');
    expect(await codeOf('confirm', orderId)).toBe('808');
    expect(await sandbox.truth(orderId)).toMatchObject({
      status: 9,
      cancel: { reasonCode: 2009, reason: '售完', by: 6 },
    });
  });

  test('without the merchant’s own courier where Meituan delivers', async () => {
    const orderId = await sandbox.place({ state: 'accepted', logisticsCode: '1001' });
    expect(await codeOf('delivering', orderId)).toBe('1038');
  });
});

describe('a refund', () => {
  test('is agreed: the order ends', async () => {
    const orderId = await sandbox.place({ state: 'accepted' });
    expect(await codeOf('agreeRefund', orderId, { reason: '同意' })).toBe('808');
    await act(orderId, 'refund', { reason: '不想要了' });
    expect(await codeOf('agreeRefund', orderId, { reason: '同意' })).toBe('OP_SUCCESS');
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 9, refunds: [{ state: 'agreed', refundStatus: 3 }] });
    expect(await codeOf('agreeRefund', orderId)).toBe('808');
  });

  test('is rejected with a reason: the order goes on', async () => {
    const orderId = await sandbox.place({ state: 'accepted' });
    await act(orderId, 'refund', { kind: 'part' });
    expect(await codeOf('rejectRefund', orderId)).toBe('701');
    expect(await codeOf('rejectRefund', orderId, { reason: '已出餐' })).toBe('OP_SUCCESS');
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 4, refunds: [{ state: 'rejected' }] });
  });
});
