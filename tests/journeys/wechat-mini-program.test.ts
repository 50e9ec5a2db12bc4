import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerWithSandbox, seedShop, type SeededShop } from '../../prisma/seed.ts';
import { createWorld, type World } from '../harness.ts';

let world: World;
let shop: SeededShop;
beforeAll(async () => {
  world = await createWorld();
  shop = await seedShop(world.database, world.merchantId, {
    platform: 'wechat-mini-program',
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: 'wx8c41f07d25b9e360',
    code: 'wx8c41f07d25b9e360',
    name: '麦香小程序',
    sandboxUrl: world.sandbox.url,
  });
  await registerWithSandbox({ hubUrl: world.api.url, sandboxControlUrl: world.sandbox.controlUrl }, shop);
});
afterAll(() => world.close());

const control = <T = unknown>(path: string, body: Record<string, unknown> = {}) =>
  world.control<T>('POST', `/wechat-mini-program${path}`, body);
const place = async (body: Record<string, unknown> = {}) =>
  (await control<{ orderId: string }>('/orders', { shop: shop.appId, ...body })).orderId;
const act = (orderId: string, what: string) => control(`/orders/${orderId}/${what}`);
const there = (orderId: string) =>
  world.control<{ status: number; shipping?: { items: { trackingNo: string }[] } }>(
    'GET',
    `/wechat-mini-program/orders/${orderId}`,
  );

test('the console’s check of our address is answered with its own text', async () => {
  expect(await control(`/apps/${shop.appId}/check-address`)).toMatchObject({ passed: true });
});

describe('a payment in a merchant’s own mini-program', () => {
  test('of which no push tells is an order after the next poll, exact to the fen', async () => {
    const orderId = await place({ description: '吐司两袋、草莓酱一罐', amountYuan: '88.50', tradeNo: 'ORD20261126A1' });
    await world.poll();
    expect(await world.find(orderId)).toMatchObject({
      platform: 'wechat-mini-program',
      state: 'accepted',
      totalMinor: 8_850,
      merchantRemark: '商户单号 ORD20261126A1',
      lines: [{ name: '吐司两袋、草莓酱一罐', quantity: 1, totalMinor: 8_850 }],
    });
  });

  test('is shipped with its number, so that the money is paid out; receipt and settlement are told by push', async () => {
    const orderId = await place();
    await world.poll();
    const { id } = await world.find(orderId);
    await world.owner.POST('/orders/{orderId}/ship', {
      params: { path: { orderId: id }, header: { 'Idempotency-Key': randomUUID() } },
      body: { by: 'courier', courier: 'shunfeng', trackingNumber: 'SF1234567890123' },
    });
    await world.find(orderId, ({ fulfilment }) => fulfilment === 'shipping');
    expect(await there(orderId)).toMatchObject({ status: 2, shipping: { items: [{ trackingNo: 'SF1234567890123' }] } });
    await act(orderId, 'confirm');
    await act(orderId, 'finish');
    expect(await world.find(orderId, ({ state }) => state === 'completed')).toMatchObject({ fulfilment: 'delivered' });
  });

  test('that waits too long is known by WeChat’s own reminder, also when every poll was lost', async () => {
    const orderId = await place();
    await act(orderId, 'remind-shipping');
    expect(await world.find(orderId)).toMatchObject({ state: 'accepted' });
  });

  test('that was paid back, which no push tells, is over after the comparison of the night', async () => {
    const orderId = await place();
    await act(orderId, 'remind-shipping');
    await world.find(orderId);
    await act(orderId, 'refund');
    // The comparison of the night looks at the day before.
    await world.schedule().sweepAll(new Date(Date.now() + 24 * 3600_000));
    await world.find(orderId, ({ state, refundState }) => state === 'cancelled' && refundState === 'refunded');
  });
});
