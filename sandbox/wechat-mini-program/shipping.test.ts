import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { APPID, Merchant, startWechat, TOKEN, type TestWechat } from '../wechat/merchant-for-tests.ts';

/** Tests look into answers of many shapes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

let sandbox: TestWechat;
let merchant: Merchant;
beforeAll(async () => {
  merchant = await new Merchant().start();
  sandbox = await startWechat('wechat-mini-program');
});
beforeEach(async () => {
  merchant.pushes.length = 0;
  await usual({});
});
afterAll(async () => {
  await sandbox.close();
  await merchant.close();
});

function usual(more: Record<string, unknown>): Promise<void> {
  const push = { token: TOKEN, format: 'json', retryDelaysMs: [0, 0] };
  return sandbox.settings({ callbacks: { default: `${merchant.url}/hook` }, push, ...more });
}

const call = (path: string, fields: unknown): Promise<Json> => sandbox.call(`wxa/sec/order/${path}`, fields);

let uploads = 0;
/** What upload_shipping_info takes, each time told later than the time before. */
async function told(orderId: string, more: object = {}, item: object = {}): Promise<Record<string, unknown>> {
  const { openid } = await sandbox.truth(orderId);
  uploads += 1;
  return {
    order_key: { order_number_type: 2, transaction_id: orderId },
    logistics_type: 1,
    delivery_mode: 1,
    shipping_list: [{ tracking_no: 'YT1', express_company: 'YTO', item_desc: '吐司*1', ...item }],
    upload_time: new Date(Date.UTC(2026, 0, 1) + uploads * 1_000).toISOString().replace('Z', '+00:00'),
    payer: { openid },
    ...more,
  };
}
const upload = async (orderId: string, more: object = {}, item: object = {}): Promise<number> =>
  (await call('upload_shipping_info', await told(orderId, more, item))).errcode as number;

describe('shipping told to WeChat', () => {
  test('is taken once, may be told anew once, and then no more', async () => {
    const orderId = await sandbox.place();
    expect(await upload(orderId)).toBe(0);
    expect(await upload(orderId)).toBe(10060023);
    expect((await call('get_order', { transaction_id: orderId })).order).toMatchObject({
      order_state: 2,
      shipping: { finish_shipping: true, finish_shipping_count: 1, shipping_list: [{ tracking_no: 'YT1' }] },
    });
    expect(await upload(orderId, {}, { tracking_no: 'YT2' })).toBe(0);
    expect(await sandbox.truth(orderId)).toMatchObject({
      shipping: { finishCount: 2, items: [{ trackingNo: 'YT2' }] },
    });
    expect(await upload(orderId, {}, { tracking_no: 'YT3' })).toBe(10060003);
  });

  test('in parcels ships when the last one is told', async () => {
    const orderId = await sandbox.place();
    const part = { delivery_mode: 2, is_all_delivered: false };
    expect(await upload(orderId, part)).toBe(0);
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 1 });
    expect(await upload(orderId, { ...part, is_all_delivered: true }, { tracking_no: 'YT2' })).toBe(0);
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 2, shipping: { items: [{}, {}] } });
  });

  test.each<[number, object, object]>([
    [10060001, { order_key: { order_number_type: 2, transaction_id: '4200' } }, {}],
    [268485194, { order_key: { order_number_type: 3 } }, {}],
    [268485195, { order_key: { order_number_type: 2 } }, {}],
    [268485196, { order_key: { order_number_type: 1, out_trade_no: 'x' } }, {}],
    [268485197, { order_key: { order_number_type: 1, mchid: '1900000109' } }, {}],
    [10060005, { logistics_type: 9 }, {}],
    [268485224, { delivery_mode: 3 }, {}],
    [10060006, { delivery_mode: 2, logistics_type: 3, is_all_delivered: true }, {}],
    [10060007, { delivery_mode: 2 }, {}],
    [268485228, { shipping_list: [{ item_desc: 'a' }, { item_desc: 'b' }] }, {}],
    [10060008, {}, { item_desc: '' }],
    [10060009, {}, { item_desc: '长'.repeat(121) }],
    [268485226, {}, { tracking_no: '' }],
    [268485227, {}, { express_company: '' }],
    [10060026, {}, { tracking_no: '1'.repeat(129) }],
    [10060014, {}, { express_company: 'SF' }],
    [268485216, { upload_time: '2026-01-01 00:00:00' }, {}],
    [10060031, { payer: { openid: 'somebody' } }, {}],
  ])('is refused with %i for %j %j', async (code, more, item) => {
    const orderId = await sandbox.place();
    expect(await upload(orderId, more, item)).toBe(code);
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 1 });
  });

  test('by the merchant’s own number, and of a pick-up without a courier', async () => {
    const orderId = await sandbox.place();
    const { tradeNo, mchid } = await sandbox.truth(orderId);
    const order_key = { order_number_type: 1, mchid: mchid as string, out_trade_no: tradeNo as string };
    expect(await upload(orderId, { order_key, logistics_type: 4, shipping_list: [{ item_desc: '自提' }] })).toBe(0);
    const found = await call('get_order', { merchant_id: mchid, merchant_trade_no: tradeNo });
    expect(found.order.transaction_id).toBe(orderId);
  });
});

test('an order is known once it is paid, and its pages hold every one once', async () => {
  const unpaid = await sandbox.place({ state: 'placed' });
  expect((await call('get_order', { transaction_id: unpaid })).errcode).toBe(10060001);
  await sandbox.act(unpaid, 'pay');
  const placed = await Promise.all(Array.from({ length: 4 }, () => sandbox.place()));
  const found: string[] = [];
  let last = '';
  for (let hasMore = true; hasMore;) {
    const page = await call('get_order_list', { page_size: 2, order_state: 1, ...(last ? { last_index: last } : {}) });
    found.push(...(page.order_list as Json[]).map(({ transaction_id: id }) => id as string));
    hasMore = page.has_more as boolean;
    last = page.last_index as string;
  }
  expect(found).toEqual(expect.arrayContaining([unpaid, ...placed]));
  expect(new Set(found).size).toBe(found.length);
  expect((await call('get_order_list', { last_index: 'x' })).errcode).toBe(10060011);
});

test('settlement is told twice, and only the second has the money', async () => {
  const orderId = await sandbox.place({ push: false, state: 'paid' });
  await upload(orderId);
  const first = JSON.parse((await merchant.push(0)).raw);
  expect(first).toMatchObject({ Event: 'trade_manage_order_settlement', transaction_id: orderId });
  expect(first).not.toHaveProperty('settlement_time');
  await sandbox.act(orderId, 'confirm');
  expect((await call('get_order', { transaction_id: orderId })).order.order_state).toBe(3);
  await sandbox.act(orderId, 'finish', { by: 'system' });
  const second = JSON.parse((await merchant.push(1)).raw);
  expect(second).toMatchObject({ confirm_receive_method: 1 });
  expect(second.settlement_time).toBeGreaterThan(0);
  expect(second).not.toHaveProperty('estimated_settlement_time');
});

test('what WeChat itself reminds of, and the state that was documented late', async () => {
  await usual({ awaitingSettlement: true });
  const orderId = await sandbox.place({ push: false });
  await sandbox.act(orderId, 'remind-shipping');
  expect(JSON.parse((await merchant.push(0)).raw)).toMatchObject({ Event: 'trade_manage_remind_shipping' });
  await sandbox.act(orderId, 'ship');
  expect((await sandbox.act(orderId, 'confirm')).body).toMatchObject({ status: 6 });
  expect((await sandbox.act(orderId, 'refund')).body).toMatchObject({ status: 5 });
});

test('a customer is reminded of receiving once', async () => {
  const orderId = await sandbox.place();
  const remind = async (): Promise<number> =>
    (await call('notify_confirm_receive', { transaction_id: orderId, received_time: Math.floor(Date.now() / 1_000) }))
      .errcode as number;
  expect(await remind()).toBe(10060028);
  await upload(orderId);
  expect(await remind()).toBe(0);
  expect(await remind()).toBe(10060030);
});

test('whether an app is managed, as a boolean or as a number', async () => {
  expect(await call('is_trade_managed', { appid: APPID })).toMatchObject({ is_trade_managed: true });
  await usual({ managedAs: 'number' });
  expect(await call('is_trade_managed', { appid: APPID })).toMatchObject({ is_trade_managed: 1 });
});
