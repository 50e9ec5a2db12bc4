import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  CLIENT_ID,
  isGenuine,
  KDT_ID,
  Merchant,
  startYouzan,
  type ReceivedMessage,
  type TestYouzan,
} from './merchant-for-tests.ts';

const QUICK = { retryDelaysMs: [1, 5, 10], retryEveryMs: 10 };
const OLD_REFUNDS = 'trade_refund_';

let merchant: Merchant;
let sandbox: TestYouzan;
beforeEach(async () => {
  merchant = await new Merchant().start();
});
afterEach(async () => {
  await sandbox.close();
  await merchant.close();
});

const start = async (push: object = {}, app: object = {}): Promise<void> => {
  sandbox = await startYouzan({ callbacks: { default: `${merchant.url}/cb` }, push: { ...QUICK, ...push }, ...app });
};
/** The newest push of a type, as soon as it has come. */
const pushOf = (type: string): Promise<ReceivedMessage> =>
  vi.waitFor(() => {
    const push = merchant.pushes.findLast((one) => one.type === type);
    if (!push) throw new Error(`${type} has not come yet; there are ${merchant.types().join(', ')}`);
    return push;
  });
const act = (tid: string, what: string, body: object = {}): Promise<unknown> =>
  sandbox.control('POST', `/youzan/orders/${tid}/${what}`, body);
const BEIJING = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

describe('a paid order', () => {
  test('comes as three signed messages, each with the order as it was then', async () => {
    await start();
    const tid = await sandbox.place({ caution: '少糖 & a+b=c%20🎂' });
    await merchant.received(3);
    expect(merchant.types().sort()).toEqual(['trade_TradeBuyerPay', 'trade_TradeCreate', 'trade_TradePaid']);
    for (const push of merchant.pushes) {
      expect(isGenuine(push)).toBe(true);
      expect(isGenuine({ ...push, raw: push.raw.replace('"mode":1', '"mode":2') })).toBe(false);
      expect(push.headers).toMatchObject({ 'event-type': push.type, 'client-id': CLIENT_ID });
      expect(push.contentType).toMatch(/^application\/json/);
      expect(push.body).toMatchObject({
        client_id: CLIENT_ID,
        kdt_id: Number(KDT_ID),
        root_kdt_id: Number(KDT_ID),
        kdt_name: '测试小店',
        id: tid,
        mode: 1,
        test: false,
        sendCount: 0,
        version: expect.any(Number),
      });
      expect(push.body['msg']).toEqual(expect.stringMatching(/^[A-Za-z0-9%!'()*._~-]+$/));
    }
    expect(new Set(merchant.pushes.map((push) => push.body['msg_id'])).size).toBe(3);
    for (const [type, status] of [
      ['trade_TradeCreate', 'WAIT_BUYER_PAY'],
      ['trade_TradePaid', 'TRADE_PAID'],
      ['trade_TradeBuyerPay', 'WAIT_SELLER_SEND_GOODS'],
    ] as const) {
      const push = await pushOf(type);
      expect(push.body['status']).toBe(status);
      expect(push.msg).toMatchObject({
        full_order_info: { order_info: { tid, status }, remark_info: { buyer_message: '少糖 & a+b=c%20🎂' } },
        order_promotion: { adjust_fee: '0.00' },
        delivery_order: expect.any(Array),
      });
    }
  });

  test('may leave colons and commas bare', async () => {
    await start({ encoding: 'loose' });
    await sandbox.place();
    const push = await pushOf('trade_TradeBuyerPay');
    expect(push.body['msg']).toEqual(expect.stringContaining('%22order_info%22:%7B'));
    expect(isGenuine(push)).toBe(true);
  });

  test('of goods that are not shipped never asks for shipping', async () => {
    await start();
    await sandbox.place({ type: 75 });
    await pushOf('trade_TradeSuccess');
    expect(merchant.types()).not.toContain('trade_TradeBuyerPay');
  });

  test('of a group asks for shipping once the group is full', async () => {
    await start();
    const tid = await sandbox.place({ type: 10 });
    await merchant.received(2);
    expect(merchant.types()).not.toContain('trade_TradeBuyerPay');
    await act(tid, 'group-full');
    await pushOf('trade_TradeBuyerPay');
  });

  test('is told to nobody when only polling shall find it', async () => {
    await start();
    await sandbox.place({ push: false });
    const tid = await sandbox.place();
    await merchant.received(3);
    expect(new Set(merchant.pushes.map((push) => push.body['id']))).toEqual(new Set([tid]));
  });
});

test('every further step of an order is told', async () => {
  await start();
  const two = {
    items: [
      { name: '茶', quantity: 1, priceYuan: '1.00' },
      { name: '杯', quantity: 1, priceYuan: '2.00' },
    ],
  };
  const tid = await sandbox.place(two);
  const [first] = (await sandbox.truth(tid))['items'] as { oid: string }[];
  await act(tid, 'ship', { oids: [first?.oid], expressId: 2 });
  const part = await pushOf('trade_TradePartlySellerShip');
  expect(part.msg).toEqual({ tid, oids: first?.oid, express_id: 2, update_time: expect.stringMatching(BEIJING) });
  await sandbox.call('youzan.trade.memo.update/3.0.0', { tid, memo: '急' });
  expect((await pushOf('trade_TradeMemoModified')).msg).toMatchObject({ tid, trade_memo: '急' });
  await act(tid, 'address', { city: '宁波市', detail: '中山路1号' });
  const moved = { tid, delivery_city: '宁波市', delivery_address: '中山路1号' };
  expect((await pushOf('trade_MessagesTheChangeAddresses')).msg).toMatchObject(moved);
  await sandbox.call('youzan.logistics.online.confirm/3.0.0', { tid, is_no_express: 1 });
  const whole = await pushOf('trade_TradeSellerShip');
  expect(whole.msg).toEqual({ tid, update_time: expect.stringMatching(BEIJING) });
  expect(whole.body['status']).toBe('WAIT_BUYER_CONFIRM_GOODS');
  await act(tid, 'complete');
  expect((await pushOf('trade_TradeSuccess')).body).toMatchObject({ id: tid, status: 'TRADE_SUCCESS' });

  const unpaid = await sandbox.place({ state: 'placed' });
  await act(unpaid, 'cancel', { by: 'user', reason: '不想要了' });
  const closed = { tid: unpaid, close_type: 4, close_reason: '不想要了', update_time: expect.stringMatching(BEIJING) };
  expect((await pushOf('trade_TradeClose')).msg).toEqual(closed);
});

describe('a refund', () => {
  test('is told in the old set and in the new one, whose message is an object with a version', async () => {
    await start();
    const tid = await sandbox.place({ items: [{ name: '茶', quantity: 1, priceYuan: '8.80' }] });
    await act(tid, 'refund', { reason: '拍错了' });
    const old = await pushOf('trade_refund_BuyerCreated');
    const fresh = await pushOf('youzan_trade_RefundCreated');
    const [refund] = (await sandbox.truth(tid))['refunds'] as {
      refundId: string;
      version: number;
      items: { oid: string }[];
    }[];
    const msg = {
      tid,
      oids: refund?.items[0]?.oid,
      refund_id: refund?.refundId,
      refund_type: 'REFUND_ONLY',
      refund_reason: '拍错了',
      refunded_fee: '8.80',
      update_time: expect.stringMatching(BEIJING),
    };
    expect(old.body).toMatchObject({ id: tid, status: 'WAIT_SELLER_AGREE', msg: expect.any(String) });
    expect(old.msg).toEqual(msg);
    expect(fresh.body).toMatchObject({ id: refund?.refundId, version: refund?.version, msg: expect.any(Object) });
    expect(fresh.msg).toEqual({ ...msg, version: refund?.version });
    expect([isGenuine(old), isGenuine(fresh)]).toEqual([true, true]);
    const versioned = { refund_id: refund?.refundId, version: refund?.version };
    await sandbox.call('youzan.trade.refund.agree/3.0.1', versioned);
    for (const type of ['RefundSellerAgree', 'RefundSuccess']) {
      await pushOf(`trade_refund_${type}`);
      await pushOf(`youzan_trade_${type}`);
    }
    expect((await pushOf('trade_TradeClose')).msg).toMatchObject({ tid, close_type: 2 });
  });

  test('that is withdrawn is told; one that the platform makes has a message of its own', async () => {
    await start();
    const tid = await sandbox.place();
    await act(tid, 'refund', { demand: 'return' });
    expect((await pushOf('youzan_trade_RefundCreated')).msg['refund_type']).toBe('REFUND_AND_RETURN');
    await act(tid, 'refund', { step: 'withdraw' });
    await pushOf('trade_refund_RefundClosed');
    await pushOf('youzan_trade_RefundClosed');
    await act(tid, 'cancel', { by: 'system' });
    await pushOf('trade_refund_SysRefund');
    await pushOf('trade_refund_RefundSuccess');
  });

  test('for an exchange is told in the new set only', async () => {
    await start();
    const tid = await sandbox.place();
    await act(tid, 'refund', { demand: 'exchange' });
    expect((await pushOf('youzan_trade_RefundCreated')).msg['refund_type']).toBe('EXCHANGE_GOODS_FLOW');
    expect(merchant.types().filter((type) => type.startsWith(OLD_REFUNDS))).toEqual([]);
  });
});

describe('delivery', () => {
  const settled = (state: string): Promise<{ attempts: { why: string; acknowledged: boolean }[] }> =>
    vi.waitFor(async () => {
      const query = '/pushes?kind=trade_TradeBuyerPay';
      const { body } = await sandbox.control<{ pushes: { state: string; attempts: never[] }[] }>('GET', query);
      expect(body.pushes[0]?.state).toBe(state);
      return body.pushes[0] as never;
    });

  test.each([
    ['HTTP 500', { status: 500, body: 'success' }],
    ['no success in the body', { status: 200, body: 'ok' }],
    ['a redirect', { status: 302, body: 'success' }],
  ])('%s is no acknowledgement; the same message comes again and counts how often', async (_what, refusal) => {
    await start({ types: ['trade_TradeBuyerPay'] });
    merchant.answer = (_push, index) => (index < 2 ? refusal : { status: 200, body: '{"code":0,"msg":"success"}' });
    await sandbox.place();
    await merchant.received(3);
    expect(merchant.pushes.map((push) => push.body['sendCount'])).toEqual([0, 1, 2]);
    expect(new Set(merchant.pushes.map((push) => push.body['msg_id'])).size).toBe(1);
    expect(merchant.pushes.every((push) => isGenuine(push))).toBe(true);
    expect((await settled('delivered')).attempts).toHaveLength(3);
  });

  test('an answer that takes too long is none, and patience ends', async () => {
    await start({ types: ['trade_TradeBuyerPay'], timeoutMs: 20, attemptsMax: 2 });
    merchant.answer = () => 'silence';
    await sandbox.place();
    expect((await settled('given-up')).attempts).toHaveLength(2);
  });

  test('is tried seventeen times over five hours and a half unless set otherwise', async () => {
    sandbox = await startYouzan();
    const { body } = await sandbox.control<{ apps: { push: Record<string, number | number[]> }[] }>(
      'GET',
      '/youzan/apps',
    );
    const { retryDelaysMs = [], attemptsMax, timeoutMs } = body.apps[0]?.push ?? {};
    expect([attemptsMax, timeoutMs]).toEqual([17, 5_000]);
    expect((retryDelaysMs as number[]).slice(0, 3)).toEqual([10_000, 30_000, 60_000]);
    expect((retryDelaysMs as number[]).at(-1)).toBe(2 * 3_600_000);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test('duplicates and replays are byte for byte the same, lost messages can be replayed', async () => {
    await start({ types: ['trade_TradeBuyerPay'] });
    await sandbox.control('POST', '/pushes/settings', { duplicate: 1, platform: 'youzan' });
    const tid = await sandbox.place();
    await merchant.received(2);
    await settled('delivered');
    await sandbox.control('POST', '/pushes/replay', { orderId: tid });
    const [first, second, third] = merchant.pushes.map((push) => push.raw);
    expect([second, third]).toEqual([first, first]);
    await sandbox.control('POST', '/pushes/settings', { drop: 1 });
    const lost = await sandbox.place();
    const replay = await sandbox.control('POST', '/pushes/replay', { orderId: lost, kind: 'trade_TradeBuyerPay' });
    expect(replay.body).toMatchObject({ attempt: { acknowledged: true } });
    expect((await merchant.push(3)).body['id']).toBe(lost);
  });

  test('an app gets what it subscribed to; a chain tells branch and head', async () => {
    const shops = [{ kdtId: KDT_ID, name: '分店', rootKdtId: '10086000' }];
    await start({ types: ['trade_TradePaid'] }, { shops });
    await sandbox.place();
    await merchant.received(2);
    expect(merchant.pushes.map((push) => push.body['kdt_id']).sort()).toEqual([10_086_000, Number(KDT_ID)]);
    expect(merchant.types()).toEqual(['trade_TradePaid', 'trade_TradePaid']);
    expect(merchant.pushes.map((push) => push.body['root_kdt_id'])).toEqual([10_086_000, 10_086_000]);
  });

  test('the console tries an address with a message that means nothing', async () => {
    await start();
    await sandbox.control('POST', `/youzan/apps/${CLIENT_ID}/ping`);
    const push = await merchant.push(0);
    expect(push.body).toMatchObject({ test: true });
    expect(isGenuine(push)).toBe(true);
  });
});
