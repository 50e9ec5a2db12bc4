import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ApiClient,
  clientWithKey,
  createMerchant,
  createWorld,
  eventually,
  type World,
} from '../../../tests/harness.ts';
import { paidOrder, sendPush } from '../../../tests/meituan-push.ts';

let world: World;
let stranger: ApiClient;
let nobody: ApiClient;
beforeAll(async () => {
  world = await createWorld();
  stranger = await world.as('owner', await createMerchant(world.database));
  nobody = clientWithKey(world.api.url, 'jd_none');
});
afterAll(() => world.close());

const problem = (slug: string, status: number) => ({ error: { type: `/problems/${slug}` }, response: { status } });
const key = () => ({ 'Idempotency-Key': randomUUID() });
const path = () => ({ shopId: world.shop.shopId });
const seeTest = (client = world.owner) => client.GET('/shops/{shopId}/test', { params: { path: path() } });
const runTest = (client = world.owner) =>
  client.POST('/shops/{shopId}/test', { params: { path: path(), header: key() } });
const change = (body: { name?: string; paused?: boolean; removed?: boolean }, client = world.owner) =>
  client.PATCH('/shops/{shopId}', { params: { path: path(), header: key() }, body });
const readShop = async () => {
  const { data } = await world.owner.GET('/shops/{shopId}', { params: { path: path() } });
  if (!data) throw new Error('no shop');
  return data;
};
const setSecret = (secret: string) =>
  world.owner.POST('/connections/{connectionId}/credentials', {
    params: { path: { connectionId: world.shop.connectionId }, header: key() },
    body: { credentials: { secret }, overlapSeconds: 0 },
  });
const push = async (secret: string, params = paidOrder()) => {
  const url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
  return { status: (await sendPush(params, { url, secret })).status, platformOrderId: params.order_id ?? '' };
};
const order = async (platformOrderId: string) => {
  const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
  return data?.items[0];
};

describe('the test of a shop', () => {
  test('ticks what the platform says yes to, and waits for the first push and the first order', async () => {
    expect((await seeTest()).data).toMatchObject({
      testedAt: null,
      steps: [{ state: 'unknown' }, { state: 'unknown' }, { state: 'waiting' }, { state: 'waiting' }],
    });
    const { data } = await runTest();
    expect(data?.steps).toMatchObject([
      { step: 'credentials', state: 'ok' },
      { step: 'shop', state: 'ok', found: world.shop.name },
      { step: 'push', state: 'waiting', cause: 'no_push_yet', repair: 'paste_callbacks' },
      { step: 'order', state: 'waiting', cause: 'no_order_yet' },
    ]);
    const { platformOrderId } = await push(world.shop.secret);
    const found = await eventually(() => order(platformOrderId));
    const steps = await eventually(async () => {
      const seen = (await seeTest()).data?.steps;
      return seen?.every(({ state }) => state === 'ok') ? seen : null;
    });
    expect(steps.at(-1)?.found).toBe(String(found.number));
  });

  test('says which secret is wrong and what to do, and the light of the shop turns red', async () => {
    await setSecret('not the secret of this app');
    const { data } = await runTest();
    expect(data?.steps[0]).toMatchObject({ state: 'failed', cause: 'secret_wrong', repair: 'check_credentials' });
    expect(data?.platformWords).toMatch(/703/);
    expect((await readShop()).light).toEqual({ tone: 'bad', cause: 'secret_wrong', repair: 'check_credentials' });
    // A push of the platform is signed with its own secret, which is not ours now.
    expect((await push(world.shop.secret)).status).toBe(403);
    await eventually(async () => (await seeTest()).data?.steps.some(({ cause }) => cause === 'push_refused'));
    await setSecret(world.shop.secret);
    await runTest();
    expect((await readShop()).light).toMatchObject({ cause: 'push_refused' });
    expect((await push(world.shop.secret)).status).toBe(200);
    await eventually(async () => (await readShop()).light.cause === 'pushes_come');
  });

  test('a poll that the platform refuses says so with a cause, too', async () => {
    await setSecret('not the secret of this app');
    await world.poll();
    await eventually(async () => (await readShop()).sync.failure !== null);
    expect((await readShop()).light).toMatchObject({ tone: 'bad', cause: 'secret_wrong' });
    await setSecret(world.shop.secret);
    await world.poll();
    await eventually(async () => (await readShop()).light.tone === 'good');
  });

  test('is read by everybody of the merchant and made by owner and admin', async () => {
    const staff = await world.as('staff');
    expect((await seeTest(staff)).response.status).toBe(200);
    expect(await runTest(staff)).toMatchObject(problem('forbidden', 403));
    for (const ask of [seeTest, runTest]) {
      expect(await ask(stranger)).toMatchObject(problem('not-found', 404));
      expect(await ask(nobody)).toMatchObject(problem('unauthenticated', 401));
    }
  });
});

describe('a paused shop', () => {
  test('takes pushes, asks nothing of its platform, and catches up when it goes on', async () => {
    const paused = await change({ paused: true });
    expect(paused.data).toMatchObject({
      pausedAt: expect.any(String) as string,
      light: { tone: 'off', cause: 'paused' },
    });
    const taken = await push(world.shop.secret);
    expect(taken.status).toBe(200);
    const pushed = await eventually(() => order(taken.platformOrderId));
    expect(pushed.allowedActions).toContainEqual({ action: 'accept', allowed: false, reasonCode: 'shop_paused' });
    const accept = { params: { path: { orderId: pushed.id }, header: key() } };
    expect(await world.owner.POST('/orders/{orderId}/accept', accept)).toMatchObject({
      error: { type: '/problems/action-not-allowed', reasonCode: 'shop_paused' },
    });
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const body = { shopId: world.shop.shopId, fromDay: day, toDay: day };
    const run = { params: { header: key() }, body };
    expect(await world.owner.POST('/sync-runs', run)).toMatchObject(problem('shop-paused', 409));

    await world.control('POST', '/pushes/settings', { drop: 1 });
    const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {});
    await world.control('POST', '/pushes/settings', {});
    const polledAt = (await readShop()).sync.polledAt;
    await world.poll();
    expect(await order(orderId)).toBeUndefined();

    expect((await change({ paused: false })).data).toMatchObject({ pausedAt: null });
    await eventually(() => order(orderId));
    await eventually(async () => (await readShop()).sync.polledAt !== polledAt);
    expect((await order(taken.platformOrderId))?.allowedActions).toContainEqual({ action: 'accept', allowed: true });
  });

  test('stands and goes with all shops of its connection', async () => {
    const set = (paused: boolean) =>
      world.owner.PATCH('/connections/{connectionId}', {
        params: { path: { connectionId: world.shop.connectionId }, header: key() },
        body: { paused },
      });
    expect((await set(true)).response.status).toBe(200);
    expect((await readShop()).pausedAt).not.toBeNull();
    await set(false);
    expect((await readShop()).pausedAt).toBeNull();
  });

  test('is paused and named by owner and admin', async () => {
    expect(await change({ paused: true }, await world.as('front_desk'))).toMatchObject(problem('forbidden', 403));
    expect(await change({ paused: true }, stranger)).toMatchObject(problem('not-found', 404));
    expect(await change({ paused: true }, nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await change({ name: '  ' })).toMatchObject(problem('invalid-request', 400));
    expect((await change({ name: ' 静安新店 ' })).data?.name).toBe('静安新店');
  });
});

describe('a shop that is added later', () => {
  test('gets the orders whose pushes came before, and those of today that were never pushed', async () => {
    const early = await push(world.shop.secret, paidOrder({ app_poi_code: 't_poi_late' }));
    expect(early.status).toBe(200);
    expect(await order(early.platformOrderId)).toBeUndefined();
    const { secret, appId, connectionId, code, name } = world.shop;
    const shops = [
      { appPoiCode: code, name },
      { appPoiCode: 't_poi_late', name: '晚接的店' },
    ];
    await world.control('PUT', `/meituan/apps/${appId}`, { secret, shops });
    const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', { shop: 't_poi_late' });
    const body = { platformShopId: 't_poi_late', name: '晚接的店' };
    const params = { path: { connectionId }, header: key() };
    expect((await world.owner.POST('/connections/{connectionId}/shops', { params, body })).response.status).toBe(201);
    for (const id of [early.platformOrderId, orderId]) expect(await eventually(() => order(id))).toBeDefined();
  });
});
