import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KDT_ID, startYouzan, type Answered, type TestYouzan } from './merchant-for-tests.ts';

let sandbox: TestYouzan;
beforeAll(async () => {
  sandbox = await startYouzan();
});
afterAll(() => sandbox.close());

const BREAD = {
  items: [
    { name: '手工凤梨酥', quantity: 3, priceYuan: '11.11', discountYuan: '1.00', skuId: 'A-1' },
    { name: '卡片', quantity: 1, priceYuan: '0.01' },
  ],
  shippingYuan: '8.00',
  reductionYuan: '5.05',
  adjustYuan: '-0.20',
  caution: '请包装好一点 🎁',
  recipient: { name: '张三', phone: '13900000001', city: '杭州市' },
  deliveryTime: { from: 1_772_331_600, to: 1_772_338_800 },
};

test('an order is shown with exact ids, yuan as text and Beijing time', async () => {
  const tid = await sandbox.place({ ...BREAD, state: 'placed' });
  expect(tid).toMatch(/^E\d{23}$/);
  const { body, text } = await sandbox.call('youzan.trade.get/4.0.2', { tid });
  expect(body).toMatchObject({ code: 200, success: true, message: 'successful', trace_id: expect.any(String) });
  const info = body.data.full_order_info;
  expect(info.order_info).toMatchObject({
    tid,
    status: 'WAIT_BUYER_PAY',
    status_str: '待付款',
    type: 0,
    close_type: 0,
    express_type: 0,
    refund_state: 0,
    created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    pay_time: '',
    node_kdt_id: Number(KDT_ID),
    root_kdt_id: Number(KDT_ID),
    shop_name: '测试小店',
  });
  const created = Date.parse(`${info.order_info.created.replace(' ', 'T')}+08:00`);
  expect(Math.abs(created - Date.now())).toBeLessThan(60_000);
  expect(info.pay_info).toMatchObject({ total_fee: '33.34', post_fee: '8.00', payment: '33.09', deduction_pay: 0 });
  expect(body.data.order_promotion).toMatchObject({
    item_discount_fee: '3.00',
    order_discount_fee: '5.05',
    adjust_fee: '-0.20',
  });
  expect(info.orders[0]).toMatchObject({
    title: '手工凤梨酥',
    num: 3,
    price: '11.11',
    discount_price: '10.11',
    total_fee: '30.33',
    sku_no: 'A-1',
    is_present: false,
  });
  for (const { oid, item_id } of info.orders) {
    expect(BigInt(oid)).toBeGreaterThan(2n ** 53n);
    expect(text).toContain(`"oid":"${oid}"`);
    expect(text).toContain(`"item_id":${item_id},`);
  }
  expect(info.address_info).toMatchObject({
    receiver_name: '张三',
    receiver_tel: '13900000001',
    delivery_city: '杭州市',
    delivery_start_time: '2026-03-01 10:20:00',
    delivery_end_time: '2026-03-01 12:20:00',
  });
  expect(info.remark_info).toEqual({ buyer_message: '请包装好一点 🎁', star: 0, trade_memo: '' });
  expect(body.data).toMatchObject({ refund_order: [], delivery_order: [] });
});

test("the lines' payments add up to what was paid, for every invented order", async () => {
  const { body } = await sandbox.control<{ orderIds: string[] }>('POST', '/youzan/orders', { count: 200 });
  for (const tid of body.orderIds) {
    const { data } = (await sandbox.call('youzan.trade.get/4.0.2', { tid })).body;
    const { pay_info, orders } = data.full_order_info;
    const fen = (yuan: string): number => Math.round(Number(yuan) * 100);
    const sum = orders.reduce((total: number, line: { payment: string }) => total + fen(line.payment), 0);
    expect(sum).toBe(fen(pay_info.payment));
    const { item_discount_fee, order_discount_fee, adjust_fee } = data.order_promotion;
    const formula =
      fen(pay_info.total_fee) -
      fen(item_discount_fee) -
      fen(order_discount_fee) +
      fen(adjust_fee) +
      fen(pay_info.post_fee);
    expect(formula).toBe(fen(pay_info.payment));
  }
});

const confirm = (fields: object): Promise<Answered> => sandbox.call('youzan.logistics.online.confirm/3.0.0', fields);
const parcelOf = (tid: string): object => ({ tid, is_no_express: 0, out_stype: '3', out_sid: '75312345678901' });
const oidsOf = async (tid: string): Promise<string[]> =>
  ((await sandbox.truth(tid))['items'] as { oid: string }[]).map(({ oid }) => oid);

describe('shipping', () => {
  test('a paid order is shipped once, whole', async () => {
    const tid = await sandbox.place();
    expect((await confirm(parcelOf(tid))).body).toMatchObject({ code: 200, success: true, data: { is_success: true } });
    const again = { code: 102_570_019, success: false, message: expect.any(String), data: null };
    expect((await confirm(parcelOf(tid))).body).toEqual(again);
    const { data } = (await sandbox.call('youzan.trade.get/4.0.2', { tid })).body;
    expect(data.full_order_info.order_info.status).toBe('WAIT_BUYER_CONFIRM_GOODS');
    expect(data.delivery_order).toMatchObject([
      { express_state: 1, dists: [{ express_info: { express_id: 3, express_no: '75312345678901' } }] },
    ]);
  });

  test('line by line, until nothing is left', async () => {
    const tid = await sandbox.place(BREAD);
    const [first, second] = await oidsOf(tid);
    expect((await confirm({ ...parcelOf(tid), oids: first })).body.success).toBe(true);
    const { data } = (await sandbox.call('youzan.trade.get/4.0.2', { tid })).body;
    expect(data.full_order_info.order_info.status).toBe('WAIT_SELLER_SEND_GOODS');
    expect(data.delivery_order).toMatchObject([
      { express_state: 1, oids: [{ oid: first }] },
      { express_state: 0, oids: [{ oid: second }], dists: [] },
    ]);
    expect((await confirm({ ...parcelOf(tid), oids: `${first},${second}` })).body.code).toBe(102_570_007);
    expect((await confirm({ ...parcelOf(tid), oids: '123' })).body.code).toBe(102_570_020);
    expect((await confirm({ ...parcelOf(tid), oids: ` ${second} ,` })).body.success).toBe(true);
    expect(await sandbox.truth(tid)).toMatchObject({ status: 'WAIT_BUYER_CONFIRM_GOODS' });
  });

  test('is refused for an order that is unpaid, closed, unknown, or a group not yet full', async () => {
    const unpaid = await sandbox.place({ state: 'placed' });
    expect((await confirm(parcelOf(unpaid))).body.code).toBe(102_570_003);
    await sandbox.control('POST', `/youzan/orders/${unpaid}/cancel`, { by: 'system' });
    expect((await confirm(parcelOf(unpaid))).body.code).toBe(102_570_003);
    expect((await confirm(parcelOf('E1'))).body.code).toBe(105_000_016);
    const group = await sandbox.place({ type: 10 });
    expect((await confirm(parcelOf(group))).body.code).toBe(102_570_003);
    await sandbox.control('POST', `/youzan/orders/${group}/group-full`);
    expect((await confirm(parcelOf(group))).body.success).toBe(true);
  });

  test('wants a courier that there is, a waybill that can be one, and the sender for 顺丰', async () => {
    const tid = await sandbox.place();
    const parcel = parcelOf(tid);
    const gateway = async (fields: object): Promise<unknown> => (await confirm(fields)).body.gw_err_resp?.err_code;
    expect((await confirm({ ...parcel, out_sid: '单号 7531' })).body.code).toBe(105_000_003);
    expect(await gateway({ ...parcel, out_stype: '999' })).toBe(5001);
    expect(await gateway({ ...parcel, out_stype: 3 })).toBe(5002);
    expect(await gateway({ tid, is_no_express: 0 })).toBe(5001);
    expect(await gateway({ ...parcel, out_stype: '7' })).toBe(5001);
    const sender = { outer_sender: { sender_mobile: '13900000000' } };
    expect((await confirm({ ...parcel, out_stype: '7', ...sender })).body.success).toBe(true);
  });

  test('needs no courier when the goods go without one', async () => {
    const tid = await sandbox.place({ expressType: 2 });
    expect((await confirm({ tid, is_no_express: 1 })).body.success).toBe(true);
    expect(await sandbox.truth(tid)).toMatchObject({ shipments: [{ expressId: 0, expressNo: '' }] });
  });

  test('a waybill may be corrected once, when everything is shipped', async () => {
    const tid = await sandbox.place(BREAD);
    const update = async (fields: object = {}): Promise<Answered['body']> => {
      const [shipment] = (await sandbox.truth(tid))['shipments'] as { distId: string }[];
      const change = { dist_id: shipment?.distId, express_id: 2, express_no: 'YT12345678', version: 1, ...fields };
      return (await sandbox.call('youzan.logistics.online.update/3.0.1', { tid, trade_express_modify: [change] })).body;
    };
    const [first] = await oidsOf(tid);
    await confirm({ ...parcelOf(tid), oids: first });
    expect((await update()).code).toBe(102_570_003);
    await confirm(parcelOf(tid));
    expect((await update({ dist_id: '1' })).code).toBe(105_000_016);
    expect((await update({ express_no: '*' })).code).toBe(105_000_003);
    expect(await update()).toMatchObject({ code: 200, data: { is_success: true } });
    expect(await sandbox.truth(tid)).toMatchObject({
      shipments: [{ expressId: 2, expressNo: 'YT12345678' }, { expressId: 3 }],
    });
    expect((await update()).code).toBe(102_570_003);
  });

  test('couriers are listed with their numbers', async () => {
    const { data } = (await sandbox.call('youzan.logistics.express.get/3.0.0', {})).body;
    expect(data.allExpress).toContainEqual({ id: 7, name: '顺丰速运', display: 0 });
  });
});

describe('closing', () => {
  const close = async (tid: string, fields: object = {}): Promise<Answered['body']> =>
    (await sandbox.call('youzan.trade.close/3.0.0', { tid, ...fields })).body;

  test('an unpaid order once, a paid one never', async () => {
    const tid = await sandbox.place({ state: 'placed' });
    expect((await close(tid, { close_reason_id: 9 })).gw_err_resp?.err_code).toBe(5001);
    expect(await close(tid, { close_reason: '缺货', close_reason_id: 12 })).toMatchObject({
      data: { is_success: true },
    });
    expect((await close(tid)).code).toBe(102_010_002);
    expect((await close(await sandbox.place())).code).toBe(102_010_002);
    expect((await close('E1')).code).toBe(5000);
  });

  test('a paid order that is cancelled is paid back by the platform', async () => {
    const tid = await sandbox.place();
    const cancel = (): ReturnType<TestYouzan['control']> =>
      sandbox.control('POST', `/youzan/orders/${tid}/cancel`, { by: 'system', reasonCode: 30, reason: '无货' });
    expect((await cancel()).body).toMatchObject({
      status: 'TRADE_CLOSED',
      closeType: 30,
      refundState: 12,
      refunds: [{ startedBy: 3, status: 'SUCCESS' }],
    });
    expect((await cancel()).status).toBe(409);
  });
});

test('a memo is answered in the old envelope and does not move update_time', async () => {
  const tid = await sandbox.place();
  const before = (await sandbox.truth(tid))['times'];
  const memo = (fields: object): Promise<Answered> => sandbox.call('youzan.trade.memo.update/3.0.0', fields);
  expect((await memo({ tid, memo: '送贺卡', flag: 3 })).body).toEqual({ response: { is_success: true } });
  expect(await sandbox.truth(tid)).toMatchObject({ memo: '送贺卡', star: 3, times: before });
  expect((await memo({ tid: 'E1', memo: 'x' })).body).toEqual({
    error_response: { code: 5000, msg: 'trade not found' },
  });
  expect((await memo({ tid, flag: 6 })).body.gw_err_resp?.err_code).toBe(5001);
});

test('goods that need no shipping are done when they are paid', async () => {
  const tid = await sandbox.place({ type: 75 });
  expect(await sandbox.truth(tid)).toMatchObject({ status: 'TRADE_SUCCESS' });
});

test('what a buyer fetches is never shipped', async () => {
  const tid = await sandbox.place({ expressType: 1 });
  const { status } = await sandbox.control('POST', `/youzan/orders/${tid}/complete`);
  expect(status).toBe(200);
  const early = await sandbox.place();
  expect((await sandbox.control('POST', `/youzan/orders/${early}/complete`)).status).toBe(409);
});

test('an order that cannot be is refused with a reason', async () => {
  const place = (body: object): ReturnType<TestYouzan['control']> => sandbox.control('POST', '/youzan/orders', body);
  const item = { name: '茶', quantity: 1, priceYuan: '1.00' };
  expect(await place({ shop: 'nobody' })).toMatchObject({
    status: 404,
    body: { error: expect.stringContaining('tea') },
  });
  expect((await place({ items: [item], reductionYuan: '1.01' })).status).toBe(400);
  expect((await place({ items: [item], reductionYuan: '1.00' })).status).toBe(400);
  expect((await place({ items: [{ ...item, discountYuan: '1.01' }] })).status).toBe(400);
  expect((await place({ orderId: 'E12' })).status).toBe(400);
  const orderId = `E${'1'.repeat(23)}`;
  expect((await place({ orderId })).body).toEqual({ orderId });
  expect((await place({ orderId })).status).toBe(409);
});
