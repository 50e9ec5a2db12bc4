import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_SHOPS, registerWithSandbox, seedShop, type SeededShop } from '../../prisma/seed.ts';
import { createWorld, eventually, type World, type OrderDetail } from '../harness.ts';

let world: World;
let shop: SeededShop;
beforeAll(async () => {
  world = await createWorld();
  const demo = DEMO_SHOPS.find(({ platform }) => platform === 'wechat-shop');
  if (!demo) throw new Error('there is no demo shop');
  const ids = { connectionId: randomUUID(), shopId: randomUUID() };
  shop = await seedShop(world.database, world.merchantId, { ...demo, ...ids, sandboxUrl: world.sandbox.url });
  await registerWithSandbox({ hubUrl: world.api.url, sandboxControlUrl: world.sandbox.controlUrl }, shop);
});
afterAll(() => world.close());

const place = async (body: Record<string, unknown> = {}) =>
  (await world.control<{ orderId: string }>('POST', '/wechat-shop/orders', { shop: shop.code, ...body })).orderId;
const there = (orderId: string) =>
  world.control<{ status: number; totalFen: number; memo: string; parcels: { waybillId: string }[] }>(
    'GET',
    `/wechat-shop/orders/${orderId}`,
  );
const act = (orderId: string, what: string, body: Record<string, unknown> = {}) =>
  world.control('POST', `/wechat-shop/orders/${orderId}/${what}`, body);
const calls = async (orderId: string, path: string) =>
  (await world.control<{ calls: unknown[] }>('GET', `/calls?platform=wechat-shop&orderId=${orderId}&path=${path}`))
    .calls.length;

const paramsOf = ({ id }: OrderDetail) => ({ path: { orderId: id }, header: { 'Idempotency-Key': randomUUID() } });
/** WeChat's times are whole seconds, and a parcel is never back within the one in which it was asked for. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await eventually(() => Promise.resolve(Math.floor(Date.now() / 1000) > second));
}
const isAccepted = ({ state }: OrderDetail) => state === 'accepted';

test('the console’s check of our address is answered with its own text', async () => {
  expect(await world.control('POST', `/wechat-shop/apps/${shop.appId}/check-address`)).toMatchObject({ passed: true });
});

describe('an order of WeChat Shop', () => {
  test('is read after a sealed push, all nineteen digits and each fen of it, with the customer in clear text', async () => {
    const orderId = await place({
      items: [
        { name: '明前龙井', quantity: 2, priceYuan: '168.00' },
        { name: '贴纸🌿', quantity: 1, priceYuan: '0.01' },
      ],
      shippingYuan: '6.00',
      reductionYuan: '10.01',
      caution: '不要纸箱 1+1 100%',
    });
    expect(orderId).toMatch(/^\d{19}$/);
    const order = await world.find(orderId, isAccepted);
    expect(order).toMatchObject({ platform: 'wechat-shop', platformOrderId: orderId, remark: '不要纸箱 1+1 100%' });
    expect(order.totalMinor).toBe(33_200);
    expect(order.totalMinor).toBe((await there(orderId)).totalFen);
    expect(order.amounts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(order.totalMinor);
    expect(order.customerPhone).toMatch(/^1\d{2}\*{4}\d{4}$/);
    expect(order.address).not.toContain('*');
    const allowed = order.allowedActions.filter(({ allowed: may }) => may).map(({ action }) => action);
    expect(allowed).toEqual(['ship', 'remark']);
  });

  test('asks for the clear address once, however often the order is read', async () => {
    const orderId = await place({ state: 'placed' });
    await world.find(orderId, ({ state }) => state === 'placed');
    await act(orderId, 'pay');
    await world.find(orderId, isAccepted);
    await act(orderId, 'memo', { memo: '加急' });
    await world.find(orderId, ({ merchantRemark }) => merchantRemark === '加急');
    expect(await calls(orderId, 'channels/ec/order/sensitiveinfo/decode')).toBe(1);
    expect(await calls(orderId, 'channels/ec/order/get')).toBeGreaterThan(1);
  });

  test('waits for a gift’s taker, and is the shop’s when somebody has taken it', async () => {
    const orderId = await place({ hold: 'gift' });
    await world.find(orderId, ({ state }) => state === 'paid');
    await act(orderId, 'release');
    await world.find(orderId, isAccepted);
  });

  test('is shipped with its number, corrected, received, and that is told at once', async () => {
    const orderId = await place();
    const order = await world.find(orderId, isAccepted);
    const parcel = { by: 'courier', courier: 'shunfeng', trackingNumber: 'SF1234567890123' } as const;
    await world.owner.POST('/orders/{orderId}/ship', { params: paramsOf(order), body: parcel });
    await world.find(orderId, ({ fulfilment }) => fulfilment === 'shipping');
    expect(await there(orderId)).toMatchObject({ status: 30, parcels: [{ waybillId: 'SF1234567890123' }] });
    const right = { courier: 'zhongtong', trackingNumber: '75123456789012' } as const;
    await world.owner.POST('/orders/{orderId}/change-waybill', { params: paramsOf(order), body: right });
    await eventually(async () => (await there(orderId)).parcels[0]?.waybillId === right.trackingNumber);
    await act(orderId, 'confirm');
    await world.find(orderId, ({ state }) => state === 'completed');
  });

  test('with an application that a clerk agrees to is paid back; one that is refused goes on', async () => {
    const [agreed, refused] = [await place(), await place()];
    const asked = async (orderId: string) => {
      await world.find(orderId, isAccepted);
      await act(orderId, 'refund', { kind: 'part', reason: '不想要了' });
      return world.find(orderId, ({ refundState }) => refundState === 'requested');
    };
    const first = await asked(agreed);
    await world.owner.POST('/orders/{orderId}/agree-refund', { params: paramsOf(first), body: {} });
    await world.find(agreed, ({ refundState }) => refundState === 'refunded');
    const second = await asked(refused);
    const body = { reason: 'already_made', note: '' } as const;
    await world.owner.POST('/orders/{orderId}/refuse-refund', { params: paramsOf(second), body });
    expect(await world.find(refused, ({ refundState }) => refundState === 'refused')).toMatchObject({
      state: 'accepted',
    });
  });

  test('whose goods come back asks twice: for the return, and for the money when the parcel is there', async () => {
    const orderId = await place({ state: 'shipping' });
    await world.find(orderId, ({ fulfilment }) => fulfilment === 'shipping');
    await act(orderId, 'refund', { kind: 'part', demand: 'return' });
    const order = await world.find(orderId, ({ refundState }) => refundState === 'requested');
    await world.owner.POST('/orders/{orderId}/agree-refund', { params: paramsOf(order), body: {} });
    await world.find(orderId, ({ refundState }) => refundState === 'agreed');
    await nextSecond();
    await act(orderId, 'refund', { step: 'send-back' });
    await world.find(orderId, ({ refundState }) => refundState === 'requested');
    await world.owner.POST('/orders/{orderId}/agree-refund', { params: paramsOf(order), body: {} });
    await world.find(orderId, ({ refundState }) => refundState === 'refunded');
  });

  test('whose pushes are all lost is found by the next poll', async () => {
    await world.control('POST', '/pushes/settings', { drop: 1, seed: 7 });
    const orderId = await place();
    await world.control('POST', '/pushes/settings', { drop: 0, seed: 7 });
    expect(await world.look(orderId)).toBeNull();
    await world.poll();
    expect((await world.find(orderId)).state).toBe('accepted');
  });

  test('is found although somebody else has forced a new token meanwhile', async () => {
    await world.control('POST', '/wechat-shop/tokens/expire', { inMs: 0 });
    const orderId = await place();
    expect((await world.find(orderId)).state).toBe('accepted');
  });
});
