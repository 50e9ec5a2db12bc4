import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../prisma/store/identities.ts';
import { type ApiClient, createMerchant, createWorld, eventually, type World } from '../../../tests/harness.ts';
import { paidOrder, sendPush } from '../../../tests/meituan-push.ts';

let world: World;
let stranger: ApiClient;
const clients = new Map<Role, ApiClient>();
beforeAll(async () => {
  world = await createWorld();
  stranger = await world.as('owner', await createMerchant(world.database));
  for (const role of ['admin', 'front_desk', 'accountant', 'staff'] as const) clients.set(role, await world.as(role));
});
afterAll(() => world.close());

const as = (role: Role): ApiClient => clients.get(role) ?? world.owner;

async function place(body: Record<string, unknown> = {}) {
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', body);
  return find(orderId);
}

const find = (platformOrderId: string) =>
  eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
    return data?.items[0];
  });

const accept = (orderId: string, client = world.owner, key?: string) =>
  client.POST('/orders/{orderId}/accept', {
    params: { path: { orderId }, ...(key === undefined ? {} : { header: { 'Idempotency-Key': key } }) },
  });
const reject = (orderId: string, body?: { reason: 'sold_out' }, client = world.owner, key?: string) =>
  client.POST('/orders/{orderId}/reject', {
    params: { path: { orderId }, ...(key === undefined ? {} : { header: { 'Idempotency-Key': key } }) },
    ...(body === undefined ? {} : { body }),
  });

async function askedOf(platformOrderId: string, path?: string): Promise<number> {
  const wanted = path === undefined ? '' : `&path=${path}`;
  const { calls } = await world.control<{ calls: unknown[] }>('GET', `/calls?orderId=${platformOrderId}${wanted}`);
  return calls.length;
}

const problem = (slug: string, status: number) => ({
  error: { type: `/problems/${slug}`, status },
  response: { status },
});

describe('the list of orders', () => {
  test('goes page by page through every order once, the newest first', async () => {
    await world.control('POST', '/meituan/orders', { count: 12 });
    await eventually(
      async () =>
        ((await world.owner.GET('/orders', { params: { query: { limit: 100 } } })).data?.items.length ?? 0) >= 12,
    );
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { data } = await world.owner.GET('/orders', {
        params: { query: { limit: 5, ...(cursor ? { cursor } : {}) } },
      });
      seen.push(...(data?.items.map(({ id }) => id) ?? []));
      cursor = data?.nextCursor;
    } while (cursor);
    const all = (await world.owner.GET('/orders', { params: { query: { limit: 100 } } })).data?.items ?? [];
    expect(seen).toEqual(all.map(({ id }) => id));
    const times = all.map(({ placedAt }) => placedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('with the longest waiting on top, as the tab of new orders shows it', async () => {
    const { data } = await world.owner.GET('/orders', {
      params: { query: { sort: 'waiting', phase: 'not_accepted', limit: 100 } },
    });
    const times = data?.items.map(({ placedAt }) => placedAt) ?? [];
    expect(times.length).toBeGreaterThan(1);
    expect(times).toEqual([...times].sort());
  });

  test('does not take the cursor of another list', async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { limit: 1 } } });
    const query = { sort: 'waiting' as const, cursor: data?.nextCursor ?? '' };
    expect(await world.owner.GET('/orders', { params: { query } })).toMatchObject(problem('invalid-request', 400));
  });

  test('shows customers masked to everybody, and nothing to another merchant', async () => {
    const order = await place({ recipient: { name: '李雷', phone: '13812345678', address: '南京西路 1 号 302 室' } });
    for (const role of ['owner', 'front_desk', 'accountant', 'staff'] as const) {
      const { data } = await as(role).GET('/orders', { params: { query: { platformOrderId: order.platformOrderId } } });
      expect(data?.items[0]).toMatchObject({ customerName: '李**', customerPhone: '138****5678' });
      expect(JSON.stringify(data)).not.toMatch(/13812345678|南京西路/);
    }
    expect((await stranger.GET('/orders')).data?.items).toEqual([]);
    expect(
      (await stranger.GET('/orders', { params: { query: { platformOrderId: order.platformOrderId } } })).data?.items,
    ).toEqual([]);
    expect((await stranger.GET('/orders', { params: { query: { shopId: world.shop.shopId } } })).data?.items).toEqual(
      [],
    );
  });

  test('is found by phone, product and number as people type them', async () => {
    const order = await place({
      items: [{ name: '抹茶千层', quantity: 1, priceYuan: '38' }],
      recipient: { name: '韩梅梅', phone: '13987654321', address: '路' },
    });
    for (const q of ['13987654321', '千层', '韩梅梅', order.platformOrderId, `#${order.number}`]) {
      const { data } = await world.owner.GET('/orders', { params: { query: { q } } });
      expect([q, data?.items.map(({ id }) => id)]).toEqual([q, [order.id]]);
    }
  });
});

describe('the tab counts', () => {
  test('are the real ones after everything that happened, and zero for another merchant', async () => {
    const one = await place();
    await accept(one.id);
    const { data: counts } = await world.owner.GET('/orders/counts');
    for (const phase of ['not_accepted', 'assigned', 'in_progress', 'completed', 'cancelled'] as const) {
      const { data } = await world.owner.GET('/orders', { params: { query: { phase, limit: 100 } } });
      expect([phase, counts?.[phase]]).toEqual([phase, data?.items.length]);
    }
    const none = { not_accepted: 0, assigned: 0, in_progress: 0, completed: 0, cancelled: 0, parked: 0 };
    expect((await stranger.GET('/orders/counts')).data).toMatchObject(none);
  });
});

describe('one order', () => {
  test('shows the door to whom packs and delivers, and hides it from whom books', async () => {
    const { id } = await place({
      recipient: { name: '李雷', phone: '13812345678', address: '南京西路一号楼三单元 302 室' },
    });
    const read = async (role: Role) =>
      (await as(role).GET('/orders/{orderId}', { params: { path: { orderId: id } } })).data;
    for (const role of ['owner', 'admin', 'front_desk', 'staff'] as const) {
      expect((await read(role))?.address).toBe('南京西路一号楼三单元 302 室');
    }
    expect((await read('accountant'))?.address).not.toContain('302');
  });

  test.each([
    ['that does not exist', () => randomUUID()],
    ["of another merchant's", async () => (await place()).id],
  ])('an order %s is not there', async (_, idOf) => {
    const orderId = await idOf();
    const path = { orderId };
    expect(await stranger.GET('/orders/{orderId}', { params: { path } })).toMatchObject(problem('not-found', 404));
    expect(await accept(orderId, stranger)).toMatchObject(problem('not-found', 404));
    expect(await reject(orderId, undefined, stranger)).toMatchObject(problem('not-found', 404));
  });
});

describe('accepting and rejecting', () => {
  test.each(['owner', 'admin', 'front_desk', 'staff'] as const)('is done by the %s', async (role) => {
    const order = await place();
    expect((await accept(order.id, as(role))).data).toMatchObject({
      command: { state: 'done', action: 'accept', orderId: order.id, actor: `test ${role}` },
      order: {
        state: 'accepted',
        allowedActions: expect.arrayContaining([
          { action: 'accept', allowed: false, reasonCode: 'already_accepted' },
        ]) as unknown,
      },
    });
  });

  test('is not done by the accountant, and Meituan is not asked', async () => {
    const order = await place();
    const forbidden = {
      error: { type: '/problems/forbidden', reasonCode: 'role_not_allowed' },
      response: { status: 403 },
    };
    expect(await accept(order.id, as('accountant'))).toMatchObject(forbidden);
    expect(await reject(order.id, undefined, as('accountant'))).toMatchObject(forbidden);
    expect(await askedOf(order.platformOrderId)).toBe(0);
    expect((await find(order.platformOrderId)).state).toBe('paid');
  });

  test('needs somebody who is logged in', async () => {
    const { id } = await place();
    const response = await fetch(`${world.api.url}/api/v1/orders/${id}/accept`, { method: 'POST' });
    expect([response.status, await response.json()]).toMatchObject([401, { type: '/problems/unauthenticated' }]);
  });

  test('is refused where the state does not permit it, with the reason, and Meituan is not asked', async () => {
    const unpaid = await place({ state: 'placed', push: true });
    const refused = (reasonCode: string) => ({
      error: { type: '/problems/action-not-allowed', reasonCode },
      response: { status: 409 },
    });
    expect(await accept(unpaid.id)).toMatchObject(refused('not_paid'));
    const done = await place();
    await reject(done.id, { reason: 'sold_out' });
    expect(await accept(done.id)).toMatchObject(refused('already_cancelled'));
    expect(await reject(done.id)).toMatchObject(refused('already_cancelled'));
    expect(await askedOf(done.platformOrderId, 'order/confirm')).toBe(0);
  });

  test('with the same key acts once and answers the same, also later; the key means nothing else', async () => {
    const order = await place();
    const key = `press-${randomUUID()}`;
    const first = await accept(order.id, world.owner, key);
    const again = await accept(order.id, world.owner, key);
    expect(again.data?.command).toEqual(first.data?.command);
    expect(await askedOf(order.platformOrderId, 'order/confirm')).toBe(1);
    expect(await reject(order.id, undefined, world.owner, key)).toMatchObject(problem('idempotency-key-reused', 422));
    expect(await accept((await place()).id, world.owner, key)).toMatchObject(problem('idempotency-key-reused', 422));
    // Keys belong to a merchant: a stranger's same key is a stranger's.
    expect(await accept(order.id, stranger, key)).toMatchObject(problem('not-found', 404));
  });

  test.each([
    ['a reason that does not exist', { reason: 'bored' }, {}],
    ['a note as long as a letter', { note: 'x'.repeat(201) }, {}],
    ['a field too many', { refund: true }, {}],
    ['a key with blanks', {}, { 'idempotency-key': 'a b' }],
    ['a key of a page', {}, { 'idempotency-key': 'x'.repeat(129) }],
    ['a note with a NUL', { note: 'a\u0000b' }, {}],
    ['a note with half a character', { note: '\ud83d' }, {}],
  ])('%s is refused before anything is done', async (_, body, headers) => {
    const order = await place();
    const key = await fetch(`${world.api.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(world.login),
    });
    const { accessToken } = (await key.json()) as { accessToken: string };
    const response = await fetch(`${world.api.url}/api/v1/orders/${order.id}/reject`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}`, ...headers },
      body: JSON.stringify(body),
    });
    expect([response.status, await response.json()]).toMatchObject([400, { type: '/problems/invalid-request' }]);
    expect((await find(order.platformOrderId)).state).toBe('paid');
  });

  test('a customer who cancels while the clerk accepts: one of them wins, and the row agrees with Meituan', async () => {
    const order = await place();
    const [answer] = await Promise.all([
      accept(order.id),
      world.control('POST', `/meituan/orders/${order.platformOrderId}/cancel`, { by: 'user' }).catch(() => undefined),
    ]);
    expect([200, 409]).toContain(answer.response.status);
    const truth = await world.control<{ status: number }>('GET', `/meituan/orders/${order.platformOrderId}`);
    const state = truth.status === 9 ? 'cancelled' : 'accepted';
    await eventually(async () => (await find(order.platformOrderId)).state === state);
  });

  test('what became of a command can be read, by its merchant only', async () => {
    const { data } = await accept((await place()).id);
    const path = { commandId: data?.command.id ?? '' };
    expect((await world.owner.GET('/commands/{commandId}', { params: { path } })).data).toEqual(data?.command);
    expect(await stranger.GET('/commands/{commandId}', { params: { path } })).toMatchObject(problem('not-found', 404));
    const none = { params: { path: { commandId: randomUUID() } } };
    expect(await world.owner.GET('/commands/{commandId}', none)).toMatchObject(problem('not-found', 404));
  });

  test('an order that was pushed and refunded keeps who did what and when in its timeline', async () => {
    const params = paidOrder();
    await sendPush(params, {
      url: `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`,
      secret: world.shop.secret,
    });
    const order = await find(params.order_id ?? '');
    const { data } = await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: order.id } } });
    expect(data?.events).toMatchObject([
      { kind: 'placed', actor: 'customer', source: 'push', outcome: 'applied' },
      { kind: 'paid', actor: 'customer', source: 'push', outcome: 'applied' },
    ]);
    expect(data?.workflowId).toBe(`order:${world.shop.shopId}:${params.order_id}`);
  });
});
