import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWeidian, type TestWeidian } from './merchant-for-tests.ts';

let sandbox: TestWeidian;
beforeAll(async () => {
  sandbox = await startWeidian();
});
afterAll(() => sandbox.close());

const items = [
  { name: '杯子', quantity: 2, priceYuan: '30' },
  { name: '茶叶', quantity: 1, priceYuan: '40' },
];
const ACCEPT = 'vdian.order.refund.accept';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function detail(orderId: string): Promise<any> {
  return (await sandbox.call('vdian.order.get 2.0', { order_id: orderId })).result;
}

async function asked(state: string, refund: object = {}): Promise<{ orderId: string; refund_no: string }> {
  const orderId = await sandbox.place({ items, state, shippingYuan: '10' });
  expect((await sandbox.act(orderId, 'refund', refund)).status).toBe(200);
  return { orderId, refund_no: (await detail(orderId)).items[0].refund_info.refund_no as string };
}

describe('a refund that the buyer asks for', () => {
  test('shows with its words at the order and with its money at the lines', async () => {
    const { orderId, refund_no } = await asked('paid');
    const order = await detail(orderId);
    expect(order).toMatchObject({ status_ori: '20', refund_status_ori: '1', status: 'unship_refunding' });
    expect(order.items[0].refund_info).toMatchObject({
      refund_no,
      refund_kind: '1',
      refund_fee: '70.00',
      refund_item_fee: '60.00',
      refund_express_fee: '10.00',
    });
    expect(order.items[1].refund_info).toMatchObject({ refund_no, refund_fee: '40.00', refund_express_fee: '0.00' });
  });

  test('is agreed to with 1, which pays it back and closes the order', async () => {
    const { orderId, refund_no } = await asked('paid');
    const agree = { refund_no, is_accept: '1', refund_kind: '1' };
    expect((await sandbox.call(`${ACCEPT} 1.1`, agree)).code).toBe(0);
    expect(await detail(orderId)).toMatchObject({ status_ori: '60', refund_status_ori: '2', last_income: '0.00' });
    expect((await sandbox.call(`${ACCEPT} 1.1`, agree)).code).toBe(90_007);
  });

  test('is refused with 2 and a reason, and the order is back where it was', async () => {
    const { orderId, refund_no } = await asked('shipping');
    expect((await detail(orderId)).status).toBe('shiped_refunding');
    expect((await sandbox.call(`${ACCEPT} 1.1`, { refund_no, is_accept: '2' })).code).toBe(90_003);
    expect((await sandbox.call(`${ACCEPT} 1.1`, { refund_no, is_accept: '0' })).code).toBe(90_003);
    const refuse = { refund_no, is_accept: '2', refuse_reason: '已发出' };
    expect((await sandbox.call(`${ACCEPT} 1.1`, refuse)).code).toBe(0);
    const order = await detail(orderId);
    expect(order).toMatchObject({ status_ori: '30', refund_status_ori: '3', status: 'ship' });
    expect(order.items[0].refund_info.refund_status_desc).toBe('已发出');
    expect((await sandbox.act(orderId, 'refund', { step: 'reapply' })).status).toBe(200);
    expect((await detail(orderId)).refund_status_ori).toBe('1');
  });

  test('of one line leaves the order to go on without it', async () => {
    const { orderId, refund_no } = await asked('paid', { kind: 'part', items: [{ name: '杯子' }] });
    await sandbox.call(`${ACCEPT} 1.1`, { refund_no, is_accept: '1', refund_kind: '1' });
    const order = await detail(orderId);
    expect(order).toMatchObject({ status_ori: '20', refund_status_ori: '2', last_income: '50.00' });
    expect(order.items).toMatchObject([{ can_deliver: 0 }, { can_deliver: 1, refund_info: { refund_no: '' } }]);
    const ship = { order_id: orderId, express_type: '3', express_no: '75312345678901' };
    expect((await sandbox.call('vdian.order.deliver 1.0', ship)).code).toBe(0);
    expect((await detail(orderId)).status_ori).toBe('30');
  });

  test('of a part of the money of a line keeps the line', async () => {
    const { orderId, refund_no } = await asked('paid', { kind: 'part', moneyYuan: '5.5' });
    await sandbox.call(`${ACCEPT} 1.1`, { refund_no, is_accept: '1', refund_kind: '1' });
    expect((await detail(orderId)).items[0]).toMatchObject({ can_deliver: 1, refund_info: { refund_fee: '5.50' } });
    expect((await sandbox.act(orderId, 'refund', { kind: 'part', moneyYuan: '54.51' })).status).toBe(409);
  });

  test('with goods is agreed to first and paid back when they are there', async () => {
    const { orderId, refund_no } = await asked('shipping', { demand: 'return' });
    const agree = {
      refund_no,
      is_accept: '1',
      refund_kind: '2',
      recipients: '店主',
      telephone: '138',
      address: '杭州',
    };
    expect((await sandbox.call(`${ACCEPT} 1.1`, agree)).code).toBe(0);
    expect((await sandbox.truth(orderId)).refunds[0].state).toBe('returning');
    // Agreeing twice, as after a lost answer, does not pay for goods that nobody has sent.
    expect((await sandbox.call(`${ACCEPT} 1.1`, agree)).code).toBe(90_007);
    await sandbox.act(orderId, 'refund', { step: 'send-back' });
    expect((await sandbox.call(`${ACCEPT} 1.1`, agree)).code).toBe(0);
    expect(await detail(orderId)).toMatchObject({ status_ori: '60', refund_status_ori: '2' });
  });

  test('with goods can be paid at once', async () => {
    const { orderId, refund_no } = await asked('shipping', { demand: 'return' });
    const direct = { refund_no, is_accept: '1', refund_kind: '2', direct_refund: 1 };
    expect((await sandbox.call(`${ACCEPT} 1.1`, direct)).code).toBe(0);
    expect((await detail(orderId)).refund_status_ori).toBe('2');
  });

  test('can be withdrawn', async () => {
    const { orderId, refund_no } = await asked('paid');
    await sandbox.act(orderId, 'refund', { step: 'withdraw' });
    expect(await detail(orderId)).toMatchObject({ status_ori: '20', status: 'pay', refund_status_ori: '3' });
    const agree = { refund_no, is_accept: '1', refund_kind: '1' };
    expect((await sandbox.call(`${ACCEPT} 1.1`, agree)).code).toBe(90_007);
    expect((await sandbox.call(`${ACCEPT} 1.1`, { ...agree, refund_no: '1' })).code).toBe(90_006);
  });

  test('of the older call goes by the order, where no is 0 and only after the receipt', async () => {
    const first = await asked('paid');
    const no = (order_id: string): Promise<{ code: number }> =>
      sandbox.call(`${ACCEPT} 1.0`, { order_id, is_accept: '0' });
    expect((await no(first.orderId)).code).toBe(90_007);
    expect((await sandbox.call(`${ACCEPT} 1.0`, { order_id: first.orderId, is_accept: '2' })).code).toBe(90_003);
    expect((await sandbox.call(`${ACCEPT} 1.0`, { order_id: first.orderId, is_accept: 1 })).code).toBe(0);
    expect((await detail(first.orderId)).status_ori).toBe('60');
    const second = await asked('completed');
    expect((await detail(second.orderId)).status).toBe('accept_refunding');
    expect((await no(second.orderId)).code).toBe(0);
    expect(await detail(second.orderId)).toMatchObject({ status_ori: '40', refund_status_ori: '3' });
    expect((await no(second.orderId)).code).toBe(90_007);
  });
});

describe('a refund that the merchant starts', () => {
  const CREATE = 'open.sellerCreateRefund 1.0';

  async function offer(more: object = {}): Promise<{ orderId: string; code: number }> {
    const orderId = await sandbox.place({ items, shippingYuan: '10' });
    const line = (await detail(orderId)).items[1];
    const usual = { reasonId: 1, refundItemFee: '40.00', refundExpressFee: '0.00', refundDesc: '卖完了' };
    const list = [line.sub_order_id];
    const { code } = await sandbox.call(CREATE, { order_id: orderId, ...usual, refundSubOrderIdList: list, ...more });
    return { orderId, code };
  }

  test('waits for the buyer, who agrees', async () => {
    const { orderId, code } = await offer();
    expect(code).toBe(0);
    expect(await detail(orderId)).toMatchObject({ refund_status_ori: '1', status: 'unship_refunding' });
    await sandbox.act(orderId, 'refund', { step: 'buyer-agree' });
    expect(await detail(orderId)).toMatchObject({ status_ori: '20', refund_status_ori: '2', last_income: '70.00' });
  });

  test('ends when the buyer does not want it', async () => {
    const { orderId } = await offer();
    await sandbox.act(orderId, 'refund', { step: 'buyer-refuse' });
    expect(await detail(orderId)).toMatchObject({ status_ori: '20', refund_status_ori: '3', last_income: '110.00' });
  });

  test.each([
    ['too much for the line', { refundItemFee: '40.01' }, 90_003],
    ['more freight than there was', { refundExpressFee: '10.01' }, 90_003],
    ['nothing', { refundItemFee: '0.00' }, 90_003],
    ['two lines', { refundSubOrderIdList: [1, 2] }, 90_003],
    ['an unknown line', { refundSubOrderIdList: [1] }, 90_005],
    ['an unknown reason', { reasonId: 4 }, 90_003],
  ])('of %s is refused', async (_what, more, expected) => {
    const { orderId, code } = await offer(more);
    expect(code).toBe(expected);
    expect((await detail(orderId)).refund_status_ori).toBe('0');
  });
});
