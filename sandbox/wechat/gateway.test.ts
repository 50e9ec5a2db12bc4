import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { APPID, SECRET, startWechat, type TestWechat } from './merchant-for-tests.ts';

const ORDER_GET = 'channels/ec/order/get';

let sandbox: TestWechat;
beforeAll(async () => {
  sandbox = await startWechat('wechat-shop');
});
beforeEach(async () => {
  await sandbox.control('DELETE', '/faults');
  await sandbox.settings({ tokens: { forcedEverySeconds: 0 } });
  await sandbox.token(true);
});
afterAll(() => sandbox.close());

function errcode(answer: unknown): unknown {
  return (answer as { errcode?: number }).errcode;
}

test('two who ask for a token share one, until somebody forces a new one', async () => {
  const first = (await sandbox.token()) as { access_token: string; expires_in: number };
  const again = (await sandbox.token()) as { access_token: string };
  expect(again.access_token).toBe(first.access_token);
  expect(first.expires_in).toBeGreaterThan(7_000);
  expect(first).not.toHaveProperty('errcode');
  const forced = (await sandbox.token(true)) as { access_token: string };
  expect(forced.access_token).not.toBe(first.access_token);
  const id = await sandbox.place();
  expect(errcode(await sandbox.call(ORDER_GET, { order_id: id }, first.access_token))).toBe(40001);
  expect(errcode(await sandbox.call(ORDER_GET, { order_id: id }))).toBe(0);
});

test('near its end a token is followed by another, and both are good', async () => {
  const old = (await sandbox.token()) as { access_token: string };
  await sandbox.control('POST', '/wechat-shop/tokens/expire', { inMs: 200_000, shop: 'tea' });
  const next = (await sandbox.token()) as { access_token: string };
  expect(next.access_token).not.toBe(old.access_token);
  const id = await sandbox.place();
  for (const token of [old.access_token, next.access_token])
    expect(errcode(await sandbox.call(ORDER_GET, { order_id: id }, token))).toBe(0);
});

test('a token that has ended is told apart from a wrong one', async () => {
  await sandbox.control('POST', '/wechat-shop/tokens/expire', {});
  expect(errcode(await sandbox.call(ORDER_GET, { order_id: '1' }))).toBe(42001);
  expect(errcode(await sandbox.call(ORDER_GET, { order_id: '1' }, 'nonsense'))).toBe(40001);
  expect(errcode(await sandbox.call(ORDER_GET, { order_id: '1' }, ''))).toBe(41001);
});

test('forcing is limited by the day and in quick succession', async () => {
  await sandbox.settings({ tokens: { forcedEverySeconds: 30 } });
  expect(errcode(await sandbox.token(true))).toBe(45011);
  await sandbox.settings({ tokens: { forcedPerDay: 1 } });
  expect(errcode(await sandbox.token(true))).toBe(45009);
});

test.each([
  [{ grant_type: 'x', appid: APPID, secret: SECRET }, 40002],
  [{ grant_type: 'client_credential', secret: SECRET }, 41002],
  [{ grant_type: 'client_credential', appid: APPID }, 41004],
  [{ grant_type: 'client_credential', appid: 'wx9', secret: SECRET }, 40013],
  [{ grant_type: 'client_credential', appid: APPID, secret: 'x' }, 40001],
])('a wrong wish for a token: %j', async (wish, code) => {
  expect(errcode(await sandbox.call('cgi-bin/stable_token', wish))).toBe(code);
});

test('bodies that are none, calls that are unknown, calls that are too many', async () => {
  expect(errcode(await sandbox.call(ORDER_GET, ''))).toBe(44002);
  expect(errcode(await sandbox.call(ORDER_GET, '{'))).toBe(47001);
  expect(errcode(await sandbox.call('channels/ec/order/steal'))).toBe(48001);
  await sandbox.settings({ rateLimit: { perSecond: 0.001, burst: 1 } });
  expect(errcode(await sandbox.call(ORDER_GET, { order_id: '1' }))).toBe(10020002);
  expect(errcode(await sandbox.call(ORDER_GET, { order_id: '1' }))).toBe(45009);
});

test('faults are met, and what was asked is remembered without secrets', async () => {
  const id = await sandbox.place();
  await sandbox.control('POST', '/faults', { platform: 'wechat-shop', orderId: id, act: 'error-code' });
  expect(await sandbox.call(ORDER_GET, { order_id: id })).toEqual({ errcode: -1, errmsg: 'system error' });
  const path = 'channels/ec/order/delivery/send';
  await sandbox.control('POST', '/faults', { platform: 'wechat-shop', path, act: 'reset-after-acting' });
  const [line] = ((await sandbox.truth(id)) as { items: { productId: string; skuId: string; count: number }[] }).items;
  const pieces = [{ product_id: line?.productId, sku_id: line?.skuId, product_cnt: 1 }];
  const parcel = { delivery_id: 'SF', waybill_id: 'SF1', deliver_type: 1, product_infos: pieces };
  await expect(sandbox.call(path, { order_id: id, delivery_list: [parcel] })).rejects.toThrow();
  expect(await sandbox.truth(id)).toMatchObject({ parcels: [{ waybillId: 'SF1' }] });
  const { body } = await sandbox.control('GET', '/calls?platform=wechat-shop');
  expect(JSON.stringify(body)).toContain(path);
  expect(JSON.stringify(body)).not.toContain(SECRET);
  expect(JSON.stringify((await sandbox.control('GET', '/wechat-shop/apps')).body)).not.toContain(SECRET);
});
