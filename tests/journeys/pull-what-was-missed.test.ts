import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { businessDay, PLATFORM_ZONE } from '../../domain/business-day.ts';
import { createWorld, eventually, type World } from '../harness.ts';
import { newOrderId, paidOrder, sendPush } from '../meituan-push.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await dropping(0);
});

const dropping = (drop: number) => world.control('POST', '/pushes/settings', { drop, seed: 5 });
const today = () => businessDay(new Date(), PLATFORM_ZONE);
const push = (params: Record<string, string>) =>
  sendPush(params, {
    url: `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`,
    secret: world.shop.secret,
  });

async function place(count = 1): Promise<string[]> {
  return (await world.control<{ orderIds: string[] }>('POST', '/meituan/orders', { count })).orderIds;
}

async function compareToday() {
  const { data } = await world.owner.POST('/sync-runs', {
    body: { shopId: world.shop.shopId, fromDay: today(), toDay: today() },
  });
  return eventually(async () => {
    const run = await world.owner.GET('/sync-runs/{runId}', { params: { path: { runId: data?.id ?? '' } } });
    return (run.data?.state === 'done' || run.data?.state === 'failed') && run.data;
  });
}

async function asked(path: string, orderId: string): Promise<number> {
  return (await world.control<{ calls: unknown[] }>('GET', `/calls?path=${path}&orderId=${orderId}`)).calls.length;
}

describe('a comparison of a day', () => {
  test('finds the refund of which no push has told, and asks for the refunds of each order once', async () => {
    const [id = ''] = await place();
    const { id: orderId } = await world.find(id);
    await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId } } });
    await dropping(1);
    await world.control('POST', `/meituan/orders/${id}/refund`, { kind: 'full', reason: '不想要了' });
    await dropping(0);
    const before = await asked('ecommerce/order/getOrderRefundDetail', id);
    const run = await compareToday();
    expect(run).toMatchObject({ state: 'done' });
    expect(run.found.find(({ platformOrderId }) => platformOrderId === id)).toMatchObject({ kind: 'state_differs' });
    await world.find(id, ({ refundState }) => refundState === 'requested');
    expect(await asked('ecommerce/order/getOrderRefundDetail', id)).toBe(before + 1);
  });

  test('that the platform broke off goes on where it stopped: what was compared is not read again', async () => {
    const ids = await place(45);
    for (const id of ids) await world.find(id);
    const [first = ''] = ids;
    const last = ids.at(-1) ?? '';
    const path = 'order/getOrderDetail';
    const readBefore = await asked(path, first);
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path,
      orderId: last,
      act: 'error-code',
      code: 704,
      times: 1_000,
    });
    expect(await compareToday()).toMatchObject({ state: 'failed', daysDone: 0 });
    expect(await asked(path, first)).toBe(readBefore + 1);
    await world.control('DELETE', '/faults');
    expect(await compareToday()).toMatchObject({ state: 'done', daysDone: 1 });
    expect(await asked(path, first)).toBe(readBefore + 1);
    // Once it is done, the next one looks at the whole day again.
    expect(await compareToday()).toMatchObject({ state: 'done' });
    expect(await asked(path, first)).toBe(readBefore + 2);
  });
});

test('a poll reads an order whose only push could not be read and was put aside by a person', async () => {
  await dropping(1);
  const [id = ''] = await place();
  await dropping(0);
  await push(paidOrder({ order_id: id, status: '77' }));
  const parked = await eventually(async () => {
    const { data } = await world.owner.GET('/parked-messages');
    return data?.items.find(({ platformOrderId }) => platformOrderId === id);
  });
  await world.owner.POST('/parked-messages/{messageId}/dismiss', {
    params: { path: { messageId: parked.id } },
    body: { reason: '看不懂' },
  });
  expect(await world.look(id)).toBeNull();
  await world.poll();
  expect(await world.find(id)).toMatchObject({ state: 'paid' });
});

test('timers that a shop changes are obeyed by the orders that already wait, not only by those that come', async () => {
  const timers = async (acceptDeadlineSeconds: number) => {
    const { response } = await world.owner.PATCH('/shops/{shopId}', {
      params: { path: { shopId: world.shop.shopId }, header: { 'If-Match': '*' } },
      body: { timers: { acceptDeadlineSeconds, onAcceptDeadline: 'remind' } },
    });
    expect(response.status).toBe(200);
  };
  await timers(3_600);
  const aWhileAgo = String(Math.floor(Date.now() / 1000) - 300);
  const waiting = Array.from({ length: 25 }, () => newOrderId());
  for (const order_id of waiting)
    await push(paidOrder({ order_id, ctime: aWhileAgo, utime: aWhileAgo, order_send_time: aWhileAgo }));
  for (const id of waiting) expect((await world.find(id)).events.map(({ kind }) => kind)).not.toContain('accept_half');
  await timers(400);
  for (const id of waiting) await world.find(id, ({ events }) => events.some(({ kind }) => kind === 'accept_half'));
});
