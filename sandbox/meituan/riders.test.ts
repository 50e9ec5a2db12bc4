import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOP, startTestSandbox, type Answered, type TestSandbox } from './merchant-for-tests.ts';

const RIDER = { name: '李骑手', phone: '13911112222' };
const OTHER = 't_poi_02';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({
    shops: [
      { appPoiCode: SHOP, name: '望京牛肉面馆', alias: 'noodles' },
      { appPoiCode: OTHER, name: '二店' },
    ],
  });
});
afterAll(() => sandbox.close());

const ok = { data: 'ok' };
const failed = (code: number): object => ({ data: 'ng', error: { code, msg: expect.any(String) } });
const placed = async (body: object = {}): Promise<{ order_id: string }> => {
  const order_id = await sandbox.place({ shop: SHOP, ...body });
  await sandbox.call('order/confirm', { order_id });
  return { order_id };
};
const ask = async (path: string, params: Record<string, string>): Promise<Answered['body']> =>
  (await sandbox.call(path, params)).body;
const rider = (order_id: string, status: number): Promise<unknown> =>
  sandbox.control('POST', `/meituan/orders/${order_id}/rider`, { status, ...RIDER });

describe("Meituan's riders", () => {
  test('are called once, watched, and sent away while nothing is picked up', async () => {
    const order = await placed({ logisticsCode: '1001' });
    expect(await ask('order/logistics/push', order)).toEqual(ok);
    expect(await ask('order/logistics/push', order)).toEqual(failed(1006));
    await rider(order.order_id, 10);
    expect((await ask('order/logistics/status', order)).data).toMatchObject({
      order_id: Number(order.order_id),
      logistics_status: 10,
      dispatcher_name: RIDER.name,
      dispatcher_mobile: RIDER.phone,
      confirm_time: expect.any(Number),
      fetch_time: 0,
      cancel_time: 0,
    });
    expect(await ask('order/logistics/cancel', order)).toEqual(ok);
    expect(await ask('order/logistics/cancel', order)).toEqual(failed(1014));
    expect((await ask('order/logistics/status', order)).data).toMatchObject({ logistics_status: 100 });
    expect(await ask('order/logistics/push', order)).toEqual(ok);
    await rider(order.order_id, 20);
    expect(await ask('order/logistics/cancel', order)).toEqual(failed(1014));
    expect(await ask('order/logistics/change/poi_self', order)).toEqual(failed(1014));
    await rider(order.order_id, 40);
    expect((await ask('order/logistics/status', order)).data).toMatchObject({
      logistics_status: 40,
      dispatcher_mobile: '',
    });
  });

  test('do not come to a shop that delivers itself, nor before the order is confirmed', async () => {
    expect(await ask('order/logistics/push', await placed())).toEqual(failed(1005));
    const order_id = await sandbox.place({ logisticsCode: '1001' });
    expect(await ask('order/logistics/push', { order_id })).toEqual(failed(808));
    expect((await ask('order/logistics/status', { order_id })).data).toMatchObject({
      logistics_status: 0,
      send_time: 0,
    });
  });

  test('hand an order over to the shop itself', async () => {
    const order = await placed({ logisticsCode: '1001' });
    await ask('order/logistics/push', order);
    expect(await ask('order/logistics/change/poi_self', order)).toEqual(ok);
    expect(await ask('order/logistics/change/poi_self', order)).toEqual(failed(808));
    expect(await ask('order/delivering', order)).toEqual(ok);
  });
});

test('self delivery reports its own rider step by step', async () => {
  const order = await placed();
  const courier = { courier_name: '王', courier_phone: '13900000000', third_carrier_order_id: 'T1' };
  const place = { logistics_provider_code: '10015', latitude: '39.99', longitude: '116.48' };
  const sync = (more: Record<string, string> = {}): Promise<Answered['body']> =>
    ask('ecommerce/order/logistics/sync', { ...order, ...courier, ...place, ...more });
  const logistics = async (): Promise<unknown> =>
    (await sandbox.control('GET', `/meituan/orders/${order.order_id}`)).body['logistics'];
  expect(await sync({ logistics_status: '10' })).toEqual(ok);
  expect(await logistics()).toMatchObject({ status: 10, name: '王', phone: '13900000000' });
  expect(await sync()).toEqual(ok);
  expect(await logistics()).toMatchObject({ status: 20 });
  expect(await ask('order/arrived', order)).toEqual(ok);
  expect(await sync({ logistics_status: '7' })).toEqual(failed(705));
  expect(await sync({ courier_phone: '' })).toEqual(failed(701));
  const served = await placed({ logisticsCode: '1001' });
  expect(await ask('ecommerce/order/logistics/sync', { ...served, ...courier, ...place })).toEqual(failed(1038));
});

describe('real phones, when privacy numbers do not work', () => {
  test("are given for open orders, of one shop or of all the app's", async () => {
    const hidden = await placed({ recipient: { phone: '13812345678_1234' } });
    const open = await sandbox.place({ shop: OTHER, recipient: { phone: '13855556666' } });
    const over = await placed();
    await sandbox.control('POST', `/meituan/orders/${over.order_id}/complete`);
    const unpaid = await sandbox.place({ state: 'placed' });
    const { text } = await sandbox.call('order/batchPullPhoneNumber', { limit: '1000' }, { method: 'POST' });
    expect(text).toContain(`"order_id":${hidden.order_id},`);
    expect(text).toContain(`"real_phone_number":"139${hidden.order_id.slice(-8)}"`);
    expect(text).toContain('"real_phone_number":"13855556666"');
    for (const gone of [over.order_id, unpaid]) expect(text).not.toContain(gone);
    const own = await sandbox.call('order/batchPullPhoneNumber', { app_poi_code: OTHER });
    expect(own.text).toContain(open);
    expect(own.body.data).toHaveLength(1);
    expect(await ask('order/batchPullPhoneNumber', { limit: '1001' })).toEqual(failed(705));
    const first = (await ask('order/batchPullPhoneNumber', { limit: '1' })).data as object[];
    const second = (await ask('order/batchPullPhoneNumber', { offset: '1', limit: '1' })).data as object[];
    expect([first.length, second.length]).toEqual([1, 1]);
    expect(first).not.toEqual(second);
  });

  test('of riders are given while they are on the way', async () => {
    const order = await placed({ logisticsCode: '1001' });
    const phones = async (): Promise<string> =>
      (await sandbox.call('order/getRiderInfoPhoneNumber', { app_poi_code: SHOP })).text;
    await rider(order.order_id, 0);
    expect(await phones()).not.toContain(order.order_id);
    await rider(order.order_id, 15);
    expect(await phones()).toContain(`"order_id":${order.order_id},`);
    expect(await phones()).toContain(`"rider_name":"${RIDER.name}","rider_real_phone_number":"${RIDER.phone}"`);
    await rider(order.order_id, 40);
    expect(await phones()).not.toContain(order.order_id);
  });
});
