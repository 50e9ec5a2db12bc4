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

async function place(name: string, priceYuan = '36.00') {
  const body = { items: [{ name, quantity: 1, priceYuan }], caution: '=1+1' };
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', body);
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
    return data?.items[0];
  });
}

describe('what the day has brought', () => {
  const today = async () => (await world.owner.GET('/orders/counts')).data?.today[0] ?? { orders: 0, totalMinor: 0 };

  test('grows with each paid order, and shrinks when one is called off', async () => {
    const before = await today();
    const order = await place('提拉米苏', '40.00');
    const grown = await today();
    expect(grown.orders - before.orders).toBe(1);
    expect(grown.totalMinor - before.totalMinor).toBe(order.totalMinor);
    await world.owner.POST('/orders/{orderId}/reject', { params: { path: { orderId: order.id } } });
    await expect.poll(today).toMatchObject({ orders: before.orders, totalMinor: before.totalMinor });
  });

  test('is nobody else’s', async () => {
    expect((await stranger.GET('/orders/counts')).data?.today).toEqual([]);
  });
});

describe('numbers from a sheet', () => {
  const find = (numbers: string[], client = world.owner) => client.POST('/orders/find', { body: { numbers } });

  test('find orders by our number and by the platform’s, and say which found nothing', async () => {
    const order = await place('凤梨酥');
    const { data } = await find([
      `#${order.number}`,
      String(order.number),
      order.platformOrderId,
      'SF123',
      '999999999',
    ]);
    expect(data?.items.map(({ orders }) => orders.map(({ id }) => id))).toEqual([
      [order.id],
      [order.id],
      [order.id],
      [],
      [],
    ]);
    expect((await find([String(order.number), order.platformOrderId], stranger)).data?.items).toMatchObject([
      { orders: [] },
      { orders: [] },
    ]);
  });

  test('no numbers, too many, and nobody', async () => {
    expect(await find([])).toMatchObject(problem('invalid-request', 400));
    expect(await find(Array.from({ length: 501 }, String))).toMatchObject(problem('invalid-request', 400));
    expect(await find(['1'], nobody)).toMatchObject(problem('unauthenticated', 401));
  });
});

describe('an exported sheet', () => {
  const get = async (query: Record<string, string>, client = world.owner) =>
    client.GET('/orders/export', { params: { query }, parseAs: 'text' });

  test('holds the filtered orders with customers masked and no formula, as CSV that Excel reads', async () => {
    const order = await place('焦糖布丁');
    const { data, response } = await get({ q: '焦糖布丁' });
    expect(response.headers.get('content-disposition')).toMatch(/attachment; filename="orders-.*\.csv"/);
    const bytes = await (await fetch(response.url, { headers: { authorization: await keyOf('owner') } })).arrayBuffer();
    expect([...new Uint8Array(bytes.slice(0, 3))]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, ...rows] = String(data).trim().split('\r\n');
    expect(head).toContain('单号,平台,门店');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`${order.number},美团`);
    expect(rows[0]).toContain('138****');
    expect(rows[0]).toContain("'=1+1");
  });

  test('comes as an Excel workbook when asked for one', async () => {
    const { data, response } = await world.owner.GET('/orders/export', {
      params: { query: { format: 'xlsx' } },
      parseAs: 'arrayBuffer',
    });
    expect(response.headers.get('content-type')).toContain('spreadsheetml');
    expect(
      Buffer.from(data as ArrayBuffer)
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });

  test('goes on past the first page and repeats none', async () => {
    const { merchantId } = world;
    const order = await place('麻薯');
    await world.database.withMerchantSql(merchantId, (client) =>
      client.query(
        `INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object('id', uuidv7(), 'number', 100000 + n,
           'platform_order_id', 'copy ' || n, 'placed_at', o.placed_at - n * interval '1 second'))).*
         FROM orders o, generate_series(1, 1200) AS n WHERE o.id = $1`,
        [order.id],
      ),
    );
    const { data } = await get({ q: '麻薯' });
    const numbers = String(data)
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect(new Set(numbers).size).toBe(1201);
  });

  test('is for those who may take data away, and never another merchant’s', async () => {
    expect(await get({}, await world.as('staff'))).toMatchObject({ response: { status: 403 } });
    expect(await get({}, nobody)).toMatchObject({ response: { status: 401 } });
    expect(await get({ format: 'pdf' })).toMatchObject({ response: { status: 400 } });
    expect(
      String((await get({}, stranger)).data)
        .trim()
        .split('\r\n'),
    ).toHaveLength(1);
  });
});

describe('the message behind an event', () => {
  const read = (orderId: string, messageId: string, client = world.owner) =>
    client.GET('/orders/{orderId}/messages/{messageId}', { params: { path: { orderId, messageId } } });

  test('is read as it came by the owner, and by nobody who need not', async () => {
    const order = await place('司康');
    const { data } = await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: order.id } } });
    const messageId = data?.events.find(({ kind }) => kind === 'paid')?.messageId ?? '';
    expect((await read(order.id, messageId)).data).toMatchObject({ kind: 'order-paid', source: 'push' });
    expect((await read(order.id, messageId)).data?.raw.body).toContain(order.platformOrderId);
    expect(await read(order.id, messageId, await world.as('front_desk'))).toMatchObject(problem('forbidden', 403));
    expect(await read(order.id, messageId, stranger)).toMatchObject(problem('not-found', 404));
    expect(await read(order.id, randomUUID())).toMatchObject(problem('not-found', 404));
    expect(await read(order.id, 'x')).toMatchObject(problem('invalid-request', 400));
    expect(await read(order.id, messageId, nobody)).toMatchObject(problem('unauthenticated', 401));
  });
});

describe('presence', () => {
  const show = (orderId: string, client = world.owner) =>
    client.POST('/orders/{orderId}/presence', { params: { path: { orderId } }, body: { here: true } });

  test('is of people: a program looks at nothing, and nobody is present at what is not theirs', async () => {
    expect(await show(randomUUID())).toMatchObject(problem('forbidden', 403));
    expect(await show(randomUUID(), nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await show('x')).toMatchObject(problem('invalid-request', 400));
    const person = await personClient();
    expect(await show(randomUUID(), person)).toMatchObject(problem('not-found', 404));
    const order = await place('可颂');
    expect((await show(order.id, person)).response.status).toBe(204);
  });
});

async function personClient(): Promise<ApiClient> {
  const { data } = await nobody.POST('/session', { body: world.login });
  return clientWithKey(world.api.url, data?.accessToken ?? '');
}

async function keyOf(_role: 'owner'): Promise<string> {
  const { data } = await nobody.POST('/session', { body: world.login });
  return `Bearer ${data?.accessToken}`;
}
