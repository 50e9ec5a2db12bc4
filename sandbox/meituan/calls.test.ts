import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APP_ID, callMeituan, SECRET, SHOP, startTestSandbox, type TestSandbox } from './merchant-for-tests.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const ok = { data: 'ok' };
const failed = (code: number): object => ({ data: 'ng', error: { code, msg: expect.any(String) } });
const statusOf = async (orderId: string): Promise<unknown> =>
  (await sandbox.call('order/viewstatus', { order_id: orderId })).body.data;

describe('a call is believed only with the right signature', () => {
  test.each(['GET', 'POST'] as const)('%s works', async (method) => {
    const orderId = await sandbox.place();
    const answer = await sandbox.call('order/confirm', { order_id: orderId }, { method });
    expect(answer.body).toEqual(ok);
    expect(answer.status).toBe(200);
  });

  test('a wrong secret is 703, and the order stays as it was', async () => {
    const orderId = await sandbox.place();
    const answer = await sandbox.call('order/confirm', { order_id: orderId }, { secret: 'wrong' });
    expect(answer.body).toEqual(failed(703));
    expect(answer.status).toBe(200);
    expect(await statusOf(orderId)).toEqual({ status: 2 });
  });

  test('a parameter changed on the way is 703', async () => {
    const [mine, other] = [await sandbox.place(), await sandbox.place()];
    const tamper = (params: Record<string, string>): void => void (params['order_id'] = other);
    expect((await sandbox.call('order/confirm', { order_id: mine }, { tamper })).body).toEqual(failed(703));
  });

  test('an app that nobody registered is 702', async () => {
    expect((await sandbox.call('poi/getids', {}, { appId: '9' })).body).toEqual(failed(702));
  });

  test('no timestamp is 701, one that is no number 705, one eleven minutes old or early 703', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const answers = ['', 'soon', String(now - 660), String(now + 660), String(now - 540)].map(async (timestamp) => {
      const { body } = await sandbox.call('poi/getids', {}, { timestamp });
      return body.error?.code ?? body.data;
    });
    expect(await Promise.all(answers)).toEqual([701, 705, 703, 703, [SHOP]]);
  });

  test('system parameters repeated in the body count once, but two different values are 705', async () => {
    const url = `${sandbox.url}/meituan/api/v1/poi/getids`;
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const text = `${url}?app_id=${APP_ID}&timestamp=${timestamp}${SECRET}`;
    const sig = createHash('md5').update(text).digest('hex');
    const send = async (appIdInBody: string): Promise<unknown> => {
      const body = new URLSearchParams({ app_id: appIdInBody, timestamp });
      const query = new URLSearchParams({ app_id: APP_ID, timestamp, sig }).toString();
      return (await fetch(`${url}?${query}`, { method: 'POST', body })).json();
    };
    expect(await send(APP_ID)).toEqual({ data: [SHOP] });
    expect(await send('1002')).toEqual(failed(705));
  });

  test('behind a proxy the signature covers the public address', async () => {
    const proxied = await startTestSandbox({}, { publicUrl: 'https://waimai.example.com/' });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const path = '/meituan/api/v1/poi/getids';
    const text = `https://waimai.example.com${path}?app_id=${APP_ID}&timestamp=${timestamp}${SECRET}`;
    const sig = createHash('md5').update(text).digest('hex');
    const query = new URLSearchParams({ app_id: APP_ID, timestamp, sig }).toString();
    expect(await (await fetch(`${proxied.url}${path}?${query}`)).json()).toEqual({ data: [SHOP] });
    expect((await proxied.call('poi/getids')).body).toEqual(failed(703));
    await proxied.close();
  });

  test('an unknown interface is 708', async () => {
    expect((await sandbox.call('order/teleport')).body).toEqual(failed(708));
    expect((await sandbox.call('constructor')).body).toEqual(failed(708));
  });
});

describe('only what the order allows can be done', () => {
  const moves: [string, string, Record<string, string>][] = [
    ['order/confirm', 'confirm', {}],
    ['order/cancel', 'cancel', { reason_code: '2009', reason: '售完' }],
    ['order/preparationMealComplete', 'ready', {}],
    ['order/delivering', 'delivering', { courier_name: '小王', courier_phone: '13800000000' }],
    ['order/arrived', 'arrived', {}],
    ['order/refund/agree', 'agree', { reason: '同意' }],
    ['order/refund/reject', 'reject', { reason: '已出餐' }],
    ['order/poi_received', 'received', {}],
  ];

  test('every call in every state', async () => {
    const table: Record<string, Record<string, number | string>> = {};
    for (const [state, steps] of [
      ['1 placed', []],
      ['2 paid', ['pay']],
      ['4 confirmed', ['pay', 'confirm']],
      ['8 completed', ['pay', 'confirm', 'complete']],
      ['9 cancelled', ['pay', 'cancel']],
    ] as const) {
      const row: Record<string, number | string> = {};
      for (const [path, name, params] of moves) {
        const orderId = await sandbox.place({ state: 'placed' });
        for (const step of steps) {
          if (step === 'confirm') await sandbox.call('order/confirm', { order_id: orderId });
          else await sandbox.control('POST', `/meituan/orders/${orderId}/${step}`, {});
        }
        const { body } = await sandbox.call(path, { order_id: orderId, ...params });
        const { status } = (await statusOf(orderId)) as { status: number };
        row[name] = body.error?.code ?? `ok -> ${String(status)}`;
      }
      table[state] = row;
    }
    expect(table).toMatchInlineSnapshot(`
      {
        "1 placed": {
          "agree": 808,
          "arrived": 808,
          "cancel": "ok -> 9",
          "confirm": 808,
          "delivering": 808,
          "ready": 808,
          "received": 808,
          "reject": 808,
        },
        "2 paid": {
          "agree": 808,
          "arrived": 808,
          "cancel": "ok -> 9",
          "confirm": "ok -> 4",
          "delivering": 808,
          "ready": 808,
          "received": "ok -> 2",
          "reject": 808,
        },
        "4 confirmed": {
          "agree": 808,
          "arrived": 808,
          "cancel": "ok -> 9",
          "confirm": 808,
          "delivering": "ok -> 4",
          "ready": "ok -> 4",
          "received": 808,
          "reject": 808,
        },
        "8 completed": {
          "agree": 808,
          "arrived": 808,
          "cancel": 1022,
          "confirm": 808,
          "delivering": 808,
          "ready": 808,
          "received": 808,
          "reject": 808,
        },
        "9 cancelled": {
          "agree": 808,
          "arrived": 808,
          "cancel": 808,
          "confirm": 808,
          "delivering": 808,
          "ready": 808,
          "received": 808,
          "reject": 808,
        },
      }
    `);
  });

  test('confirming twice is 808 the second time, and the platform tells of it once', async () => {
    const orderId = await sandbox.place();
    expect((await sandbox.call('order/confirm', { order_id: orderId })).body).toEqual(ok);
    expect((await sandbox.call('order/confirm', { order_id: orderId })).body).toEqual(failed(808));
    const { body } = await sandbox.control<{ pushes: object[] }>(
      'GET',
      `/pushes?orderId=${orderId}&kind=order-confirmed`,
    );
    expect(body.pushes).toHaveLength(1);
  });

  test('a self delivery sets out and arrives once each', async () => {
    const orderId = await sandbox.place();
    const code = async (path: string): Promise<unknown> =>
      (await sandbox.call(path, { order_id: orderId })).body.error?.code;
    await sandbox.call('order/confirm', { order_id: orderId });
    const paths = ['order/arrived', 'order/delivering', 'order/delivering', 'order/arrived', 'order/arrived'];
    const codes = [];
    for (const path of paths) codes.push(await code(path));
    expect(codes).toEqual([808, undefined, 808, undefined, 808]);
  });

  test('a shop that Meituan delivers for may not report a delivery of its own', async () => {
    const orderId = await sandbox.place({ logisticsCode: '1001' });
    await sandbox.call('order/confirm', { order_id: orderId });
    expect((await sandbox.call('order/delivering', { order_id: orderId })).body).toEqual(failed(1038));
  });

  test('saying twice that the meal is ready does no harm', async () => {
    const orderId = await sandbox.place();
    await sandbox.call('order/confirm', { order_id: orderId });
    for (const _ of [1, 2]) {
      expect((await sandbox.call('order/preparationMealComplete', { order_id: orderId })).body).toEqual(ok);
    }
  });

  test('a missing, malformed, unknown or foreign order is 701, 705, 806 and 704', async () => {
    const other = { secret: 'o', shops: [{ appPoiCode: 'elsewhere', name: '别家' }] };
    await sandbox.control('PUT', '/meituan/apps/2002', other);
    const foreign = await sandbox.place({ shop: 'elsewhere' });
    const codes = ['', '12a', '1', foreign].map(
      async (order_id) => (await sandbox.call('order/viewstatus', { order_id })).body.error?.code,
    );
    expect(await Promise.all(codes)).toEqual([701, 705, 806, 704]);
    const shops = [SHOP, 'elsewhere', 'nowhere'].map(
      async (app_poi_code) => (await sandbox.call('order/getOrderDaySeq', { app_poi_code })).body.error?.code,
    );
    expect(await Promise.all(shops)).toEqual([undefined, 704, 803]);
  });
});

test('an order id above 2^53 is written with every digit', async () => {
  const orderId = await sandbox.place({ orderId: '1600012345678901235' });
  const { text } = await sandbox.call('order/getOrderDetail', { order_id: orderId });
  expect(text).toContain('"order_id":1600012345678901235,');
  expect(JSON.parse(text).data.order_id.toString()).not.toBe(orderId);
});

test('getOrderDetail carries the amounts in yuan and fen, and the rider only when asked', async () => {
  const orderId = await sandbox.place({
    items: [
      { name: '牛肉面', quantity: 2, priceYuan: '28.50', skuId: 'A-1-S', boxYuan: '1' },
      { name: '卤蛋', quantity: 1, priceYuan: '0.29' },
    ],
    bagYuan: '0.5',
    shippingYuan: '4.5',
    reductionYuan: '6',
    reductionByMeituanYuan: '2.5',
  });
  await sandbox.control('POST', `/meituan/orders/${orderId}/rider`, {
    status: 10,
    name: '李骑手',
    phone: '13900000000',
  });
  const plain = (await sandbox.call('order/getOrderDetail', { order_id: orderId })).body.data as Record<
    string,
    unknown
  >;
  expect(plain).toMatchObject({ total: 58.29, original_price: 64.29, shipping_fee: 4.5, package_bag_money: 50 });
  expect(plain).toMatchObject({
    package_bag_money_yuan: 0.5,
    status: 2,
    day_seq: expect.any(Number),
    app_poi_code: SHOP,
  });
  expect(plain).not.toHaveProperty('logistics_status');
  expect(JSON.parse(String(plain['detail']))).toMatchObject([
    { food_name: '牛肉面', quantity: 2, price: 28.5, sku_id: 'A-1-S', app_food_code: 'A-1', box_num: 2, box_price: 1 },
    { food_name: '卤蛋', quantity: 1, price: 0.29, sku_id: '', app_food_code: '卤蛋', box_num: 0, box_price: 0 },
  ]);
  const extras = [{ reduce_fee: 6, mt_charge: 2.5, poi_charge: 3.5 }, {}];
  expect(JSON.parse(String(plain['extras']))).toMatchObject(extras);
  const receive = JSON.parse(String(plain['poi_receive_detail']));
  expect(receive).toMatchObject({ onlinePayment: 5829, logisticsFee: 0 });
  const fees = JSON.parse(receive.reconciliationExtras);
  expect(Math.round(fees.technicalServiceFee * 100)).toBe(receive.foodShareFeeChargeByPoi);
  expect(receive.wmPoiReceiveCent).toBe(5829 + 250 - receive.foodShareFeeChargeByPoi);
  const full = await sandbox.call('order/getOrderDetail', { order_id: orderId, is_mt_logistics: '1' });
  expect(full.body.data).toMatchObject({ logistics_status: 10, dispatcher_name: '李骑手' });
});

test('an app may get the detail as a list', async () => {
  const listing = await startTestSandbox({ detailAs: 'list' });
  const orderId = await listing.place();
  expect((await listing.call('order/getOrderDetail', { order_id: orderId })).body.data).toMatchObject([{ status: 2 }]);
  await listing.close();
});

test('every paid order of the day is found by walking its numbers, unpaid ones are not', async () => {
  const fresh = await startTestSandbox();
  const paid = [await fresh.place(), await fresh.place()];
  const unpaid = await fresh.place({ state: 'placed' });
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const shop = { app_poi_code: SHOP };
  expect((await fresh.call('order/getOrderDaySeq', shop)).body.data).toEqual({ day_seq: 2 });
  const found = [];
  for (const day_seq of ['1', '2', '3']) {
    found.push((await fresh.call('order/getOrderIdByDaySeq', { ...shop, date_time: day, day_seq })).text);
  }
  expect(found.slice(0, 2)).toEqual(paid.map((id) => `{"data":{"order_id":${id}}}`));
  expect(JSON.parse(found[2] ?? '')).toEqual(failed(806));
  await fresh.control('POST', `/meituan/orders/${unpaid}/pay`);
  expect((await fresh.call('order/getOrderDaySeq', shop)).body.data).toEqual({ day_seq: 3 });
  await fresh.close();
});

test('shops are listed and described', async () => {
  expect((await sandbox.call('poi/mget', { app_poi_codes: SHOP })).body.data).toMatchObject([
    { name: '望京牛肉面馆', open_level: 1 },
  ]);
  await sandbox.control('POST', '/meituan/shops/noodles/status', { poiStatus: 120 });
  expect((await sandbox.call('poi/mget', { app_poi_codes: SHOP })).body.data).toMatchObject([{ open_level: 3 }]);
});

test('an app that calls too often is told 711', async () => {
  const strict = await startTestSandbox({ rateLimit: { perSecond: 0.001, burst: 2 } });
  const codes = [];
  for (const _ of [1, 2, 3]) codes.push((await strict.call('poi/getids')).body.error?.code);
  expect(codes).toEqual([undefined, undefined, 711]);
  await strict.close();
});

test('what was asked is remembered in order, without the signature', async () => {
  const orderId = await sandbox.place();
  await sandbox.call('order/confirm', { order_id: orderId });
  await sandbox.call('order/confirm', { order_id: orderId });
  const { body } = await sandbox.control<{ calls: Record<string, unknown>[] }>('GET', `/calls?orderId=${orderId}`);
  expect(body.calls).toMatchObject([
    { platform: 'meituan', path: 'order/confirm', code: 0 },
    { platform: 'meituan', path: 'order/confirm', code: 808 },
  ]);
  expect(Object.keys(body.calls[0]?.['params'] ?? {})).toEqual(['app_id', 'timestamp', 'order_id']);
});

test('an address that is no platform says so', async () => {
  const answer = await callMeituan(`${sandbox.url}/eleme/api/v1/order/confirm`);
  expect(answer.status).toBe(404);
});
