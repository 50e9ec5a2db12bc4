import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isGenuine, Merchant, SHOP, startTestSandbox, type TestSandbox } from './merchant-for-tests.ts';

const QUICK = { retryDelaysMs: [1, 5, 10], retryEveryMs: 10 };

let merchant: Merchant;
let sandbox: TestSandbox;
beforeEach(async () => {
  merchant = await new Merchant().start();
});
afterEach(async () => {
  await sandbox.close();
  await merchant.close();
});

const start = async (push: object = {}, callbacks?: Record<string, string>): Promise<void> => {
  const addresses = callbacks ?? { default: `${merchant.url}/cb` };
  sandbox = await startTestSandbox({ callbacks: addresses, push: { ...QUICK, ...push } });
};

interface LoggedPush {
  id: number;
  kind: string;
  state: string;
  attempts: { why: string; acknowledged: boolean; status?: number; answer?: string; error?: string }[];
}
const log = async (query = ''): Promise<LoggedPush[]> =>
  (await sandbox.control<{ pushes: LoggedPush[] }>('GET', `/pushes?${query}`)).body.pushes;
const settled = async (query: string, state: string): Promise<LoggedPush> =>
  vi.waitFor(async () => {
    const [push] = await log(query);
    expect(push?.state).toBe(state);
    return push as LoggedPush;
  });

describe('a paid order arrives exactly, however it is sent', () => {
  test.each([
    ['POST', 'double', 2],
    ['POST', 'single', 1],
    ['GET', 'double', 2],
    ['GET', 'single', 1],
  ] as const)('by %s, encoded %s', async (method, encoding, decodes) => {
    await start({ method, encoding });
    const orderId = await sandbox.place({
      items: [{ name: '牛肉面+蛋 100%', quantity: 1, priceYuan: '35.50' }],
      caution: '少辣 谢谢 & a=b+c%20🎂',
      recipient: { name: '张三(先生)', phone: '13812345678_1234' },
    });
    const push = await merchant.push(0);
    const params = push.params(decodes);
    expect(push.method).toBe(method);
    expect(isGenuine(push, params)).toBe(true);
    expect(isGenuine(push, { ...params, total: '35.6' })).toBe(false);
    expect(params).toMatchObject({
      order_id: orderId,
      status: '2',
      total: '35.5',
      caution: '少辣 谢谢 & a=b+c%20🎂',
      recipient_name: '张三(先生)',
      recipient_phone: '13812345678_1234',
      package_bag_money: '0',
      extras: '[{}]',
      app_poi_code: SHOP,
    });
    expect(JSON.parse(params['detail'] ?? '')).toMatchObject([{ food_name: '牛肉面+蛋 100%', price: 35.5 }]);
  });

  test('a cancellation may come by GET while orders come by POST, as older apps get it', async () => {
    await start({ perKind: { 'order-cancelled': { method: 'GET' } } });
    const orderId = await sandbox.place();
    await merchant.received(1);
    await sandbox.call('order/cancel', { order_id: orderId, reason_code: '2009', reason: '售完' });
    const [paid, cancelled] = [await merchant.push(0), await merchant.push(1)];
    expect([paid.method, cancelled.method]).toEqual(['POST', 'GET']);
    const params = cancelled.params(2);
    expect(isGenuine(cancelled, params)).toBe(true);
    expect(params).toMatchObject({ order_id: orderId, reason_code: '2009', reason: '售完', deal_op_type: '6' });
  });
});

test('each kind goes to its own address, the rest to the default, and a kind without any is remembered', async () => {
  await start({}, { 'order-paid': `${merchant.url}/paid`, 'order-confirmed': `${merchant.url}/confirmed` });
  const orderId = await sandbox.place();
  await sandbox.call('order/confirm', { order_id: orderId });
  await sandbox.control('POST', `/meituan/orders/${orderId}/complete`);
  const pushes = await merchant.received(2);
  expect(pushes.map((push) => push.url.replace(merchant.url, '')).sort()).toEqual(['/confirmed', '/paid']);
  expect(pushes.every((push) => isGenuine(push, push.params(2)))).toBe(true);
  expect(await log('state=unsent')).toMatchObject([{ kind: 'order-completed', attempts: [] }]);
});

test('an unsent push can be sent once an address is known', async () => {
  await start({}, {});
  const orderId = await sandbox.place();
  const asked = { orderId, kind: 'order-paid' };
  expect(await sandbox.control('POST', '/pushes/replay', asked)).toMatchObject({ status: 409 });
  const { body } = await sandbox.control<{ apps: Record<string, unknown>[] }>('GET', '/meituan/apps');
  const { appId: _appId, shops: _shops, ...settings } = body.apps[0] ?? {};
  const app = {
    ...settings,
    secret: 'new',
    shops: [{ appPoiCode: SHOP, name: 'x' }],
    callbacks: { default: merchant.url },
  };
  await sandbox.control('PUT', '/meituan/apps/1001', app);
  await sandbox.control('POST', '/pushes/replay', asked);
  const push = await merchant.push(0);
  expect(isGenuine({ ...push, url: merchant.url }, push.params(2), 'new')).toBe(true);
  expect(await log(`orderId=${orderId}`)).toMatchObject([{ state: 'delivered' }]);
});

describe('a push is repeated until it is acknowledged', () => {
  test('HTTP 500, a wrong body and a refusal are no acknowledgement', async () => {
    await start();
    const answers = [
      { status: 500, body: '{"data":"ok"}' },
      { status: 200, body: 'ok' },
      { status: 200, body: '{"data":"ng","error":{"code":1,"msg":"later"}}' },
    ];
    merchant.answer = (_push, index) => answers[index] ?? { status: 200, body: '{"data": "ok"}' };
    const orderId = await sandbox.place();
    const pushes = await merchant.received(4);
    const { attempts } = await settled(`orderId=${orderId}`, 'delivered');
    expect(attempts.map((one) => [one.why, one.status, one.acknowledged])).toEqual([
      ['first', 500, false],
      ['retry', 200, false],
      ['retry', 200, false],
      ['retry', 200, true],
    ]);
    expect(pushes.every((push) => isGenuine(push, push.params(2)))).toBe(true);
  });

  test('silence and a closed door are none either, until the attempts are used up', async () => {
    await start({ timeoutMs: 30, attemptsMax: 2 });
    merchant.answer = () => 'silence';
    const orderId = await sandbox.place();
    const { attempts } = await settled(`orderId=${orderId}`, 'given-up');
    expect(attempts.map((one) => one.error)).toEqual(['no answer within 30 ms', 'no answer within 30 ms']);
    await merchant.close();
    const closed = await settled(`orderId=${await sandbox.place()}`, 'given-up');
    expect(closed.attempts).toMatchObject([{ acknowledged: false }, { acknowledged: false }]);
  });
});

describe('oddities that the real platform has, when asked for', () => {
  test('a share of the pushes comes twice, byte for byte', async () => {
    await start();
    await sandbox.control('POST', '/pushes/settings', { duplicate: 1 });
    const orderId = await sandbox.place();
    const [first, second] = await merchant.received(2);
    expect(second?.wire).toBe(first?.wire);
    const { attempts } = await settled(`orderId=${orderId}`, 'delivered');
    expect(attempts.map((one) => one.why)).toEqual(['first', 'duplicate']);
  });

  test('the same seed loses the same pushes, and a lost one can still be sent', async () => {
    await start();
    const lost = async (): Promise<boolean[]> => {
      await sandbox.control('POST', '/pushes/settings', { drop: 0.5, seed: 7 });
      const { body } = await sandbox.control<{ orderIds: string[] }>('POST', '/meituan/orders', { count: 20 });
      const dropped = new Set(
        (await log('state=dropped')).map((push) => (push as unknown as { orderId: string }).orderId),
      );
      return body.orderIds.map((id) => dropped.has(id));
    };
    const first = await lost();
    expect(first).toContain(true);
    expect(first).toContain(false);
    expect(await lost()).toEqual(first);
    const [push] = (await log('state=dropped')) as unknown as { orderId: string }[];
    const replayed = await sandbox.control('POST', '/pushes/replay', { orderId: push?.orderId });
    expect(replayed.body).toMatchObject({ attempt: { acknowledged: true } });
  });

  test('two pushes of one order swap places', async () => {
    await start();
    await sandbox.control('POST', '/pushes/settings', { reorder: 1, reorderWithinMs: 60_000 });
    const orderId = await sandbox.place();
    await sandbox.call('order/confirm', { order_id: orderId });
    const statuses = (await merchant.received(2)).map((push) => push.params(2)['status']);
    expect(statuses).toEqual(['4', '2']);
  });

  test('a degraded order says so, and its detail must be fetched', async () => {
    await start();
    const orderId = await sandbox.place({ incomplete: true });
    const params = (await merchant.push(0)).params(2);
    expect(params).toMatchObject({ incmp_code: '-1', extras: '[]' });
    expect(params).not.toHaveProperty('poi_receive_detail');
    const { body } = await sandbox.call('order/getOrderDetail', { order_id: orderId });
    expect(body.data).toMatchObject({ incmp_code: 0, poi_receive_detail: expect.any(String) });
  });

  test('fields that were not subscribed to never come', async () => {
    await start({ omitFields: ['day_seq', 'pick_type'] });
    await sandbox.place();
    const params = (await merchant.push(0)).params(2);
    expect(params).not.toHaveProperty('day_seq');
    expect(params).toHaveProperty('delivery_time');
    expect(isGenuine(await merchant.push(0), params)).toBe(true);
  });
});

test('a push can be replayed byte for byte', async () => {
  await start();
  const orderId = await sandbox.place();
  await settled(`orderId=${orderId}`, 'delivered');
  await sandbox.control('POST', '/pushes/replay', { orderId, kind: 'order-paid', index: 0 });
  expect(merchant.pushes[1]?.wire).toBe(merchant.pushes[0]?.wire);
});

describe('a refund is told step by step', () => {
  const told = async (count: number): Promise<Record<string, string>[]> =>
    (await merchant.received(count)).map((push) => push.params(2));
  const refund = (orderId: string, body: object): Promise<unknown> =>
    sandbox.control('POST', `/meituan/orders/${orderId}/refund`, body);

  test('a full refund that the merchant agrees to sends the money back and ends the order', async () => {
    await start();
    const orderId = await sandbox.place({ items: [{ name: '面', quantity: 1, priceYuan: '20' }] });
    await told(1);
    await refund(orderId, { reason: '送错了' });
    expect((await told(2))[1]).toMatchObject({ notify_type: 'apply', res_type: '0', reason: '送错了' });
    await sandbox.call('order/refund/agree', { order_id: orderId, reason: '同意' });
    expect((await told(5)).slice(2)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ notify_type: 'agree', res_type: '2' }),
        expect.objectContaining({ refund_status: '3', money: '20' }),
        expect.objectContaining({ reason_code: '1103', deal_op_type: '1' }),
      ]),
    );
    expect((await sandbox.call('order/viewstatus', { order_id: orderId })).body.data).toEqual({ status: 9 });
  });

  test('a part of a completed order is refunded and leaves it completed', async () => {
    await start();
    const orderId = await sandbox.place({ items: [{ name: '面', quantity: 3, priceYuan: '20', boxYuan: '1' }] });
    await sandbox.call('order/confirm', { order_id: orderId });
    await sandbox.control('POST', `/meituan/orders/${orderId}/complete`);
    await refund(orderId, { kind: 'part', items: [{ name: '面', count: 2 }] });
    const asked = (await told(4)).find((one) => one['notify_type'] === 'part');
    expect(asked).toMatchObject({ money: '42', res_type: '0' });
    expect(JSON.parse(asked?.['food'] ?? '')).toMatchObject([
      { food_name: '面', count: 2, refund_price: 20, box_num: 2 },
    ]);
    await sandbox.call('order/refund/agree', { order_id: orderId, reason: '' });
    expect((await told(6)).map((one) => one['refund_status'])).toContain('13');
    expect((await sandbox.call('order/viewstatus', { order_id: orderId })).body.data).toEqual({ status: 8 });
    expect(await refund(orderId, { kind: 'part', items: [{ name: '面', count: 2 }] })).toMatchObject({ status: 409 });
  });

  test('once the customer appeals, the merchant has no say any more', async () => {
    await start();
    const orderId = await sandbox.place();
    await refund(orderId, {});
    await sandbox.call('order/refund/reject', { order_id: orderId, reason: '已出餐' });
    await refund(orderId, { step: 'appeal' });
    expect((await told(4)).find((one) => one['is_appeal'] === '1')).toMatchObject({ res_type: '0' });
    const agreed = await sandbox.call('order/refund/agree', { order_id: orderId, reason: '' });
    expect(agreed.body.error?.code).toBe(808);
    await refund(orderId, { step: 'service-agree' });
    expect((await told(7)).map((one) => one['res_type'])).toContain('4');
  });

  test('a shop that takes goods back gets status instead of notify_type', async () => {
    const shops = [{ appPoiCode: SHOP, name: '数码店', refundForm: 'status' }];
    sandbox = await startTestSandbox({ shops, callbacks: { refund: merchant.url } });
    const orderId = await sandbox.place();
    await refund(orderId, {});
    const [asked] = await told(1);
    expect(asked).toMatchObject({ status: '1', service_type: '1' });
    expect(asked).not.toHaveProperty('notify_type');
  });
});

test('riders, unpaid orders and shop hours are told too', async () => {
  await start();
  const orderId = await sandbox.place({ state: 'placed' });
  expect((await merchant.push(0)).params(2)).toMatchObject({ status: '1', day_seq: '0' });
  await sandbox.control('POST', `/meituan/orders/${orderId}/pay`);
  expect((await merchant.push(1)).params(2)).toMatchObject({ status: '2', day_seq: '1' });
  await sandbox.control('POST', `/meituan/orders/${orderId}/rider`, { status: 20, name: '李', phone: '139' });
  const rider = { logistics_status: '20', dispatcher_name: '李', dispatcher_mobile: '139' };
  expect((await merchant.push(2)).params(2)).toMatchObject(rider);
  await sandbox.control('POST', `/meituan/shops/${SHOP}/status`, { poiStatus: 19, by: 'MEITUAN' });
  const status = { app_poi_code: SHOP, poi_status: '19', operate_user: 'MEITUAN' };
  expect((await merchant.push(3)).params(2)).toMatchObject(status);
});

test('hundreds of orders at once are all delivered', async () => {
  await start();
  const { body } = await sandbox.control<{ orderIds: string[] }>('POST', '/meituan/orders', { count: 300 });
  // A busy receiver may get one a second time before the last one comes for the first.
  await vi.waitFor(
    () => expect(new Set(merchant.pushes.map((push) => push.params(2)['order_id']))).toEqual(new Set(body.orderIds)),
    { timeout: 30_000 },
  );
});
