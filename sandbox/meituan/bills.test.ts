import { afterEach, beforeEach, expect, test } from 'vitest';
import { SHOP, startTestSandbox, type Answered, type TestSandbox } from './merchant-for-tests.ts';

const DAY = 86_400;
const MEAL = {
  items: [
    { name: '牛肉面', quantity: 2, priceYuan: '28.50', skuId: 'N-1', boxYuan: '1.00' },
    { name: '酸梅汤', quantity: 1, priceYuan: '6.00', skuId: 'N-2' },
  ],
  bagYuan: '0.50',
  shippingYuan: '4.50',
  reductionYuan: '10.00',
  reductionByMeituanYuan: '4.00',
};

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

const today = (): number => Math.floor((Date.now() / 1_000 + 8 * 3_600) / DAY) * DAY - 8 * 3_600;
const bill = async (more: Record<string, string> = {}, path = 'wm/bill/list'): Promise<Answered> => {
  const days = { start_date: String(today() - DAY), end_date: String(today()) };
  return sandbox.call(path, { app_poi_code: SHOP, ...days, ...more });
};
const rows = async (more: Record<string, string> = {}, path?: string): Promise<Record<string, number>[]> =>
  ((await bill(more, path)).body.data as { list: Record<string, number>[] }).list;
const act = (orderId: string, what: string, body: object = {}): Promise<unknown> =>
  sandbox.control('POST', `/meituan/orders/${orderId}/${what}`, body);
const completed = async (body: Record<string, unknown> = MEAL): Promise<string> => {
  const orderId = await sandbox.place(body);
  await sandbox.call('order/confirm', { order_id: orderId });
  await act(orderId, 'complete');
  return orderId;
};

test('a completed order is one row whose parts add up to what the shop gets', async () => {
  const orderId = await completed();
  await sandbox.place(MEAL);
  const answer = await bill();
  expect(answer.text).toContain(`"wm_order_view_id":${orderId},`);
  expect(answer.body.data).toMatchObject({ total: 1 });
  const [row] = await rows();
  // 57 + 6 food, 2 boxes, 0.5 bag, 4.5 delivery, 10 off of which Meituan bears 4; 5.8 % of 59.5 is commission.
  expect(row).toMatchObject({
    bill_charge_type: 1,
    total_food_amount: 63,
    box_amount: 2,
    wm_doggy_bag_amount: 0.5,
    user_pay_shipping_amount: 4.5,
    activity_poi_amount: 6,
    activity_meituan_amount: 4,
    user_online_pay_amount: 60,
    platform_charge_fee: 3.45,
    performance_service_fee: 0,
    settle_amount: 60.55,
    settle_milli: 60_550,
    refund_id: 0,
    wm_poi_order_push_day_seq: 1,
    daliy_bill_date: today(),
  });
  const { data } = (await sandbox.call('order/getOrderDetail', { order_id: orderId })).body;
  const detail = JSON.parse((data as { poi_receive_detail: string }).poi_receive_detail) as {
    wmPoiReceiveCent: number;
  };
  expect(detail.wmPoiReceiveCent).toBe(6_055);
});

test('when Meituan delivers it keeps the delivery money and a service fee', async () => {
  await completed({ ...MEAL, logisticsCode: '1001' });
  expect((await rows())[0]).toMatchObject({ settle_amount: 52.85, performance_service_fee: 3.2, shipping_type: 1001 });
});

test('refunds are rows of their own; all of it back leaves nothing', async () => {
  const part = await completed();
  await act(part, 'refund', { kind: 'part', items: [{ skuId: 'N-2', count: 1 }] });
  await sandbox.call('order/refund/agree', { order_id: part });
  const full = await completed();
  await act(full, 'refund');
  await sandbox.call('order/refund/agree', { order_id: full });
  const all = await rows();
  const kinds = all.map((row) => row['bill_charge_type']).sort();
  expect(kinds).toEqual([1, 1, 2, 3]);
  const of = (kind: number): Record<string, number> => all.find((row) => row['bill_charge_type'] === kind) ?? {};
  expect(of(3)).toMatchObject({ user_online_pay_amount: -6, platform_charge_fee: -0.35, settle_amount: -5.65 });
  expect(of(3)['refund_id']).toBeGreaterThan(0);
  expect(of(2)).toMatchObject({ user_online_pay_amount: -60, platform_charge_fee: -3.45, settle_amount: -60.55 });
  expect(of(2)['refund_time']).toBeGreaterThan(0);
});

test('a refund whose money did not go back, and an order that ended before it was completed, cost nothing', async () => {
  const failed = await completed();
  await act(failed, 'refund');
  await act(failed, 'refund', { step: 'merchant-agree', moneySucceeds: false });
  const cancelled = await sandbox.place(MEAL);
  await act(cancelled, 'cancel');
  expect((await rows()).map((row) => row['bill_charge_type'])).toEqual([1]);
});

test('days, pages and kinds choose', async () => {
  for (let index = 0; index < 3; index += 1) await completed();
  expect(await rows({ offset: '0', limit: '2' })).toHaveLength(2);
  expect(await rows({ offset: '2', limit: '2' })).toHaveLength(1);
  expect(await rows({ end_date: String(today() - DAY) })).toEqual([]);
  expect(await rows({ start_date: String(today()) })).toHaveLength(3);
  const byType = { partner_type: '1', bill_charge_types: '2,3' };
  expect(await rows(byType, 'wm/bill/getOrderBill')).toEqual([]);
  expect(await rows({ ...byType, bill_charge_types: '1' }, 'wm/bill/getOrderBill')).toHaveLength(3);
  const code = async (more: Record<string, string>, path?: string): Promise<unknown> =>
    (await bill(more, path)).body.error?.code;
  expect(await code({ limit: '201' })).toBe(705);
  expect(await code({ start_date: 'today' })).toBe(705);
  expect(await code({ end_date: String(today() - 2 * DAY) })).toBe(705);
  expect(await code({}, 'wm/bill/getOrderBill')).toBe(701);
});

test('a bill can be wrong, so that somebody notices', async () => {
  const dear = await completed();
  const missing = await completed();
  await act(dear, 'bill', { feeMoreYuan: '1.00' });
  await act(missing, 'bill', { missing: true });
  const answer = await bill();
  expect(answer.text).not.toContain(missing);
  expect((await rows())[0]).toMatchObject({
    platform_charge_fee: 4.45,
    settle_amount: 59.55,
    user_online_pay_amount: 60,
  });
});
