import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Merchant, startTestSandbox, type TestSandbox } from './merchant-for-tests.ts';

const merchant = new Merchant();
let sandbox: TestSandbox;
beforeAll(async () => {
  const { url } = await merchant.start();
  sandbox = await startTestSandbox({ callbacks: { default: `${url}/cb` } });
});
afterAll(async () => {
  await sandbox.close();
  await merchant.close();
});

interface Truth {
  status: number;
  refunds: { state: string; moneyFen: number; refundStatus: number; applyType: number }[];
}
const truth = async (orderId: string) => (await sandbox.control<Truth>('GET', `/meituan/orders/${orderId}`)).body;
const items = [
  { name: '草莓蛋糕', quantity: 2, priceYuan: '23.50', skuId: 'CAKE-6', boxYuan: '1' },
  { name: '拿铁', quantity: 1, priceYuan: '18', skuId: 'LATTE-M' },
];
const cake = { app_food_code: 'CAKE', sku_id: 'CAKE-6', count: 1 };
async function accepted(): Promise<string> {
  const orderId = await sandbox.place({ items });
  await sandbox.call('order/confirm', { order_id: orderId });
  return orderId;
}
const apply = (orderId: string, foods: unknown, more: Record<string, string> = {}) =>
  sandbox.call(
    'order/applyPartRefund',
    {
      order_id: orderId,
      reason: '卖完了',
      food_data: typeof foods === 'string' ? foods : JSON.stringify(foods),
      ...more,
    },
    { method: 'POST' },
  );

test('what may still be paid back is listed, and gets less with every refund', async () => {
  const orderId = await accepted();
  const foods = async () => (await sandbox.call('order/getPartRefundFoods', { order_id: orderId })).body.data;
  expect(await foods()).toMatchObject([
    { food_name: '草莓蛋糕', sku_id: 'CAKE-6', count: 2, food_price: 23.5, box_price: 1, box_num: 2 },
    { food_name: '拿铁', count: 1 },
  ]);
  expect((await apply(orderId, [cake])).body).toEqual({ data: 'ok' });
  expect(await foods()).toMatchObject([{ count: 1 }, { count: 1 }]);
  expect(await truth(orderId)).toMatchObject({
    status: 4,
    refunds: [{ state: 'agreed', moneyFen: 2450, refundStatus: 13, applyType: 7 }],
  });
  await apply(orderId, [cake]);
  expect(await foods()).toMatchObject([{ food_name: '拿铁' }]);
  expect((await apply(orderId, [cake])).body.error?.code).toBe(808);
});

test('the merchant hears of it like of any refund, and the record says who began it', async () => {
  const orderId = await accepted();
  await apply(orderId, [cake]);
  const told = await vi.waitFor(() => {
    const pushes = merchant.pushes.map((push) => push.params(2));
    const refunds = pushes.filter((params) => params['order_id'] === orderId && params['refund_id'] !== undefined);
    expect(refunds).toHaveLength(2);
    return refunds;
  });
  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ notify_type: 'agree', money: '24.5', reason: '卖完了' }),
      expect.objectContaining({ refund_status: '13', money: '24.5' }),
    ]),
  );
  const { body } = await sandbox.call('ecommerce/order/getOrderRefundDetail', { wm_order_id_view: orderId });
  expect(body.data).toMatchObject([{ refund_type: 2, apply_type: 7, res_type: 2 }]);
});

test('what makes no sense is refused and pays nothing', async () => {
  const orderId = await accepted();
  const codes = [
    (await apply(orderId, 'no json')).body.error?.code,
    (await apply(orderId, [])).body.error?.code,
    (await apply(orderId, [cake, cake])).body.error?.code,
    (await apply(orderId, [{ ...cake, count: 0 }])).body.error?.code,
    (await apply(orderId, [{ ...cake, app_food_code: 'BREAD' }])).body.error?.code,
    (await apply(orderId, [{ ...cake, sku_id: 'CAKE-8' }])).body.error?.code,
    (await apply(orderId, [{ ...cake, count: 3 }])).body.error?.code,
    (await apply(orderId, [cake], { reason: '' })).body.error?.code,
    (await apply(await sandbox.place({ items }), [cake])).body.error?.code,
  ];
  expect(codes).toEqual([705, 705, 705, 705, 805, 1015, 808, 701, 808]);
  await sandbox.control('POST', `/meituan/orders/${orderId}/refund`, { kind: 'part', moneyYuan: '1' });
  expect((await apply(orderId, [cake])).body.error?.code).toBe(808);
  expect((await truth(orderId)).refunds).toHaveLength(1);
});
