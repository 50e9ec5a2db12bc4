import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { components } from '../../../openapi/generated/schema.ts';
import { askRealPhone } from '../../../prisma/store/real-phone-requests.ts';
import {
  type ApiClient,
  clientWithKey,
  createMerchant,
  createWorld,
  eventually,
  type World,
} from '../../../tests/harness.ts';
import { addYouzanShop } from '../../../tests/youzan-shop.ts';
import { openTemporal } from '../../../workflows/client.ts';
import { realPhoneWorkflowId } from '../../../workflows/real-phone/real-phone.messages.ts';

type OrderDetail = components['schemas']['OrderDetail'];

const RIDER = { name: '王师傅', phone: '13700001234' };
const PRIVACY_NUMBER = '13812345678_1234';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const read = async (orderId: string, as = world.owner): Promise<OrderDetail> => {
  const { data } = await as.GET('/orders/{orderId}', { params: { path: { orderId } } });
  if (!data) throw new Error(`no order ${orderId}`);
  return data;
};
const when = (orderId: string, holds: (order: OrderDetail) => boolean) =>
  eventually(async () => {
    const order = await read(orderId);
    return holds(order) && order;
  });
async function place(state: string | null = 'paid'): Promise<{ id: string; platformOrderId: string }> {
  const body = {
    recipient: { name: '李雷', phone: PRIVACY_NUMBER },
    logisticsCode: '1001',
    ...(state ? { state } : {}),
  };
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', body);
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
    return data?.items.find((order) => state === null || order.state === state);
  });
}
const ride = (platformOrderId: string, status: number, who: object = RIDER) =>
  world.control('POST', `/meituan/orders/${platformOrderId}/rider`, { status, ...who });
const fetchPhone = (orderId: string, as: ApiClient = world.owner, reason = 'privacy_number_down', key?: string) =>
  as.POST('/orders/{orderId}/real-phone', {
    params: { path: { orderId } },
    body: { reason: reason as 'privacy_number_down' },
    ...(key ? { headers: { 'idempotency-key': key } } : {}),
  });

describe('the rider of an order', () => {
  test('is known by name and phone while he is on it, step by step, and gone when he gives up', async () => {
    const { id, platformOrderId } = await place('accepted');
    await ride(platformOrderId, 10);
    await ride(platformOrderId, 15);
    const atShop = await when(id, ({ events }) => events.some(({ detail }) => detail.courierStep === 'at_shop'));
    expect(atShop.events.flatMap(({ detail }) => detail.courierStep ?? [])).toEqual(['taken', 'at_shop']);
    expect(atShop.courier).toEqual(RIDER);
    await ride(platformOrderId, 20);
    expect((await when(id, ({ fulfilment }) => fulfilment === 'shipping')).courier).toEqual(RIDER);
    await ride(platformOrderId, 100);
    const after = await when(id, ({ events }) => events.some(({ kind }) => kind === 'courier_gave_up'));
    expect(after.courier).toBeNull();
    const other = { name: '赵师傅', phone: '13600005678' };
    await ride(platformOrderId, 20, other);
    await when(id, ({ courier }) => courier?.phone === other.phone);
    await ride(platformOrderId, 40, other);
    expect((await when(id, ({ fulfilment }) => fulfilment === 'delivered')).courier).toEqual(other);
  });

  test('is read by those who hand the goods over, masked for the accountant, and sealed in the database', async () => {
    const { id, platformOrderId } = await place('accepted');
    await ride(platformOrderId, 10);
    await when(id, ({ courier }) => courier !== null);
    for (const role of ['admin', 'front_desk', 'staff'] as const)
      expect((await read(id, await world.as(role))).courier).toEqual(RIDER);
    expect((await read(id, await world.as('accountant'))).courier).toEqual({ name: '王**', phone: '137****1234' });
    const told = await world.database.withMerchantSql(world.merchantId, async (client) => {
      const rows = await client.query('SELECT o.*, e.detail FROM orders o JOIN order_events e ON e.order_id = o.id');
      return JSON.stringify(rows.rows);
    });
    expect(told).not.toContain(RIDER.phone);
    expect(told).not.toContain(RIDER.name);
  });

  test('told by the order itself is known where the push of him was lost', async () => {
    await world.control('POST', '/pushes/settings', { drop: 1, seed: 1 });
    const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {
      logisticsCode: '1001',
      state: 'accepted',
    });
    await ride(orderId, 15);
    await world.control('POST', '/pushes/settings', { drop: 0, seed: 1 });
    await world.poll();
    const { id } = await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items[0];
    });
    expect((await read(id)).courier).toEqual(RIDER);
  });
});

describe('the own number of a customer', () => {
  test('is fetched while the order is open, sealed with it, and in the timeline stands who asked and why', async () => {
    const { id, platformOrderId } = await place();
    const own = `139${platformOrderId.slice(-8)}`;
    expect((await read(id)).mayFetchRealPhone).toBe(true);
    const key = randomUUID();
    const asked = await fetchPhone(id, world.owner, 'address_unclear', key);
    expect(asked.data).toMatchObject({ state: 'found' });
    expect(JSON.stringify(asked.data)).not.toContain(own);
    const order = await read(id, await world.as('front_desk'));
    expect(order.realPhone?.phone).toBe(own);
    expect(order.events.at(-1)).toMatchObject({
      kind: 'real_phone_fetched',
      actor: 'test owner',
      detail: { reason: 'address_unclear' },
    });
    // Who may not fetch it reads it masked.
    for (const role of ['staff', 'accountant'] as const) {
      const seen = await read(id, await world.as(role));
      expect(seen).toMatchObject({ mayFetchRealPhone: false });
      expect(JSON.stringify(seen)).not.toContain(own);
    }
    const temporal = openTemporal(world.config.temporalAddress, world.config.temporalNamespace);
    const history = await temporal.client.workflow.getHandle(realPhoneWorkflowId(asked.data?.id ?? '')).fetchHistory();
    await temporal.close();
    expect(Buffer.from(JSON.stringify(history)).toString()).not.toContain(own);
    expect(JSON.stringify(history)).not.toContain(Buffer.from(own).toString('base64').slice(0, 12));
    const stored = await world.database.withMerchantSql(world.merchantId, async (client) =>
      JSON.stringify([
        (await client.query('SELECT * FROM orders')).rows,
        (await client.query('SELECT * FROM idempotency_keys')).rows,
        (await client.query('SELECT * FROM order_events')).rows,
      ]),
    );
    expect(stored).not.toContain(own);
    // The platform lists all open orders of the shop; only what was asked for is kept.
    const other = await place();
    expect((await read(other.id)).realPhone).toBeNull();
  });

  test('is not for staff and accountants, not without log-in, not for strangers, and not without a reason', async () => {
    const { id } = await place();
    for (const role of ['staff', 'accountant'] as const)
      expect(await fetchPhone(id, await world.as(role))).toMatchObject({ error: { type: '/problems/forbidden' } });
    expect((await fetchPhone(id, clientWithKey(world.api.url, 'jd_none'))).response.status).toBe(401);
    const stranger = await world.as('owner', await createMerchant(world.database));
    expect(await fetchPhone(id, stranger)).toMatchObject({ error: { type: '/problems/not-found' } });
    expect(await fetchPhone(id, world.owner, 'curious')).toMatchObject({
      error: { type: '/problems/invalid-request' },
    });
    expect((await read(id)).realPhone).toBeNull();
  });

  test('is not asked for when the order is over, nor where the platform has no such call', async () => {
    const { id } = await place('completed');
    expect(await fetchPhone(id)).toMatchObject({ error: { reasonCode: 'already_completed' } });
    const { code: shop } = await addYouzanShop(world);
    const { orderId } = await world.control<{ orderId: string }>('POST', '/youzan/orders', { shop });
    const youzan = await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items[0];
    });
    expect(await fetchPhone(youzan.id)).toMatchObject({ error: { reasonCode: 'no_such_call_on_platform' } });
    expect((await read(youzan.id)).mayFetchRealPhone).toBe(false);
  });

  test('that the platform refuses or does not have is told as such', async () => {
    const { id, platformOrderId } = await place();
    const path = 'order/batchPullPhoneNumber';
    await world.control('POST', '/faults', { platform: 'meituan', path, act: 'error-code', code: 704, msg: '无权限' });
    expect(await fetchPhone(id)).toMatchObject({ error: { type: '/problems/command-refused', platformCode: '704' } });
    // Over at the platform, which the hub has not heard of yet: it is no longer on the platform's list.
    await world.control('POST', '/pushes/settings', { drop: 1, seed: 1 });
    await world.control('POST', `/meituan/orders/${platformOrderId}/cancel`, {});
    await world.control('POST', '/pushes/settings', { drop: 0, seed: 1 });
    expect((await fetchPhone(id)).data).toMatchObject({ state: 'none' });
  });

  test('can be asked for so often in an hour and no more', async () => {
    const merchantId = await createMerchant(world.database);
    const { id: orderId } = await place();
    const asked = { merchantId: world.merchantId, orderId, actor: 'test', reason: 'privacy_number_down', max: 60 };
    await world.database.withMerchantSql(world.merchantId, async (client) => {
      while (await askRealPhone(client, asked));
    });
    const refused = await fetchPhone(orderId);
    expect(refused.error).toMatchObject({ type: '/problems/too-many-requests' });
    expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0);
    const others = await world.database.withMerchantSql(merchantId, (client) =>
      client.query('SELECT count(*)::int AS count FROM real_phone_requests'),
    );
    expect(others.rows).toEqual([{ count: 0 }]);
  });
});
