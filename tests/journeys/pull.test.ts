import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, businessDay, dayBounds, PLATFORM_ZONE } from '../../domain/business-day.ts';
import { createWorld, eventually, type World } from '../harness.ts';
import { paidOrder, sendPush } from '../meituan-push.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const dropping = (drop: number) => world.control('POST', '/pushes/settings', { drop, seed: 11 });

const today = () => businessDay(new Date(), PLATFORM_ZONE);

async function placeMany(count: number): Promise<string[]> {
  return (await world.control<{ orderIds: string[] }>('POST', '/meituan/orders', { count })).orderIds;
}

async function statesInHub(ids: readonly string[]): Promise<Map<string, string[]>> {
  const states = new Map<string, string[]>();
  let cursor: string | undefined;
  do {
    const { data } = await world.owner.GET('/orders', {
      params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } },
    });
    for (const { platformOrderId, state } of data?.items ?? []) {
      if (ids.includes(platformOrderId)) states.set(platformOrderId, [...(states.get(platformOrderId) ?? []), state]);
    }
    cursor = data?.nextCursor ?? undefined;
  } while (cursor);
  return states;
}

describe('the bill of a day', () => {
  test('is kept row by row as the platform wrote it, and what reads differently later stands beside it', async () => {
    const [orderId = ''] = await placeMany(1);
    const { id } = await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items[0];
    });
    await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: id } } });
    await world.control('POST', `/meituan/orders/${orderId}/complete`);
    const shop = { merchantId: world.merchantId, shopId: world.shop.shopId };
    const sweep = async () => {
      const run = await world.schedule().startRunOf(shop, 'sweep', [today()]);
      await eventually(async () =>
        world.database.withMerchant(world.merchantId, (tx) =>
          tx.syncRun.findFirst({ where: { id: run.id, state: 'done' } }),
        ),
      );
      return world.database.withMerchant(world.merchantId, (tx) =>
        tx.billRow.findMany({ where: { shopId: shop.shopId, raw: { contains: orderId } }, orderBy: { id: 'asc' } }),
      );
    };
    const first = await sweep();
    expect(first).toMatchObject([{ goneAt: null }]);
    expect(first[0]?.raw).toContain(`"wm_order_view_id":${orderId}`);
    expect(await sweep()).toEqual(first);
    await world.control('POST', `/meituan/orders/${orderId}/bill`, { feeMoreYuan: '1.00' });
    const changed = await sweep();
    expect(changed.map(({ goneAt }) => goneAt === null)).toEqual([false, true]);
    expect(changed[0]?.raw).toBe(first[0]?.raw);
    const fault = { platform: 'meituan', path: 'wm/bill/list', act: 'error-code', code: 708, times: 1 };
    await world.control('POST', '/faults', fault);
    expect(await sweep()).toEqual(changed);
    const [day] = await world.database.withMerchant(world.merchantId, (tx) =>
      tx.billDay.findMany({ where: { shopId: shop.shopId } }),
    );
    expect(day).toMatchObject({
      failure: expect.stringContaining('708') as string,
      rowCount: expect.any(Number) as number,
    });
  });
});

describe('what pushes lose, pulls find', () => {
  test('a third of the pushes is lost, one poll brings every order exactly once', async () => {
    await dropping(0.33);
    const ids = await placeMany(60);
    await dropping(0);
    await world.poll();
    const states = await eventually(async () => {
      const seen = await statesInHub(ids);
      return seen.size === ids.length && seen;
    });
    expect([...states.values()].filter((each) => each.length !== 1 || each[0] !== 'paid')).toEqual([]);
  });

  test('a sweep finds the cancellation and the completion that no push told of, and says what it repaired', async () => {
    const [cancelled = '', completed = '', untouched = ''] = await placeMany(3);
    await eventually(async () => (await statesInHub([cancelled, completed, untouched])).size === 3);
    await dropping(1);
    await world.control('POST', `/meituan/orders/${cancelled}/cancel`, { by: 'user' });
    await world.control('POST', `/meituan/orders/${completed}/complete`).catch(() => undefined);
    await dropping(0);
    const shop = { merchantId: world.merchantId, shopId: world.shop.shopId };
    const run = await world.schedule().startRunOf(shop, 'sweep', [today()]);
    const finished = await eventually(async () =>
      world.database.withMerchant(world.merchantId, (tx) =>
        tx.syncRun.findFirst({ where: { id: run.id, state: 'done' }, include: { found: true } }),
      ),
    );
    const found = finished.found.find(({ platformOrderId }) => platformOrderId === cancelled);
    expect(found).toMatchObject({ kind: 'state_differs', repaired: true });
    expect(finished.found.map(({ platformOrderId }) => platformOrderId)).not.toContain(untouched);
    await eventually(async () => (await statesInHub([cancelled])).get(cancelled)?.[0] === 'cancelled');
  });

  test('a back-fill of one day pauses between its orders, and goes on where it stopped', async () => {
    await dropping(1);
    const ids = await placeMany(60);
    await dropping(0);
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/getOrderDetail',
      act: 'slow',
      delayMs: 100,
      times: 500,
    });
    const { data: run } = await world.owner.POST('/sync-runs', {
      body: { shopId: world.shop.shopId, fromDay: today(), toDay: today() },
    });
    const path = { runId: run?.id ?? '' };
    await eventually(async () => (await statesInHub(ids)).size > 0);
    expect((await world.owner.POST('/sync-runs/{runId}/pause', { params: { path } })).response.status).toBe(202);
    const asked = async () => {
      const { calls } = await world.control<{ calls: { orderId: string }[] }>(
        'GET',
        '/calls?path=order/getOrderDetail',
      );
      return calls.filter(({ orderId }) => ids.includes(orderId)).length;
    };
    // What was being read is finished; then nothing more is asked.
    let last = { asked: -1, since: 0 };
    await eventually(async () => {
      const now = await asked();
      if (now !== last.asked) last = { asked: now, since: Date.now() };
      return Date.now() - last.since > 1_000;
    });
    const paused = await world.owner.GET('/sync-runs/{runId}', { params: { path } });
    expect(paused.data).toMatchObject({ state: 'paused', daysDone: 0 });
    const reached = (await statesInHub(ids)).size;
    expect(reached).toBeLessThan(60);
    await world.control('DELETE', '/faults');
    expect((await world.owner.POST('/sync-runs/{runId}/resume', { params: { path } })).response.status).toBe(202);
    const done = await eventually(async () => {
      const answer = await world.owner.GET('/sync-runs/{runId}', { params: { path } });
      return answer.data?.state === 'done' && answer.data;
    });
    await eventually(async () => (await statesInHub(ids)).size === 60);
    // Each order of the day was found once and read once, pause or not.
    const found = done.found.filter(({ platformOrderId }) => ids.includes(platformOrderId));
    expect([found.length, new Set(found.map(({ kind }) => kind))]).toEqual([60, new Set(['missing_in_hub'])]);
    expect(await asked()).toBe(60);
  });

  test('orders of a second before and of midnight itself belong to their own business days', async () => {
    const day = addDays(today(), -1);
    const midnight = dayBounds(day, PLATFORM_ZONE).end.getTime() / 1000;
    // The platform does not know them, so each comparison names those that the hub counts to its day.
    const orders = [midnight - 1, midnight].map((at) => paidOrder({ ctime: String(at), utime: String(at) }));
    const ids = orders.map(({ order_id = '' }) => order_id);
    const url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
    for (const order of orders) await sendPush(order, { url, secret: world.shop.secret });
    await eventually(async () => (await statesInHub(ids)).size === 2);
    const ofDay = async (fromDay: string) => {
      const { data } = await world.owner.POST('/sync-runs', {
        body: { shopId: world.shop.shopId, fromDay, toDay: fromDay },
      });
      const done = await eventually(async () => {
        const run = await world.owner.GET('/sync-runs/{runId}', { params: { path: { runId: data?.id ?? '' } } });
        return run.data?.state === 'done' && run.data;
      });
      return done.found.map(({ platformOrderId }) => platformOrderId).filter((id) => ids.includes(id));
    };
    expect(await ofDay(day)).toEqual([ids[0]]);
    expect(await ofDay(today())).toEqual([ids[1]]);
  });
});
