import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await leaveOutResults();
});
afterAll(() => world.close());

/** The shop's console has no address for the money results of refunds. */
async function leaveOutResults(): Promise<void> {
  const { appId, secret } = world.shop;
  type App = { appId: string; shops: Record<string, unknown>[]; callbacks: Record<string, string> };
  const { apps } = await world.control<{ apps: App[] }>('GET', '/meituan/apps');
  const app = apps.find((one) => one.appId === appId);
  const { 'refund-result': _left, default: _default, ...callbacks } = app?.callbacks ?? {};
  const shops = app?.shops.map(({ appPoiCode, name }) => ({ appPoiCode, name }));
  await world.control('PUT', `/meituan/apps/${appId}`, { secret, shops, callbacks });
}

async function agreedRefund(): Promise<string> {
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', { state: 'completed' });
  await world.find(orderId, ({ state }) => state === 'completed');
  await world.control('POST', `/meituan/orders/${orderId}/refund`, {});
  const { id } = await world.find(orderId, ({ refundState }) => refundState === 'requested');
  await world.owner.POST('/orders/{orderId}/agree-refund', { params: { path: { orderId: id } }, body: {} });
  // Its end may be known before anybody looks.
  await world.find(orderId, ({ refundState }) => refundState === 'agreed' || refundState === 'refunded');
  return orderId;
}
const askedForRefunds = async (orderId: string): Promise<number> => {
  const path = `/calls?orderId=${orderId}&path=ecommerce/order/getOrderRefundDetail`;
  return (await world.control<{ calls: unknown[] }>('GET', path)).calls.length;
};

/**
 * The platform's record of a refund says "agreed" and never that the money went back. Only whoever set the shop up knows whether a push
 * will say it, so that is what decides.
 */
test('an agreed refund ends as refunded where the shop gets no pushes of the money, and waits for the push where it does', async () => {
  const waits = await agreedRefund();
  await eventually(async () => (await askedForRefunds(waits)) > 0);
  await world.poll();
  expect((await world.find(waits, () => true)).refundState).toBe('agreed');

  const { connectionId } = world.shop;
  const { response } = await world.owner.POST('/connections/{connectionId}/credentials', {
    params: { path: { connectionId } },
    body: { credentials: { refund_results: 'not_pushed' } },
  });
  expect(response.status).toBe(200);
  const ends = await agreedRefund();
  await world.poll();
  const order = await world.find(ends, ({ refundState }) => refundState === 'refunded');
  expect(order).toMatchObject({ state: 'completed', refunds: [{ state: 'refunded' }] });
  expect(order.events.find(({ kind }) => kind === 'refunded')).toMatchObject({
    source: 'pull',
    detail: { resultNotPushed: true },
  });

  // The one from before is asked about again when nobody has looked at it for a while, and the same answer is read anew.
  await world.database.withMerchantSql(world.merchantId, (client) =>
    client.query(
      `UPDATE orders SET checked_at = now() - interval '1 hour', updated_at = now() - interval '1 hour' WHERE platform_order_id = $1`,
      [waits],
    ),
  );
  // A poll that is still under way has passed it already; then the next one finds it.
  await eventually(async () => {
    await world.poll();
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: waits } } });
    return data?.items[0]?.refundState === 'refunded';
  });
});
