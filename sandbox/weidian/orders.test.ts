import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOP_ID, startWeidian, type TestWeidian } from './merchant-for-tests.ts';

let sandbox: TestWeidian;
beforeAll(async () => {
  sandbox = await startWeidian();
});
afterAll(() => sandbox.close());

const items = [
  { name: '杯子', quantity: 3, priceYuan: '19.90' },
  { name: '茶叶', quantity: 1, priceYuan: '50' },
];

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function detail(orderId: string, version = '2.0'): Promise<any> {
  return (await sandbox.call(`vdian.order.get ${version}`, { order_id: orderId })).result;
}

const courier = { express_type: '3', express_no: '75312345678901' };

describe('the detail of an order', () => {
  test('explains its money in yuan as text', async () => {
    const orderId = await sandbox.place({
      items,
      shippingYuan: '8',
      reductionYuan: '10.50',
      commissionYuan: '1.2',
      distributorYuan: '3',
    });
    expect(orderId).toMatch(/^\d{15}$/);
    const order = await detail(orderId);
    expect(order).toMatchObject({
      total: '107.20',
      price: '99.20',
      express_fee: '8.00',
      express_fee_num: '8.00',
      original_total_price: '117.70',
      discount: '10.50',
      discount_amount: '10.50',
      discount_list: [{ discount_info: '店铺优惠', discount_price: '10.50' }],
      total_fee: '-1.20',
      fx_fee_value: '-3.00',
      real_income_price: '103.00',
      last_income: '103.00',
      quantity: '4',
    });
    expect(order.items).toMatchObject([
      { item_name: '杯子', price: '19.90', quantity: '3', total_price: '59.70', sku_id: '0', sku_merchant_code: null },
      { item_name: '茶叶', price: '50.00', quantity: '1', total_price: '50.00', is_delivered: 0, can_deliver: 1 },
    ]);
    expect(order.items[0].sub_order_id).toEqual(expect.any(Number));
    expect(order.items[0].refund_info).toMatchObject({ refund_no: '', refund_fee: '', refund_status: '' });
  });

  test('types waver between its versions and status2 may be null', async () => {
    const orderId = await sandbox.place();
    const old = await detail(orderId, '1.0');
    expect(old).toMatchObject({ seller_id: SHOP_ID, group_status: '-1', is_close: '0', status2: '待发货' });
    const fresh = await detail(orderId);
    expect(fresh).toMatchObject({ seller_id: Number(SHOP_ID), group_status: -1, is_close: 0, status2: null });
    for (const one of [old, fresh]) {
      expect(one).toMatchObject({ order_id: orderId, order_type: '3', status_ori: '20', refund_status_ori: '0' });
      expect(one.pay_time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      expect(one).toMatchObject({ send_time: '', confirm_expire: '' });
    }
  });

  test('follows the order through its life', async () => {
    const orderId = await sandbox.place({ state: 'placed' });
    const seen: [string, string][] = [];
    const look = async (): Promise<void> => {
      const { status_ori, status } = await detail(orderId, '1.0');
      seen.push([status_ori as string, status as string]);
    };
    await look();
    for (const [what, body] of [
      ['pay', { part: true }],
      ['pay', {}],
      ['ship', {}],
      ['confirm', {}],
      ['finish', {}],
    ] as const) {
      expect((await sandbox.act(orderId, what, body)).status).toBe(200);
      await look();
    }
    expect(seen).toEqual([
      ['10', 'unpay'],
      ['21', 'unpay'],
      ['20', 'pay'],
      ['30', 'ship'],
      ['40', 'accept'],
      ['50', 'finish'],
    ]);
    expect((await sandbox.act(orderId, 'cancel')).status).toBe(409);
  });

  test('an unknown order is not found', async () => {
    expect((await sandbox.call('vdian.order.get 2.0', { order_id: '1' })).code).toBe(90_004);
    expect((await sandbox.call('vdian.order.get 2.0', {})).code).toBe(90_003);
  });
});

describe('shipping', () => {
  test('all at once', async () => {
    const orderId = await sandbox.place({ items });
    const ship = { order_id: orderId, ...courier, eCodeList: [], itemUpdates: [] };
    expect((await sandbox.call('vdian.order.deliver 1.0', ship)).code).toBe(0);
    const order = await detail(orderId);
    expect(order).toMatchObject({
      status_ori: '30',
      express: '中通快递',
      express_no: '75312345678901',
      express_type: '3',
    });
    expect(order.send_time).not.toBe('');
    expect(order.items[0]).toMatchObject({ is_delivered: 1, can_deliver: 0, deliver_status_desc: '已发货' });
    expect((await sandbox.call('vdian.order.deliver 1.0', ship)).code).toBe(90_007);
  });

  test.each(['999', '0'])('without a courier (%s)', async (express_type) => {
    const orderId = await sandbox.place({ items });
    expect((await sandbox.call('vdian.order.deliver 1.0', { order_id: orderId, express_type })).code).toBe(0);
    expect(await detail(orderId)).toMatchObject({ status_ori: '30', express_no: '' });
  });

  test.each([
    ['an unknown courier', { express_type: '77', express_no: '75312345678901' }],
    ['no waybill', { express_type: '3' }],
    ['a waybill that is none', { express_type: '3', express_no: '没有' }],
    ['no courier at all', {}],
  ])('%s is refused and nothing is shipped', async (_what, how) => {
    const orderId = await sandbox.place({ items });
    expect((await sandbox.call('vdian.order.deliver 1.0', { order_id: orderId, ...how })).code).toBe(90_003);
    expect((await detail(orderId)).status_ori).toBe('20');
  });

  test('in parts, by item or by line and under both names of the list', async () => {
    const orderId = await sandbox.place({ items });
    const [cup, tea] = (await detail(orderId)).items;
    const first = { order_id: orderId, ...courier, items: [{ item_id: cup.item_id, item_sku_id: cup.sku_id }] };
    expect((await sandbox.call('vdian.order.deliver.split 1.0', first)).code).toBe(0);
    let order = await detail(orderId);
    expect(order.status_ori).toBe('31');
    expect(order.items).toMatchObject([{ is_delivered: 1 }, { is_delivered: 0, can_deliver: 1 }]);
    expect((await sandbox.call('vdian.order.deliver.split 1.0', first)).code).toBe(90_007);
    const second = { order_id: orderId, ...courier, item: [{ sub_order_id: tea.sub_order_id }] };
    expect((await sandbox.call('vdian.order.deliver.split 1.0', second)).code).toBe(0);
    order = await detail(orderId);
    expect(order.status_ori).toBe('30');
    expect(order.items[0].deliver_id).not.toBe(order.items[1].deliver_id);
    const unknown = { order_id: await sandbox.place(), ...courier, item: [{ item_id: '1' }] };
    expect((await sandbox.call('vdian.order.deliver.split 1.0', unknown)).code).toBe(90_005);
  });

  test('one line in several parcels', async () => {
    const orderId = await sandbox.place({ items });
    const [cup, tea] = (await detail(orderId)).items;
    const split = (list: unknown[]): Promise<{ code: number }> =>
      sandbox.call('vdian.order.deliver.split.sub 1.0', { order_id: orderId, spilt_item_list: list });
    const part = { item_id: cup.item_id, sku_id: cup.sku_id, subOrderId: cup.sub_order_id, ...courier };
    expect(
      (
        await split([
          { ...part, count: 2 },
          { ...part, count: 2 },
        ])
      ).code,
    ).toBe(90_007);
    expect((await split([{ ...part, count: 2 }])).code).toBe(0);
    expect((await detail(orderId)).items[0]).toMatchObject({ is_delivered: 0, deliver_status_desc: '部分发货' });
    const rest = { ...part, subOrderId: tea.sub_order_id, count: 1 };
    expect((await split([{ ...part, count: 1 }, rest])).code).toBe(0);
    expect((await detail(orderId)).status_ori).toBe('30');
    expect((await sandbox.truth(orderId)).parcels).toHaveLength(3);
  });

  test('a waybill can be corrected until the order is completed', async () => {
    const orderId = await sandbox.place({ state: 'shipping' });
    const { deliver_id } = (await detail(orderId)).items[0];
    const change = { order_id: orderId, express_type: '1', express_no: 'SF1234567890', deliver_id: String(deliver_id) };
    expect((await sandbox.call('vdian.order.express.modify 1.0', change)).code).toBe(0);
    expect(await detail(orderId)).toMatchObject({ express: '顺丰速运', express_no: 'SF1234567890' });
    expect((await sandbox.call('vdian.order.express.modify 1.0', { ...change, deliver_id: '1' })).code).toBe(90_007);
    await sandbox.act(orderId, 'confirm');
    expect((await sandbox.call('vdian.order.express.modify 1.0', change)).code).toBe(90_007);
  });

  test('the couriers have numbers', async () => {
    const { common_express } = (await sandbox.call('vdian.order.expresslist 1.0')).result;
    expect(common_express).toContainEqual({ id: '1', express_company: '顺丰速运' });
    expect(common_express).toHaveLength(8);
  });

  test('the receipt can be put off by some days', async () => {
    const orderId = await sandbox.place({ state: 'shipping' });
    const before = (await sandbox.truth(orderId)).times.confirmExpires as number;
    for (const method of ['vdian.order.accept.delay 1.0', 'vdian.order.delay.accept 1.0'])
      expect((await sandbox.call(method, { order_id: orderId, delay_time: 3 })).code).toBe(0);
    expect((await sandbox.truth(orderId)).times.confirmExpires).toBe(before + 6 * 86_400_000);
    expect((await sandbox.call('vdian.order.accept.delay 1.0', { order_id: orderId, delay_time: 4 })).code).toBe(
      90_003,
    );
  });

  test.each([1, 2])('an order of type %i is finished by being shipped', async (orderType) => {
    const orderId = await sandbox.place({ orderType });
    await sandbox.call('vdian.order.deliver 1.0', { order_id: orderId, ...courier });
    expect(await detail(orderId)).toMatchObject({ status_ori: '50', order_type: String(orderType) });
  });

  test('a group buy that waits is not shipped', async () => {
    const orderId = await sandbox.place({ group: true });
    const ship = { order_id: orderId, ...courier };
    expect((await sandbox.call('vdian.order.deliver 1.0', ship)).code).toBe(90_007);
    await sandbox.act(orderId, 'group-full');
    expect((await sandbox.call('vdian.order.deliver 1.0', ship)).code).toBe(0);
  });
});

describe('price and end', () => {
  test('the price of an unpaid order can be changed, and is explained', async () => {
    const orderId = await sandbox.place({ items, state: 'placed', shippingYuan: '8' });
    const change = { order_id: orderId, total_items_price: '100.00', express_price: '0' };
    expect((await sandbox.call('vdian.order.modify 1.0', change)).code).toBe(0);
    expect(await detail(orderId)).toMatchObject({
      total: '100.00',
      price: '100.00',
      express_fee: '0.00',
      discount_list: [{ discount_info: '商家改价', discount_price: '9.70' }],
    });
    await sandbox.act(orderId, 'pay');
    expect((await sandbox.call('vdian.order.modify 1.0', change)).code).toBe(90_007);
    expect((await sandbox.call('vdian.order.modify 1.0', { ...change, express_price: '1.234' })).code).toBe(90_003);
  });

  test('an unpaid order is closed by cancelling, a paid one is paid back as well', async () => {
    const [unpaid, paid] = [await sandbox.place({ items, state: 'placed' }), await sandbox.place({ items })];
    for (const order_id of [unpaid, paid])
      expect((await sandbox.call('vdian.order.cancel 1.0', { order_id, reason: '缺货 +' })).code).toBe(0);
    expect(await detail(unpaid)).toMatchObject({ status_ori: '60', refund_status_ori: '0', status: 'close' });
    expect(await detail(paid)).toMatchObject({ status_ori: '60', refund_status_ori: '2', last_income: '0.00' });
    expect(await sandbox.truth(paid)).toMatchObject({ closeReason: '缺货 +', refundedFen: 10_970 });
    expect((await sandbox.call('vdian.order.cancel 1.0', { order_id: paid })).code).toBe(90_007);
    const shipped = await sandbox.place({ state: 'shipping' });
    expect((await sandbox.call('vdian.order.cancel 1.0', { order_id: shipped })).code).toBe(90_007);
  });
});
