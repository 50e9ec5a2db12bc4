import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_ID, KDT_ID, SECRET, startYouzan, type Answered, type TestYouzan } from './merchant-for-tests.ts';

const OTHER = '10086002';
const SHOPS = [
  { kdtId: KDT_ID, name: '测试小店', alias: 'tea' },
  { kdtId: OTHER, name: '二店', alias: 'second' },
];
const TWO_LINES = {
  items: [
    { name: '红茶', quantity: 2, priceYuan: '10.00', skuId: 'R' },
    { name: '绿茶', quantity: 1, priceYuan: '5.55', skuId: 'G' },
  ],
};

let sandbox: TestYouzan;
let tid: string;
beforeEach(async () => {
  sandbox = await startYouzan({ shops: SHOPS });
  tid = await sandbox.place(TWO_LINES);
});
afterEach(() => sandbox.close());

const buyer = (body: object): ReturnType<TestYouzan['control']> =>
  sandbox.control('POST', `/youzan/orders/${tid}/refund`, body);
const search = async (fields: object = {}): Promise<{ total: number; refunds: Record<string, string>[] }> =>
  (await sandbox.call('youzan.trade.refund.search/3.0.1', fields)).body.data;
const newest = async (): Promise<{ refund_id: string; version: number; status: string }> => {
  const [row] = (await search()).refunds;
  return (await sandbox.call('youzan.trade.refund.get/3.0.1', { refund_id: row?.['refund_id'] })).body.data;
};
/** Reads the refund and acts on what was read. */
const decide = async (call: string, fields: object = {}): Promise<Answered['body']> => {
  const { refund_id, version } = await newest();
  return (await sandbox.call(call, { refund_id, version, ...fields })).body;
};
const AGREE = 'youzan.trade.refund.agree/3.0.1';
const REFUSE = 'youzan.trade.refund.refuse/3.0.0';
const RETURN = 'youzan.trade.returngoods.agree/3.0.0';
const NOT_RECEIVED = 'youzan.trade.returngoods.refuse/3.0.0';
const ACTIVE = 'youzan.trade.refund.seller.active/3.0.1';
const HOME = { name: '仓库', mobile: '13900000000', address: '文三路477号' };
const DONE = { code: 200, success: true, data: { is_success: true } };

test('a refund that a buyer asks for is found, read and agreed; all of it back closes the order', async () => {
  await buyer({ reason: '拍错了' });
  const { total, refunds } = await search({ status: 'WAIT_SELLER_AGREE', demand: 1 });
  expect(total).toBe(1);
  expect(refunds[0]).toMatchObject({
    tid,
    refund_fee: '25.55',
    reason: '拍错了',
    return_goods: false,
    kdt_id: Number(KDT_ID),
  });
  expect(await newest()).toMatchObject({
    version: expect.any(Number),
    refund_type: 1,
    oid: expect.any(String),
    logistics: null,
  });
  expect(await sandbox.truth(tid)).toMatchObject({ refundState: 11, status: 'WAIT_SELLER_SEND_GOODS' });
  expect(await decide(AGREE)).toMatchObject(DONE);
  const { data } = (await sandbox.call('youzan.trade.get/4.0.2', { tid })).body;
  expect(data.full_order_info.order_info).toMatchObject({ status: 'TRADE_CLOSED', close_type: 2, refund_state: 12 });
  expect(data.refund_order).toMatchObject([{ refund_fee: '25.55', refund_state: 60, refund_type: 1 }]);
});

test('a part that is paid back leaves the rest to be shipped', async () => {
  await buyer({ kind: 'part', items: [{ skuId: 'G' }] });
  expect(await sandbox.truth(tid)).toMatchObject({ refundState: 1 });
  await decide(AGREE);
  const truth = await sandbox.truth(tid);
  expect(truth).toMatchObject({ refundState: 2, status: 'WAIT_SELLER_SEND_GOODS' });
  const [red, green] = truth['items'] as { oid: string }[];
  const ship = (oids: string | undefined): Promise<Answered> =>
    sandbox.call('youzan.logistics.online.confirm/3.0.0', { tid, is_no_express: 1, oids });
  expect((await ship(green?.oid)).body.code).toBe(102_570_020);
  expect((await ship(red?.oid)).body.success).toBe(true);
  expect(await sandbox.truth(tid)).toMatchObject({ status: 'WAIT_BUYER_CONFIRM_GOODS' });
});

test('the other lines are shipped already when the last one is paid back', async () => {
  const [red] = (await sandbox.truth(tid))['items'] as { oid: string }[];
  await sandbox.call('youzan.logistics.online.confirm/3.0.0', { tid, is_no_express: 1, oids: red?.oid });
  await buyer({ kind: 'part', items: [{ name: '绿茶' }] });
  await decide(AGREE);
  expect(await sandbox.truth(tid)).toMatchObject({ refundState: 2, status: 'WAIT_BUYER_CONFIRM_GOODS' });
});

test('several parts that add up to everything close the order as well', async () => {
  for (const body of [{ moneyYuan: '0.01' }, { items: [{ name: '红茶' }] }, { items: [{ name: '绿茶' }] }]) {
    await buyer({ kind: 'part', ...body });
    await decide(AGREE);
  }
  expect(await sandbox.truth(tid)).toMatchObject({ status: 'TRADE_CLOSED', closeType: 6, refundState: 12 });
  expect((await buyer({})).status).toBe(409);
});

test('a refused refund leaves the order as it was; the buyer may ask again', async () => {
  await buyer({});
  expect(await decide(REFUSE, { remark: '已在路上' })).toMatchObject(DONE);
  expect(await sandbox.truth(tid)).toMatchObject({
    refundState: 0,
    refunds: [{ status: 'SELLER_REFUSE_BUYER', remark: '已在路上' }],
  });
  await buyer({ step: 'reapply' });
  expect((await newest()).status).toBe('WAIT_SELLER_AGREE');
  await buyer({ step: 'withdraw' });
  expect(await sandbox.truth(tid)).toMatchObject({ refundState: 0, refunds: [{ status: 'CLOSED' }] });
});

test('goods come back before the money goes', async () => {
  await buyer({ demand: 'return' });
  expect((await decide(AGREE)).code).toBe(102_010_002);
  expect(await decide(RETURN, HOME)).toMatchObject(DONE);
  expect((await newest()).status).toBe('WAIT_BUYER_RETURN_GOODS');
  await buyer({ step: 'send-back', logisticsNo: 'SF1234567' });
  expect(await newest()).toMatchObject({
    status: 'WAIT_SELLER_CONFIRM_GOODS',
    logistics: { logistics_no: 'SF1234567' },
  });
  expect(await decide(NOT_RECEIVED, { remark: '空包裹' })).toMatchObject(DONE);
  expect((await newest()).status).toBe('SELLER_REFUSE_BUYER_RETURN_GOODS');
  await buyer({ step: 'reapply' });
  await decide(RETURN, HOME);
  await buyer({ step: 'send-back' });
  expect(await decide(AGREE)).toMatchObject(DONE);
  expect((await newest()).status).toBe('SUCCESS');
});

test('an exchange moves no money', async () => {
  await buyer({ demand: 'exchange' });
  expect(await newest()).toMatchObject({ refund_fee: '0.00', demand: 3 });
  expect(await sandbox.truth(tid)).toMatchObject({ refundState: 0 });
});

describe('a decision is refused', () => {
  test('on an old version', async () => {
    await buyer({});
    const seen = await newest();
    await buyer({ step: 'withdraw' });
    const answer = await sandbox.call(AGREE, { refund_id: seen.refund_id, version: seen.version });
    expect(answer.body).toEqual({ code: 103_010_039, success: false, message: expect.any(String), data: null });
  });

  test('when the state has moved', async () => {
    await buyer({});
    await decide(AGREE);
    expect((await decide(AGREE)).code).toBe(102_010_002);
    expect((await decide(RETURN, HOME)).code).toBe(102_010_002);
  });

  test('for an unknown refund, one of another shop, and without a version', async () => {
    await buyer({});
    const { refund_id } = await newest();
    expect((await sandbox.call(AGREE, { refund_id })).body.gw_err_resp?.err_code).toBe(5001);
    expect((await sandbox.call(AGREE, { refund_id: '1', version: 1 })).body.code).toBe(103_011_024);
    await sandbox.token({ grant_id: OTHER });
    expect((await sandbox.call(AGREE, { refund_id, version: 1 })).body.code).toBe(103_010_054);
  });

  test('when the shop is short of money', async () => {
    await buyer({});
    const app = { secret: SECRET, shops: [{ ...SHOPS[0], balanceShort: true }] };
    await sandbox.control('PUT', `/youzan/apps/${CLIENT_ID}`, app);
    expect((await decide(AGREE)).code).toBe(102_090_108);
    expect(await sandbox.truth(tid)).toMatchObject({ refunds: [{ status: 'WAIT_SELLER_AGREE' }] });
  });
});

describe('a merchant pays back by itself', () => {
  const active = async (fields: object): Promise<Answered['body']> =>
    (await sandbox.call(ACTIVE, { tid, desc: '缺货', biz_value: 'k1', ...fields })).body;
  const oids = async (): Promise<string[]> =>
    ((await sandbox.truth(tid))['items'] as { oid: string }[]).map(({ oid }) => oid);

  test('once, however often the same key asks; the code is text', async () => {
    const [red] = await oids();
    const first = await active({ oid: red, refund_fee: '3.50' });
    expect(first).toMatchObject({
      code: '200',
      success: true,
      data: { refund_id: expect.any(String), is_success: true },
    });
    expect((await active({ oid: red, refund_fee: '3.50' })).data).toEqual(first.data);
    expect((await active({ oid: red, refund_fee: '3.50', biz_value: 'k2' })).data.refund_id).not.toBe(
      first.data.refund_id,
    );
    expect(await sandbox.truth(tid)).toMatchObject({
      refundState: 2,
      refunds: [
        { moneyFen: 350, startedBy: 2, reason: '缺货' },
        { moneyFen: 350, startedBy: 2 },
      ],
    });
  });

  test('several lines at once', async () => {
    const items = (await oids()).map((oid, index) => ({ oid, refund_fee: ['20.00', '5.55'][index], num: 1 }));
    expect((await active({ items })).success).toBe(true);
    expect(await sandbox.truth(tid)).toMatchObject({ status: 'TRADE_CLOSED', refundState: 12 });
  });

  test('never more than was paid, never for an unpaid order, never for one of another shop', async () => {
    const [red] = await oids();
    const refused = { code: '102010011', success: false, data: null };
    expect(await active({ oid: red, refund_fee: '20.01' })).toMatchObject(refused);
    expect(await active({ oid: red, refund_fee: '0.00' })).toMatchObject(refused);
    expect((await active({ oid: red, refund_fee: '1.005' })).gw_err_resp?.err_code).toBe(5001);
    tid = await sandbox.place({ ...TWO_LINES, state: 'placed' });
    expect(await active({ oid: (await oids())[0], refund_fee: '1.00' })).toMatchObject(refused);
    await sandbox.token({ grant_id: OTHER });
    expect((await active({ oid: red, refund_fee: '1.00' })).code).toBe('5000');
  });
});

test('refunds are found by the seconds of their creation and change', async () => {
  await buyer({});
  const now = Math.floor(Date.now() / 1_000);
  for (const name of ['create', 'update']) {
    expect((await search({ [`${name}_time_start`]: now - 60, [`${name}_time_end`]: now + 1 })).total).toBe(1);
    expect((await search({ [`${name}_time_start`]: now + 60, [`${name}_time_end`]: now + 61 })).total).toBe(0);
  }
  expect((await search({ type: 2 })).total).toBe(0);
  expect((await search({ demand: 2 })).total).toBe(0);
});
