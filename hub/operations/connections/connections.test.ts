import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiClient, clientWithKey, createMerchant, createWorld, type World } from '../../../tests/harness.ts';

const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

let world: World;
let stranger: ApiClient;
let nobody: ApiClient;
beforeAll(async () => {
  world = await createWorld({ worker: false });
  stranger = await world.as('owner', await createMerchant(world.database));
  nobody = clientWithKey(world.api.url, 'jd_none');
});
afterAll(() => world.close());

const problem = (slug: string, status: number) => ({ error: { type: `/problems/${slug}` }, response: { status } });
const key = () => ({ 'Idempotency-Key': randomUUID() });
const youzanApp = (clientId = randomUUID().replaceAll('-', '')) => ({
  platform: 'youzan',
  target: 'sandbox' as const,
  credentials: { client_id: clientId, client_secret: SECRET } as Record<string, string>,
});
const create = (body: ReturnType<typeof youzanApp> & { name?: string }, client = world.owner) =>
  client.POST('/connections', { params: { header: key() }, body });
const created = async (client = world.owner) => {
  const { data } = await create(youzanApp(), client);
  if (!data) throw new Error('not connected');
  return data;
};
const add = (connectionId: string, platformShopId: string, client = world.owner, name = '新店') =>
  client.POST('/connections/{connectionId}/shops', {
    params: { path: { connectionId }, header: key() },
    body: { platformShopId, name },
  });

describe('platforms', () => {
  test('say what to copy from where, so that a page needs to know none of them', async () => {
    const { data } = await (await world.as('staff')).GET('/platforms');
    expect(data?.sandbox).toBe(true);
    expect(data?.items.map(({ platform }) => platform)).toEqual(expect.arrayContaining(['meituan', 'youzan']));
    const withoutPushes = data?.items.filter(({ setup }) => setup.callbacks.addresses.length === 0);
    expect(withoutPushes?.map(({ platform }) => platform)).toEqual(['meituan-vouchers']);
    for (const { setup } of data?.items ?? []) {
      expect(setup.fields.filter(({ secret }) => secret).length).toBeGreaterThan(0);
      for (const { label, where } of setup.fields) expect([label.zh, label.en, where.zh, where.en]).not.toContain('');
    }
    expect(await nobody.GET('/platforms')).toMatchObject(problem('unauthenticated', 401));
  });
});

describe('connecting an account', () => {
  test('gives its callback addresses and never its secret', async () => {
    const connection = await created();
    expect(connection).toMatchObject({ platform: 'youzan', name: '有赞', target: 'sandbox', shopIds: [] });
    expect(connection.webhookUrl).toBe(`${world.api.url}/webhooks/youzan/${connection.id}`);
    const secret = connection.credentials.find(({ name }) => name === 'client_secret');
    expect(secret).toEqual({ name: 'client_secret', isSet: true, end: SECRET.slice(-4) });
    expect(connection.credentials).toContainEqual({ name: 'sender_mobile', isSet: false, end: '' });
    const listed = await world.owner.GET('/connections');
    expect(listed.data?.items.map(({ id }) => id)).toContain(connection.id);
    expect(JSON.stringify([connection, listed.data])).not.toContain(SECRET);
  });

  test.each([
    ['client_secret', { client_secret: 'short' }],
    ['client_id', { client_id: 'with a space' }],
    ['client_id', { client_id: '' }],
    ['made_up', { made_up: 'x' }],
    // Calls would go wherever it says.
    ['baseUrl', { baseUrl: 'http://169.254.169.254' }],
    ['return_to.mobile', { 'return_to.name': '王小明' }],
  ])('with a wrong %s is refused by that name and without repeating a value', async (name, wrong) => {
    const body = youzanApp();
    const { error, response } = await create({ ...body, credentials: { ...body.credentials, ...wrong } });
    expect(response.status).toBe(400);
    const named = name.startsWith('return_to') ? /return_to/ : new RegExp(name.replace('.', '\\.'));
    expect(JSON.stringify(error)).toMatch(named);
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  test('twice is refused: its platform sends pushes to one address only', async () => {
    const body = youzanApp();
    expect((await create(body)).response.status).toBe(201);
    expect(await create(body)).toMatchObject(problem('already-there', 409));
    expect((await create(body, stranger)).response.status).toBe(201);
  });

  test('needs a platform that exists, and the platform itself is where calls go unless the sandbox is chosen', async () => {
    expect(await create({ ...youzanApp(), platform: 'made-up' })).toMatchObject(problem('invalid-request', 400));
    const { data } = await create({ ...youzanApp(), target: 'platform' as never });
    expect(data?.target).toBe('platform');
  });

  test('is for owners and admins', async () => {
    for (const role of ['front_desk', 'staff', 'accountant'] as const)
      expect(await create(youzanApp(), await world.as(role))).toMatchObject(problem('forbidden', 403));
    expect(await create(youzanApp(), nobody)).toMatchObject(problem('unauthenticated', 401));
    expect((await create(youzanApp(), await world.as('admin'))).response.status).toBe(201);
  });

  test('is seen by its merchant alone', async () => {
    const { id } = await created();
    expect((await stranger.GET('/connections')).data?.items.map((one) => one.id)).not.toContain(id);
    expect(await nobody.GET('/connections')).toMatchObject(problem('unauthenticated', 401));
    const rename = (client: ApiClient) =>
      client.PATCH('/connections/{connectionId}', {
        params: { path: { connectionId: id }, header: key() },
        body: { name: '总店' },
      });
    expect(await rename(stranger)).toMatchObject(problem('not-found', 404));
    expect(await rename(await world.as('staff'))).toMatchObject(problem('forbidden', 403));
    expect((await rename(world.owner)).data?.name).toBe('总店');
  });
});

describe('credentials of a connection', () => {
  test('cannot move its calls to another machine', async () => {
    const { id } = await created();
    const change = (credentials: Record<string, string>) =>
      world.owner.POST('/connections/{connectionId}/credentials', {
        params: { path: { connectionId: id }, header: key() },
        body: { credentials },
      });
    expect(await change({ baseUrl: 'http://127.0.0.1:1' })).toMatchObject(problem('invalid-request', 400));
    expect((await change({ sender_mobile: '13800138000' })).response.status).toBe(200);
    const { data } = await world.owner.GET('/connections');
    const connection = data?.items.find((one) => one.id === id);
    expect(connection).toMatchObject({ target: 'sandbox' });
    expect(connection?.credentials).toContainEqual({ name: 'sender_mobile', isSet: true, end: '8000' });
  });
});

describe('shops of a connection', () => {
  test('are added once, with a code that fits, by owners and admins of the merchant', async () => {
    const { id } = await created();
    const { data, response } = await add(id, '10086077');
    expect([response.status, data?.platformShopId, data?.connectionId]).toEqual([201, '10086077', id]);
    expect(await add(id, '10086077')).toMatchObject(problem('already-there', 409));
    expect(await add(id, 'not a number')).toMatchObject(problem('invalid-request', 400));
    expect(await add(id, '10086078', stranger)).toMatchObject(problem('not-found', 404));
    expect(await add(id, '10086078', await world.as('front_desk'))).toMatchObject(problem('forbidden', 403));
    expect(await add(id, '10086078', nobody)).toMatchObject(problem('unauthenticated', 401));
  });

  test('come back with all that they had when they are added after they were taken out of view', async () => {
    const { id } = await created();
    const shop = (await add(id, '10086088')).data;
    const shopId = shop?.id ?? '';
    const change = { params: { path: { shopId }, header: key() }, body: { removed: true } };
    const removed = await world.owner.PATCH('/shops/{shopId}', change);
    expect(removed.data).toMatchObject({ removedAt: expect.any(String) as string, light: { tone: 'off' } });
    const ids = async (all: boolean) =>
      (await world.owner.GET('/shops', { params: { query: { removed: all } } })).data?.items.map((one) => one.id);
    expect(await ids(false)).not.toContain(shopId);
    expect(await ids(true)).toContain(shopId);
    const again = await add(id, '10086088', world.owner, '回来的店');
    expect(again.data).toMatchObject({ id: shopId, name: '回来的店', removedAt: null, pausedAt: null });
  });

  test('are listed by a platform that has a call for it, and told to be typed where it has none', async () => {
    const list = (connectionId: string, client = world.owner) =>
      client.GET('/connections/{connectionId}/platform-shops', { params: { path: { connectionId } } });
    const { data } = await list(world.shop.connectionId);
    expect(data).toMatchObject({ listed: true, trouble: null });
    expect(data?.items).toEqual([{ platformShopId: world.shop.code, name: world.shop.name, connected: true }]);
    expect((await list((await created()).id)).data).toEqual({ listed: false, items: [], trouble: null });
    expect(await list(randomUUID())).toMatchObject(problem('not-found', 404));
    expect(await list(world.shop.connectionId, await world.as('staff'))).toMatchObject(problem('forbidden', 403));
    expect(await list(world.shop.connectionId, nobody)).toMatchObject(problem('unauthenticated', 401));
  });
});
