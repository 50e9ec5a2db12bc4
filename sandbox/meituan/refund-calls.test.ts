import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from './merchant-for-tests.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const PATH = 'ecommerce/order/getOrderRefundDetail';
const refund = (orderId: string, body: object) => sandbox.control('POST', `/meituan/orders/${orderId}/refund`, body);
const rows = async (orderId: string, more: Record<string, string> = {}) =>
  (await sandbox.call(PATH, { wm_order_id_view: orderId, ...more })).body.data;

test('the record of refunds lists each with its answer, by kind when asked so, ids with every digit', async () => {
  const orderId = await sandbox.place();
  await sandbox.call('order/confirm', { order_id: orderId });
  expect(await rows(orderId)).toEqual([]);
  await refund(orderId, { kind: 'part', reason: '少了一杯' });
  await sandbox.call('order/refund/reject', { order_id: orderId, reason: '已做好' });
  await refund(orderId, { kind: 'full', reason: '不想要了' });
  expect(await rows(orderId)).toMatchObject([
    { refund_type: 2, res_type: 1, apply_reason: '少了一杯', service_type: '0', status: '' },
    { refund_type: 1, res_type: 0, apply_reason: '不想要了' },
  ]);
  expect(await rows(orderId, { refund_type: '1' })).toMatchObject([{ refund_type: 1 }]);
  expect(await rows(orderId, { refund_type: '2' })).toMatchObject([{ refund_type: 2 }]);
  expect((await sandbox.call(PATH, { wm_order_id_view: orderId, refund_type: '3' })).body.error?.code).toBe(705);
  const { text } = await sandbox.call(PATH, { wm_order_id_view: orderId });
  expect(text).toMatch(new RegExp(`"wm_order_id_view":${orderId},.*"refund_id":1700\\d{15},`));
});

test('a record of nobody, of a stranger and without a number is refused', async () => {
  await sandbox.control('PUT', '/meituan/apps/3003', { secret: 'o', shops: [{ appPoiCode: 'far', name: '别家' }] });
  const foreign = await sandbox.place({ shop: 'far' });
  const codes = ['', 'x', '1', foreign].map(
    async (id) => (await sandbox.call(PATH, { wm_order_id_view: id })).body.error?.code,
  );
  expect(await Promise.all(codes)).toEqual([701, 705, 806, 704]);
});

test('a shop with goods returns reads a status instead of an answer', async () => {
  const returns = await startTestSandbox({
    shops: [{ appPoiCode: 'r', name: '退货店', refundForm: 'status' }],
  });
  const orderId = await returns.place({ shop: 'r' });
  await returns.control('POST', `/meituan/orders/${orderId}/refund`, {});
  await returns.call('order/refund/agree', { order_id: orderId, reason: '同意' });
  const { body } = await returns.call(PATH, { wm_order_id_view: orderId });
  expect(body.data).toMatchObject([{ service_type: '1', status: '10', res_type: 0 }]);
  await returns.close();
});
