import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../harness.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** The whole life of an order that the shop brings by itself: the customer sees who comes, and gets one of two cakes paid back. */
test("an order goes out with the shop's own courier, is delivered, completed, and one cake of it is paid back", async () => {
  const { connectionId } = world.shop;
  const courier = {
    'self_delivery.courier_name': '小王',
    'self_delivery.courier_phone': '13900001111',
    'self_delivery.latitude': '31.23',
    'self_delivery.longitude': '121.47',
  };
  const change = (credentials: Record<string, string>) =>
    world.owner.POST('/connections/{connectionId}/credentials', {
      params: { path: { connectionId } },
      body: { credentials },
    });
  expect((await change({ 'self_delivery.courier_name': '小王' })).response.status).toBe(400);
  expect((await change({ ...courier, 'self_delivery.courier_phone': 'none' })).response.status).toBe(400);
  expect((await change(courier)).response.status).toBe(200);

  const { orderId: platformOrderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {
    logisticsCode: '0000',
    items: [{ name: '草莓蛋糕', quantity: 2, priceYuan: '23.50', skuId: 'CAKE-6' }],
    recipient: { name: '李雷', phone: '13812345678_1234' },
  });
  const truth = () =>
    world.control<{ status: number; logistics: object; refunds: object[] }>(
      'GET',
      `/meituan/orders/${platformOrderId}`,
    );
  const order = await world.find(platformOrderId);
  expect(order.customerPhone).toBe('138****5678_1234');
  const params = { path: { orderId: order.id } };
  await world.owner.POST('/orders/{orderId}/accept', { params });
  await world.owner.POST('/orders/{orderId}/ready', { params });

  // The answer is lost after Meituan has noted the courier: it is looked up and not told twice.
  const path = 'ecommerce/order/logistics/sync';
  await world.control('POST', '/faults', {
    platform: 'meituan',
    path,
    orderId: platformOrderId,
    act: 'reset-after-acting',
  });
  await world.owner.POST('/orders/{orderId}/ship', { params, body: { by: 'own' } });
  await world.find(platformOrderId, ({ fulfilment }) => fulfilment === 'shipping');
  expect(await truth()).toMatchObject({ logistics: { status: 20, name: '小王', phone: '13900001111' } });
  await world.owner.POST('/orders/{orderId}/deliver', { params });
  expect((await world.find(platformOrderId, ({ fulfilment }) => fulfilment === 'delivered')).state).toBe('accepted');
  const { calls } = await world.control<{ calls: unknown[] }>('GET', `/calls?orderId=${platformOrderId}&path=${path}`);
  expect(calls).toHaveLength(2);

  await world.control('POST', `/meituan/orders/${platformOrderId}/complete`);
  await world.find(platformOrderId, ({ state }) => state === 'completed');
  const lines = [{ lineId: order.lines[0]?.id ?? '', quantity: 1 }];
  const refund = await world.owner.POST('/orders/{orderId}/refund-part', {
    params,
    body: { lines, reason: 'damaged' },
  });
  expect(refund.response.status).toBe(200);
  const after = await world.find(platformOrderId, ({ refunds }) => refunds[0]?.state === 'refunded');
  expect(after).toMatchObject({ state: 'completed', refunds: [{ amountMinor: 2350, part: true }] });
  expect((await truth()).refunds).toHaveLength(1);
});
