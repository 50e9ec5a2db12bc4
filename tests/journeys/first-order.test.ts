import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type components } from '../../openapi/generated/schema.ts';
import { createWorld, eventually, type World } from '../harness.ts';
import { paidOrder, sendPush } from '../meituan-push.ts';

type OrderDetail = components['schemas']['OrderDetail'];

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

async function place(body: Record<string, unknown> = {}): Promise<string> {
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', body);
  return orderId;
}

async function find(platformOrderId: string, state?: OrderDetail['state']): Promise<OrderDetail> {
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', {
      params: { query: { platformOrderId, ...(state ? { state } : {}) } },
    });
    const id = data?.items[0]?.id;
    if (!id) return null;
    return (await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: id } } })).data;
  });
}

async function truth(orderId: string): Promise<{ status: number }> {
  return world.control('GET', `/meituan/orders/${orderId}`);
}

describe('the first order through everything', () => {
  test('a customer orders at Meituan, the clerk accepts, Meituan holds it accepted', async () => {
    const items = [{ name: '草莓蛋糕 6寸', quantity: 2, priceYuan: '84.00' }];
    const platformOrderId = await place({
      items,
      shippingYuan: '5.5',
      reductionYuan: '3',
      recipient: { name: '李雷', phone: '13812345678', address: '南京西路 1 号' },
    });
    const order = await find(platformOrderId);
    expect(order).toMatchObject({
      platform: 'meituan',
      platformOrderId,
      state: 'paid',
      phase: 'not_accepted',
      fulfilment: 'none',
      refundState: 'none',
      currency: 'CNY',
    });
    expect(order.amounts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(order.totalMinor);
    expect(order.lines).toMatchObject([{ name: '草莓蛋糕 6寸', quantity: 2, unitPriceMinor: 8400, totalMinor: 16800 }]);
    expect([order.customerName, order.customerPhone]).toEqual(['李**', '138****5678']);
    expect(order.events.map((event) => event.kind)).toEqual(['placed', 'paid']);

    const accepted = await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: order.id } } });
    expect(accepted.response.status).toBe(200);
    expect(accepted.data).toMatchObject({
      command: { state: 'done' },
      order: { state: 'accepted', phase: 'assigned' },
    });
    expect((await truth(platformOrderId)).status).toBe(4);
    // Meituan also pushes its own "confirmed". Whichever of the two is heard first moves the order; the other is recorded and moves nothing.
    const later = await eventually(async () => {
      const now = await find(platformOrderId);
      return now.events.length === 4 && now;
    });
    const accepts = later.events.slice(2).map(({ kind, outcome, source }) => ({ kind, outcome, source }));
    expect(accepts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['accepted', 'applied'],
      ['accepted', 'stale'],
    ]);
    expect(accepts.map(({ source }) => source).sort()).toEqual(['command', 'push']);
  });

  test('a rejected order is cancelled at Meituan with the reason that the clerk chose', async () => {
    const platformOrderId = await place();
    const order = await find(platformOrderId);
    const { data } = await world.owner.POST('/orders/{orderId}/reject', {
      params: { path: { orderId: order.id } },
      body: { reason: 'sold_out', note: '草莓没了' },
    });
    expect(data).toMatchObject({ command: { state: 'done' }, order: { state: 'cancelled', phase: 'cancelled' } });
    const { calls } = await world.control<{ calls: { params: Record<string, string> }[] }>(
      'GET',
      `/calls?orderId=${platformOrderId}&path=order/cancel`,
    );
    expect(calls.map(({ params }) => [params.reason_code, params.reason])).toEqual([['2009', '草莓没了']]);
  });

  test('pressing accept twice at once asks Meituan once', async () => {
    const platformOrderId = await place();
    const order = await find(platformOrderId);
    const press = (key?: string) =>
      world.owner.POST('/orders/{orderId}/accept', {
        params: { path: { orderId: order.id }, ...(key ? { header: { 'Idempotency-Key': key } } : {}) },
      });
    const answers = await Promise.all([press('one'), press('one'), press(), press('two')]);
    expect(answers.map(({ response }) => response.status).filter((status) => status !== 200 && status !== 409)).toEqual(
      [],
    );
    expect(answers[0].response.status).toBe(200);
    expect((await press('one')).response.status).toBe(200);
    // Whoever joined with a key of their own has that key's answer, too.
    expect((await press('two')).response.status).toBe(answers[3].response.status);
    const { calls } = await world.control<{ calls: unknown[] }>(
      'GET',
      `/calls?orderId=${platformOrderId}&path=order/confirm`,
    );
    expect(calls).toHaveLength(1);
  });

  test('an order that Meituan cancelled meanwhile is refused with its words, and the row tells the truth', async () => {
    const platformOrderId = await place();
    const order = await find(platformOrderId);
    await world.control('POST', '/pushes/settings', { drop: 1 });
    await world.control('POST', `/meituan/orders/${platformOrderId}/cancel`, { by: 'user' });
    await world.control('POST', '/pushes/settings', {});
    const { response, error } = await world.owner.POST('/orders/{orderId}/accept', {
      params: { path: { orderId: order.id } },
    });
    expect(response.status).toBe(409);
    expect(error).toMatchObject({ type: '/problems/command-refused', platformCode: '808' });
    expect((await find(platformOrderId)).state).toBe('cancelled');
  });

  test('an accept whose answer is lost is looked up, not sent again', async () => {
    const platformOrderId = await place();
    const order = await find(platformOrderId);
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/confirm',
      orderId: platformOrderId,
      times: 1,
      act: 'reset-after-acting',
    });
    const { data } = await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: order.id } } });
    expect(data?.command.state).toBe('done');
    expect(data?.order.state).toBe('accepted');
    const { calls } = await world.control<{ calls: unknown[] }>(
      'GET',
      `/calls?orderId=${platformOrderId}&path=order/confirm`,
    );
    expect(calls).toHaveLength(1);
  });

  test('a completed order comes back to life when the customer asks for a refund a week later', async () => {
    const platformOrderId = await place();
    const order = await find(platformOrderId);
    await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: order.id } } });
    await world.control('POST', `/meituan/orders/${platformOrderId}/complete`);
    await find(platformOrderId, 'completed');
    await world.control('POST', `/meituan/orders/${platformOrderId}/refund`, { kind: 'full', reason: '蛋糕塌了' });
    const refunding = await eventually(async () => {
      const now = await find(platformOrderId);
      return now.refundState === 'requested' && now;
    });
    expect(refunding).toMatchObject({ state: 'completed', phase: 'completed' });
  });

  test('a cancellation that arrives before its order makes the hub ask Meituan for the order', async () => {
    await world.control('POST', '/pushes/settings', { drop: 1 });
    const platformOrderId = await place();
    await world.control('POST', '/pushes/settings', {});
    await world.control('POST', `/meituan/orders/${platformOrderId}/cancel`, { by: 'user', reason: '不想要了' });
    expect(await find(platformOrderId)).toMatchObject({ state: 'cancelled', refundState: 'none' });
  });

  test('a customer who changes the address after ordering is seen in the timeline, without the address in it', async () => {
    const url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
    const push = (params: Record<string, string>) => sendPush(params, { url, secret: world.shop.secret });
    const now = Math.floor(Date.now() / 1000);
    const order = paidOrder({ recipient_address: '南京西路 1 号', utime: String(now) });
    await push(order);
    await find(order.order_id ?? '');
    await push({ ...order, recipient_address: '淮海中路 2 号', utime: String(now + 5) });
    const changed = await eventually(async () => {
      const seen = await find(order.order_id ?? '');
      return seen.address === '淮海中路 2 号' && seen;
    });
    expect(changed.events.find(({ kind }) => kind === 'details_changed')).toMatchObject({
      outcome: 'applied',
      detail: { customer: true },
    });
    expect(JSON.stringify(changed.events)).not.toContain('中路');
  });
});
