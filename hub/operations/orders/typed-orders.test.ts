import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { components } from '../../../openapi/generated/schema.ts';
import { type ApiClient, createMerchant, createWorld, eventually, type World } from '../../../tests/harness.ts';

type NewOrder = components['schemas']['NewOrder'];
type OrderDetail = components['schemas']['OrderDetail'];

let world: World;
let shopId: string;
beforeAll(async () => {
  world = await createWorld();
  shopId = await openShop(world.owner, 'counter-1');
});
afterAll(() => world.close());

/** As the shops page does it. */
async function openShop(client: ApiClient, platformShopId: string): Promise<string> {
  const { data: connection } = await client.POST('/connections', { body: { platform: 'direct' } });
  const params = { path: { connectionId: connection?.id ?? '' } };
  const body = { platformShopId, name: '静安店柜台' };
  const { data: shop } = await client.POST('/connections/{connectionId}/shops', { params, body });
  return shop?.id ?? '';
}

const cake = (change: Partial<NewOrder> = {}): NewOrder => ({
  shopId,
  lines: [
    { name: '6 寸草莓蛋糕', spec: '少糖', quantity: 1, unitPriceMinor: 12_800 },
    { name: '蜡烛', quantity: 2, unitPriceMinor: 500 },
  ],
  deliveryMinor: 1_000,
  discountMinor: 800,
  deliveryMode: 'delivery',
  customer: { name: '王女士', phone: '13800001234', address: '示例路 1 号' },
  remark: '写“生日快乐”',
  paid: true,
  ...change,
});
const type = (body: NewOrder, client = world.owner, key = randomUUID()) =>
  client.POST('/orders', { params: { header: { 'Idempotency-Key': key } }, body });
const read = async (orderId: string): Promise<OrderDetail> => {
  const { data } = await world.owner.GET('/orders/{orderId}', { params: { path: { orderId } } });
  if (!data) throw new Error('there is no such order');
  return data;
};
const about = (orderId: string) => ({ path: { orderId }, header: { 'Idempotency-Key': randomUUID() } });
const tell = (orderId: string, what: 'paid' | 'completed') =>
  world.owner.POST('/orders/{orderId}/tell', { params: about(orderId), body: { what } });
async function typed(change: Partial<NewOrder> = {}): Promise<string> {
  const { data } = await type(cake(change));
  return data?.order?.id ?? '';
}

describe('an order from the phone', () => {
  test('is there as soon as it is typed, accepted, with its sum to the fen', async () => {
    const { data, response } = await type(cake());
    expect([response.status, data?.order]).toMatchObject([
      201,
      {
        platform: 'direct',
        state: 'accepted',
        totalMinor: 14_000,
        remark: '写“生日快乐”',
        customerPhone: '138****1234',
      },
    ]);
    const order = await read(data?.order?.id ?? '');
    expect(order.lines).toMatchObject([
      { spec: '少糖', totalMinor: 12_800 },
      { quantity: 2, totalMinor: 1_000 },
    ]);
    expect(order.amounts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(14_000);
    expect(order.events.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      'placed customer',
      'paid customer',
      'accepted test owner',
    ]);
    expect(order.paidAt).not.toBeNull();
  });

  test('lives to its end by the buttons that every order has', async () => {
    const id = await typed();
    await world.owner.POST('/orders/{orderId}/ready', { params: about(id), body: {} as never });
    expect((await read(id)).fulfilment).toBe('ready');
    await world.owner.POST('/orders/{orderId}/ship', { params: about(id), body: { by: 'own' } });
    await world.owner.POST('/orders/{orderId}/deliver', { params: about(id), body: {} as never });
    expect((await read(id)).fulfilment).toBe('delivered');
    expect((await tell(id, 'completed')).data?.order).toMatchObject({ state: 'completed', phase: 'completed' });
    expect(await tell(id, 'completed')).toMatchObject({ error: { reasonCode: 'already_completed' } });
  });

  test('that is paid when it is fetched is not called paid before', async () => {
    const id = await typed({ paid: false, deliveryMode: 'pickup' });
    expect((await read(id)).paidAt).toBeNull();
    expect((await tell(id, 'paid')).response.status).toBe(200);
    expect((await read(id)).paidAt).not.toBeNull();
    expect(await tell(id, 'paid')).toMatchObject({ error: { reasonCode: 'already_paid' } });
  });

  test('that is called off is over, and nothing more is told of it', async () => {
    const id = await typed();
    await world.owner.POST('/orders/{orderId}/cancel', { params: about(id), body: { reason: 'customer_asked' } });
    expect((await read(id)).state).toBe('cancelled');
    expect(await tell(id, 'completed')).toMatchObject({ error: { reasonCode: 'already_cancelled' } });
  });

  test('is one order however often its call is sent with one key', async () => {
    const key = randomUUID();
    const remark = `加急 ${randomUUID().slice(0, 8)}`;
    await Promise.allSettled([type(cake({ remark }), world.owner, key), type(cake({ remark }), world.owner, key)]);
    await eventually(async () => (await type(cake({ remark }), world.owner, key)).data?.order);
    const { data } = await world.owner.GET('/orders', { params: { query: { platform: 'direct', limit: 100 } } });
    expect(data?.items.filter((order) => order.remark === remark)).toHaveLength(1);
  });

  test('is neither polled nor compared, and its shop is well', async () => {
    const id = await typed();
    const before = await read(id);
    await world.poll();
    await world.schedule().sweepAll(new Date(Date.now() + 24 * 3600_000));
    const run = { shopId, fromDay: '2026-11-01', toDay: '2026-11-02' };
    expect(await world.owner.POST('/sync-runs', { body: run })).toMatchObject({ response: { status: 409 } });
    expect((await read(id)).events).toEqual(before.events);
    const { data } = await world.owner.GET('/shops/{shopId}', { params: { path: { shopId } } });
    expect(data).toMatchObject({
      light: { tone: 'good', cause: 'kept_here' },
      sync: { polledAt: null, failure: null },
    });
  });

  test('teaches the form what is sold, with the newest price', async () => {
    await typed({ lines: [{ name: '蜡烛', quantity: 1, unitPriceMinor: 600 }], discountMinor: 0 });
    const { data } = await world.owner.GET('/orders/products');
    expect(data?.items).toContainEqual({ name: '蜡烛', spec: null, skuCode: null, unitPriceMinor: 600 });
    expect(new Set(data?.items.map(({ name, spec }) => `${name} ${spec ?? ''}`)).size).toBe(data?.items.length);
  });
});

describe('typing an order is refused', () => {
  const problem = (slug: string, status: number) => ({ error: { type: `/problems/${slug}` }, response: { status } });

  test('to who keeps the books, to other merchants, and to nobody’s shop', async () => {
    expect(await type(cake(), await world.as('accountant'))).toMatchObject(problem('forbidden', 403));
    const stranger = await world.as('owner', await createMerchant(world.database));
    expect(await type(cake(), stranger)).toMatchObject(problem('not-found', 404));
    expect(await type(cake({ shopId: randomUUID() }))).toMatchObject(problem('not-found', 404));
  });

  test('for a shop whose orders come from a platform, and its orders are told of by nobody else', async () => {
    expect(await type(cake({ shopId: world.shop.shopId }))).toMatchObject({
      error: { reasonCode: 'no_such_call_on_platform' },
    });
    const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {});
    const { id } = await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items[0];
    });
    expect(await tell(id, 'completed')).toMatchObject({ error: { reasonCode: 'no_such_call_on_platform' } });
  });

  test.each<[string, Partial<NewOrder>]>([
    ['nothing in it', { lines: [] }],
    ['a negative price', { lines: [{ name: '面', quantity: 1, unitPriceMinor: -1 }] }],
    ['half a piece', { lines: [{ name: '面', quantity: 0.5, unitPriceMinor: 100 }] }],
    ['a discount above the sum', { discountMinor: 99_999 }],
    ['a time that is none', { promisedAt: 'tomorrow' }],
  ])('with %s', async (_, change) => {
    expect(await type(cake(change))).toMatchObject(problem('invalid-request', 400));
  });
});
