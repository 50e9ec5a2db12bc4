import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  DEVELOPER_ID,
  isGenuine,
  Merchant,
  SHOP,
  startTscc,
  type ReceivedMessage,
  type TestTscc,
} from './merchant-for-tests.ts';
import { messageTypes, type MessageKind } from './message-types.ts';

const QUICK = { retryDelaysMs: [1, 5, 10], retryEveryMs: 10 };

let merchant: Merchant;
let sandbox: TestTscc;
beforeEach(async () => {
  merchant = await new Merchant().start();
});
afterEach(async () => {
  await sandbox.close();
  await merchant.close();
});

const start = async (push: object = {}, app: object = {}): Promise<void> => {
  sandbox = await startTscc({ callbacks: { default: `${merchant.url}/cb` }, push: { ...QUICK, ...push }, ...app });
};
/** The newest message of a kind, as soon as it has come. */
const messageOf = (kind: MessageKind): Promise<ReceivedMessage> =>
  vi.waitFor(() => {
    const push = merchant.pushes.findLast(({ form }) => form['msgType'] === messageTypes[kind]);
    if (!push) throw new Error(`${kind} has not come yet`);
    return push;
  });
const act = (orderId: string, what: string, body: object = {}): Promise<unknown> =>
  sandbox.control('POST', `/meituan-tscc/orders/${orderId}/${what}`, body);
const kinds = (): string[] => merchant.pushes.map(({ form }) => form['msgType'] ?? '');

test('a paid order comes as a signed form with the order as JSON text inside', async () => {
  await start();
  const orderId = await sandbox.place({
    items: [{ name: '牛肉面+蛋 100%', quantity: 1, priceYuan: '35.50' }],
    caution: '少辣 谢谢 & a=b+c%20🎂',
  });
  const push = await messageOf('order-paid');
  expect(push.contentType).toMatch(/^application\/x-www-form-urlencoded/);
  expect(isGenuine(push)).toBe(true);
  expect(isGenuine({ ...push, form: { ...push.form, message: '{}' } })).toBe(false);
  expect(push.form).toMatchObject({
    developerId: DEVELOPER_ID,
    businessId: '2',
    ePoiId: SHOP,
    opBizCode: SHOP,
    msgId: expect.stringMatching(/^[0-9a-f]{32}$/),
    timestamp: expect.stringMatching(/^\d{10}$/),
  });
  const { data } = (await sandbox.onOrder('queryById', orderId)).body;
  // Asked for it also tells how far the delivery is.
  expect(data).toMatchObject(push.message);
  expect(push.message).toMatchObject({ orderId, status: 2, total: 35.5, caution: '少辣 谢谢 & a=b+c%20🎂' });
});

test('every further step of an order is told', async () => {
  await start();
  expect(await sandbox.place({ state: 'placed' })).toMatch(/^\d{19}$/);
  const orderId = await sandbox.place();
  await sandbox.onOrder('confirm', orderId);
  expect((await messageOf('order-confirmed')).message).toMatchObject({ orderId, status: 4 });
  await act(orderId, 'rider', { status: 20, name: '李四', phone: '13900000000' });
  expect((await messageOf('logistics')).message).toEqual({
    orderId,
    logisticsStatus: 20,
    time: expect.any(Number),
    dispatcherName: '李四',
    dispatcherMobile: '13900000000',
  });
  await act(orderId, 'complete');
  expect((await messageOf('order-completed')).message).toMatchObject({ orderId, status: 8 });
  const other = await sandbox.place();
  await act(other, 'cancel', { by: 'user', reason: '不想要了' });
  expect((await messageOf('order-cancelled')).message).toEqual({
    orderId: other,
    reasonCode: 1102,
    reason: '不想要了',
    dealOpType: 1,
  });
  // The first order was never paid, so nobody heard of it.
  expect(merchant.pushes).toHaveLength(6);
  expect(merchant.pushes.every((push) => isGenuine(push))).toBe(true);
});

describe('a refund', () => {
  test('is told when it is asked for, agreed and paid', async () => {
    await start({ kinds: Object.keys(messageTypes) });
    const orderId = await sandbox.place({
      state: 'accepted',
      items: [{ name: '面', quantity: 2, priceYuan: '8.80', skuId: 'A-1-S' }],
    });
    await act(orderId, 'refund', { kind: 'part', reason: '少了一份' });
    const asked = await messageOf('refund-asked');
    expect(asked.message).toMatchObject({
      orderId,
      refundId: expect.stringMatching(/^\d{19}$/),
      notifyType: 'part',
      resType: 0,
      reason: '少了一份',
      isAppeal: 0,
      money: 8.8,
    });
    expect(JSON.parse(asked.message['food'] as string)).toMatchObject([
      { sku_id: 'A-1-S', count: 1, refund_price: 8.8 },
    ]);
    await sandbox.onOrder('agreeRefund', orderId, { reason: '同意' });
    const { refundId } = asked.message;
    expect((await messageOf('refund-agreed')).message).toMatchObject({ refundId, notifyType: 'agree', resType: 2 });
    expect((await messageOf('refund-result')).message).toMatchObject({ refundId, refundStatus: 13, money: 8.8 });
  });

  test('is told when it is rejected, appealed and withdrawn', async () => {
    await start();
    const orderId = await sandbox.place({ state: 'accepted' });
    await act(orderId, 'refund');
    expect((await messageOf('refund-asked')).message).toMatchObject({ notifyType: 'apply' });
    await sandbox.onOrder('rejectRefund', orderId, { reason: '已出餐' });
    expect((await messageOf('refund-rejected')).message).toMatchObject({ notifyType: 'reject', resType: 1 });
    await act(orderId, 'refund', { step: 'appeal' });
    await vi.waitFor(async () => expect((await messageOf('refund-asked')).message['isAppeal']).toBe(1));
    await act(orderId, 'refund', { step: 'appeal-withdraw' });
    expect((await messageOf('refund-withdrawn')).message).toMatchObject({ notifyType: 'cancelRefundComplaint' });
  });
});

describe('delivery', () => {
  const settled = (state: string): Promise<{ attempts: { acknowledged: boolean }[] }> =>
    vi.waitFor(async () => {
      const { body } = await sandbox.control<{ pushes: { state: string; attempts: never[] }[] }>('GET', '/pushes');
      expect(body.pushes[0]?.state).toBe(state);
      return body.pushes[0] as never;
    });

  test.each([
    ['HTTP 500', { status: 500, body: '{"code":0,"message":"success"}' }],
    ['another code', { status: 200, body: '{"code":1,"message":"success"}' }],
    ["the other gateway's ok", { status: 200, body: '{"data":"ok"}' }],
    ['no JSON', { status: 200, body: 'success' }],
  ])('%s is no acknowledgement; the same message comes again under its msgId', async (_what, refusal) => {
    await start();
    merchant.answer = (_push, index) =>
      index < 2 ? refusal : { status: 200, body: '{"code":0,"message":"success","data":"{}"}' };
    await sandbox.place();
    await merchant.received(3);
    expect(new Set(merchant.pushes.map(({ form }) => form['msgId'])).size).toBe(1);
    expect(merchant.pushes.every((push) => isGenuine(push))).toBe(true);
    expect((await settled('delivered')).attempts).toHaveLength(3);
  });

  test('silence is none, and patience ends', async () => {
    await start({ timeoutMs: 20, attemptsMax: 2 });
    merchant.answer = () => 'silence';
    await sandbox.place();
    expect((await settled('given-up')).attempts).toHaveLength(2);
  });

  test('duplicates and replays are byte for byte the same, lost messages can be replayed', async () => {
    await start();
    await sandbox.control('POST', '/pushes/settings', { duplicate: 1, platform: 'meituan-tscc' });
    const orderId = await sandbox.place();
    await merchant.received(2);
    await settled('delivered');
    await sandbox.control('POST', '/pushes/replay', { orderId });
    expect(new Set((await merchant.received(3)).map((push) => push.raw)).size).toBe(1);
    await sandbox.control('POST', '/pushes/settings', { drop: 1 });
    const lost = await sandbox.place();
    await sandbox.control('POST', '/pushes/replay', { orderId: lost, kind: 'order-paid' });
    expect((await merchant.push(3)).message['orderId']).toBe(lost);
  });

  test('an app gets what it subscribed to, under the types that it wants', async () => {
    await start({ kinds: ['order-confirmed'], msgTypes: { 'order-confirmed': 'OC' } });
    await sandbox.place({ state: 'completed' });
    await merchant.received(1);
    expect(kinds()).toEqual(['OC']);
  });

  test('an order that shall be found by polling is told to nobody', async () => {
    await start();
    await sandbox.place({ push: false });
    await sandbox.place();
    await settled('delivered');
    expect(merchant.pushes).toHaveLength(1);
  });
});
