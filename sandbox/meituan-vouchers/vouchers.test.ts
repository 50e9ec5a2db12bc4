import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SESSION, SHOP, startVouchers, type TestVouchers } from './merchant-for-tests.ts';

const SECOND_SHOP = 'abcdef0000000002';
const STRANGER = 'abcdef0000000003';

let sandbox: TestVouchers;
beforeAll(async () => {
  sandbox = await startVouchers({
    shops: [
      { openShopUuid: SHOP, name: '望京牛肉面馆', alias: 'noodles' },
      { openShopUuid: SECOND_SHOP, name: '国贸牛肉面馆', alias: 'second' },
      { openShopUuid: STRANGER, name: '小麦面包房', alias: 'stranger', bid: 'bid-2' },
    ],
    grants: [{ session: SESSION, refreshToken: 'r' }],
  });
});
afterAll(() => sandbox.close());

const codeOf = async (path: string, code: string, shop = SHOP): Promise<number> =>
  (await sandbox.onVoucher(path, code, { open_shop_uuid: shop })).body.code;
const stateOf = async (code: string): Promise<unknown> => (await sandbox.truth(code))['state'];
let requests = 0;
const nextRequest = (): string => `req-${String((requests += 1))}`;

test('a voucher that was sold can be looked at as often as one likes', async () => {
  const sale = {
    code: '1234567890',
    dealTitle: '双人餐',
    priceYuan: '88.50',
    marketPriceYuan: '120',
    mobile: '13812345678',
  };
  expect(await sandbox.sell(sale)).toEqual(['1234567890']);
  const first = await sandbox.onVoucher('prepare', '1234567890');
  expect(first.body).toEqual({
    code: 200,
    msg: 'success',
    data: {
      count: 1,
      order_id: expect.stringMatching(/^\d{19}$/),
      receipt_code: '1234567890',
      deal_id: expect.any(Number),
      dealgroup_id: expect.any(Number),
      deal_title: '双人餐',
      deal_price: 88.5,
      deal_market_price: 120,
      mobile: '138****5678',
      biz_type: 0,
      payment_detail: [{ payment_detail_id: expect.any(String), amount: '88.50', amount_type: 10 }],
      receipt_end_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    },
  });
  expect(first.text).toMatch(/"order_id":\d{19}/);
  expect((await sandbox.onVoucher('prepare', '1234567890')).body).toEqual(first.body);
  expect(await stateOf('1234567890')).toBe('sold');
});

describe('a voucher is taken', () => {
  test('once for each request number, however often it is asked', async () => {
    const [code = ''] = await sandbox.sell();
    const requestid = nextRequest();
    const first = await sandbox.consume(requestid, code);
    expect(first.body.data).toMatchObject([
      { receipt_code: code, platform_amount: 0, merchant_amount: 0, flow_id: expect.any(String) },
    ]);
    expect((await sandbox.consume(requestid, code)).body).toEqual(first.body);
    expect((await sandbox.consume(nextRequest(), code)).body.code).toBe(1002);
    expect(await codeOf('prepare', code)).toBe(1002);
    expect(await sandbox.truth(code)).toMatchObject({
      state: 'consumed',
      taking: { requestId: requestid, openShopUuid: SHOP, account: 'cashier01', accountName: '收银一号' },
      story: [{ what: 'sold' }, { what: 'consumed' }],
    });
  });

  test('and a request number is not used for something else', async () => {
    const [one = ''] = await sandbox.sell();
    const [other = ''] = await sandbox.sell();
    const requestid = nextRequest();
    await sandbox.consume(requestid, one);
    expect((await sandbox.consume(requestid, other)).body.code).toBe(1005);
    expect((await sandbox.consume(requestid, one, { count: '2' })).body.code).toBe(1005);
    expect(await stateOf(other)).toBe('sold');
  });

  test('together with others of its order, whose payment stands beside every one of them', async () => {
    const codes = await sandbox.sell({
      count: 3,
      priceYuan: '10',
      reductionByMeituanYuan: '1',
      reductionByShopYuan: '0.50',
    });
    expect(codes).toHaveLength(3);
    const [first = '', second = '', third = ''] = codes;
    expect((await sandbox.onVoucher('prepare', second)).body.data.count).toBe(3);
    expect((await sandbox.consume(nextRequest(), second, { count: '4' })).body.code).toBe(1004);
    const { data } = (await sandbox.consume(nextRequest(), second, { count: '2' })).body;
    expect(data).toMatchObject([{ receipt_code: second }, { receipt_code: first }]);
    const payment = [
      { amount: '28.50', amount_type: 10 },
      { amount: '1.00', amount_type: 15 },
      { amount: '0.50', amount_type: 17 },
    ];
    for (const row of data) expect(row.payment_detail).toMatchObject(payment);
    const rest = (await sandbox.onVoucher('prepare', third)).body.data;
    expect(rest).toMatchObject({ count: 1, payment_detail: payment });
    const last = (await sandbox.consume(nextRequest(), third)).body.data;
    const sum = [...data, ...last].reduce((fen, row) => fen + Math.round(row.platform_amount * 100), 0);
    expect(sum).toBe(100);
  });

  test.each([
    ['requestid', { requestid: '' }],
    ['count', { count: undefined }],
    ['app_shop_account', { app_shop_account: undefined }],
    ['app_shop_accountname', { app_shop_accountname: undefined }],
  ])('not without %s', async (_what, params) => {
    const [code = ''] = await sandbox.sell();
    expect((await sandbox.consume(nextRequest(), code, params)).body.code).toBe(400);
  });

  test.each(['0', '101', '-1', 'x'])('not %s times', async (count) => {
    const [code = ''] = await sandbox.sell();
    expect((await sandbox.consume(nextRequest(), code, { count })).body.code).toBe(406);
  });

  test('although the answer never came, and the same number tells what happened', async () => {
    const [code = ''] = await sandbox.sell();
    const fault = { platform: 'meituan-vouchers', path: 'tuangou/receipt/consume', act: 'reset-after-acting' };
    await sandbox.control('POST', '/faults', fault);
    const requestid = nextRequest();
    await expect(sandbox.consume(requestid, code)).rejects.toThrow();
    expect(await stateOf(code)).toBe('consumed');
    expect((await sandbox.consume(requestid, code)).body).toMatchObject({ code: 200, data: [{ receipt_code: code }] });
  });
});

describe('a taking', () => {
  test('can be looked up and taken back; then the voucher is usable again', async () => {
    const [code = ''] = await sandbox.sell();
    expect(await codeOf('getconsumed', code)).toBe(1006);
    expect(await codeOf('reverseconsume', code)).toBe(1006);
    const requestid = nextRequest();
    const [taken] = (await sandbox.consume(requestid, code)).body.data;
    expect((await sandbox.onVoucher('getconsumed', code)).body.data).toMatchObject({
      ...taken,
      requestid,
      open_shop_uuid: SHOP,
      app_shop_account: 'cashier01',
      consume_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
    expect((await sandbox.onVoucher('reverseconsume', code)).body).toMatchObject({ code: 200, data: taken });
    expect(await codeOf('reverseconsume', code)).toBe(1006);
    expect((await sandbox.onVoucher('prepare', code)).body.data.count).toBe(1);
    const [again] = (await sandbox.consume(nextRequest(), code)).body.data;
    expect(again.flow_id).not.toBe(taken.flow_id);
    expect((await sandbox.truth(code))['story']).toMatchObject([
      { what: 'sold' },
      { what: 'consumed' },
      { what: 'reversed' },
      { what: 'consumed' },
    ]);
  });

  test('belongs to the shop that made it', async () => {
    const [code = ''] = await sandbox.sell();
    await sandbox.consume(nextRequest(), code);
    expect(await codeOf('reverseconsume', code, SECOND_SHOP)).toBe(405);
    expect(await codeOf('getconsumed', code, SECOND_SHOP)).toBe(405);
  });
});

describe('a voucher is good', () => {
  test('at every shop of its merchant, unless sold for one', async () => {
    const [code = ''] = await sandbox.sell();
    expect(await codeOf('prepare', code, SECOND_SHOP)).toBe(200);
    const [here = ''] = await sandbox.sell({ shop: 'second', onlyHere: true });
    expect([await codeOf('prepare', here), await codeOf('prepare', here, SECOND_SHOP)]).toEqual([405, 200]);
    const [strange = ''] = await sandbox.sell({ shop: 'stranger' });
    expect([await codeOf('prepare', strange), await codeOf('prepare', strange, STRANGER)]).toEqual([405, 405]);
  });

  test('neither after its day nor after the customer got the money back', async () => {
    const [old = ''] = await sandbox.sell({ endsAt: 1_700_000_000 });
    expect(await codeOf('prepare', old)).toBe(1003);
    const [code = '', other = ''] = await sandbox.sell({ count: 2 });
    const refund = await sandbox.control('POST', `/meituan-vouchers/vouchers/${code}/refund`);
    expect(refund.body).toMatchObject({ state: 'refunded' });
    expect((await sandbox.consume(nextRequest(), code)).body.code).toBe(1003);
    expect((await sandbox.onVoucher('prepare', other)).body.data.count).toBe(1);
    await sandbox.consume(nextRequest(), other);
    expect((await sandbox.control('POST', `/meituan-vouchers/vouchers/${other}/refund`)).status).toBe(409);
  });
});

test('a code is sold once, and what makes no sense is refused', async () => {
  await sandbox.sell({ code: '900000' });
  const sell = async (body: object): Promise<number> =>
    (await sandbox.control('POST', '/meituan-vouchers/vouchers', body)).status;
  expect(await sell({ code: '900000' })).toBe(409);
  expect(await sell({ code: 'x' })).toBe(400);
  expect(await sell({ priceYuan: '1', reductionByShopYuan: '2' })).toBe(400);
  expect(await sell({ shop: 'nobody' })).toBe(404);
  expect((await sandbox.control('GET', '/meituan-vouchers/vouchers/42')).status).toBe(404);
  const { body } = await sandbox.control<{ orders: { vouchers: object[] }[] }>('GET', '/meituan-vouchers/vouchers');
  expect(body.orders.flatMap((order) => order.vouchers)).toContainEqual({ code: '900000', state: 'sold' });
});
