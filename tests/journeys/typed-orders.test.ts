import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientWithKey, createPerson, createWorld, eventually, type World } from '../harness.ts';
import { WebhookReceiver } from '../webhook-receiver.ts';

let world: World;
let receiver: WebhookReceiver;
let shopId: string;
/** Nobody works at first: what is typed has to wait. */
beforeAll(async () => {
  [world, receiver] = await Promise.all([createWorld({ worker: false }), WebhookReceiver.open()]);
  const { data: account } = await world.owner.POST('/connections', { body: { platform: 'direct' } });
  const { data: shop } = await world.owner.POST('/connections/{connectionId}/shops', {
    params: { path: { connectionId: account?.id ?? '' } },
    body: { platformShopId: 'counter', name: '柜台' },
  });
  shopId = shop?.id ?? '';
  await world.owner.POST('/webhook-endpoints', { body: { url: receiver.url } });
});
afterAll(async () => {
  await world.close();
  await receiver.close();
});

const body = () => ({
  shopId,
  lines: [{ name: '6 寸草莓蛋糕', quantity: 1, unitPriceMinor: 12_800 }],
  deliveryMinor: 0,
  discountMinor: 0,
  deliveryMode: 'pickup' as const,
  paid: false,
});

test('an order that is typed while no worker runs is kept, is one order however often it is sent, and is told of when it lives', async () => {
  const params = { header: { 'Idempotency-Key': randomUUID() } };
  const first = await world.owner.POST('/orders', { params, body: body() });
  expect([first.response.status, first.data?.order]).toEqual([202, null]);
  const number = first.data?.platformOrderId ?? '';
  // As after a crash: the answer was lost, and so was what was kept under the key.
  await world.database.withMerchant(
    world.merchantId,
    (tx) => tx.$executeRaw`DELETE FROM idempotency_keys WHERE merchant_id = ${world.merchantId}::uuid`,
  );
  const again = await world.owner.POST('/orders', { params, body: body() });
  expect(again.data?.platformOrderId).toBe(number);
  await world.startWorker();
  const { id } = await eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: number } } });
    expect(data?.items.length).toBeLessThanOrEqual(1);
    return data?.items[0];
  });
  const about = { path: { orderId: id } };
  await world.owner.POST('/orders/{orderId}/tell', { params: about, body: { what: 'paid' } });
  await world.owner.POST('/orders/{orderId}/tell', { params: about, body: { what: 'completed' } });
  await eventually(async () => receiver.tale(number).length >= 4);
  expect(receiver.tale(number)).toEqual([
    'order.created placed',
    'order.changed accepted',
    'order.changed paid',
    'order.changed completed',
  ]);
});

test('who is limited to another shop can neither type for this one nor tell of its orders', async () => {
  const { token } = await createPerson(world.database, world.merchantId, 'staff', [world.shop.shopId]);
  const staff = clientWithKey(world.api.url, token);
  expect((await staff.POST('/orders', { body: body() })).response.status).toBe(404);
  const { data } = await world.owner.GET('/orders');
  const params = { path: { orderId: data?.items[0]?.id ?? '' } };
  expect((await staff.POST('/orders/{orderId}/tell', { params, body: { what: 'paid' } })).response.status).toBe(404);
  expect((await staff.GET('/orders/products')).data?.items).toEqual([]);
});
