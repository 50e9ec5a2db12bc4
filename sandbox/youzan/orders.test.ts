import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KDT_ID, startYouzan, type TestYouzan } from './merchant-for-tests.ts';

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

describe('shipping', () => {
  const confirm = (fields: object): ReturnType<TestYouzan['call']> =>
    sandbox.call('youzan.logistics.online.confirm/3.0.0', fields);

  test('a paid order is shipped once, whole', async () => {
    const tid = await sandbox.place();
    const parcel = { tid, is_no_express: 0, out_stype: '3', out_sid: '75312345678901' };
    expect((await confirm(parcel)).body).toMatchObject({ code: 200, success: true, data: { is_success: true } });
    expect((await confirm(parcel)).body).toEqual({
      code: 102_570_019,
      success: false,
      message: expect.any(String),
      data: null,
    });
    const { data } = (await sandbox.call('youzan.trade.get/4.0.2', { tid })).body;
    expect(data.full_order_info.order_info.status).toBe('WAIT_BUYER_CONFIRM_GOODS');
    expect(data.delivery_order).toMatchObject([
      { express_state: 1, dists: [{ express_info: { express_id: 3, express_no: '75312345678901' } }] },
    ]);
  });
});
