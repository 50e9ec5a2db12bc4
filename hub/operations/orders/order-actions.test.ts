import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { paths } from '../../../openapi/generated/schema.ts';
import { type ApiClient, createMerchant, createWorld, eventually, type World } from '../../../tests/harness.ts';

let world: World;
let accountant: ApiClient;
let stranger: ApiClient;
let token: string;
beforeAll(async () => {
  world = await createWorld();
  accountant = await world.as('accountant');
  stranger = await world.as('owner', await createMerchant(world.database));
  const login = await world.owner.POST('/session', { body: world.login });
  token = login.data?.accessToken ?? '';
});
afterAll(() => world.close());

interface Truth {
  status: number;
  prepared: boolean;
  logistics: { status: number } | null;
  cancel: { reasonCode: number; reason: string } | null;
  refunds: { refundId: string; state: string; refundStatus: number }[];
}
type Path = Extract<keyof paths, `/orders/{orderId}/${string}`>;

const truthOf = (platformOrderId: string) => world.control<Truth>('GET', `/meituan/orders/${platformOrderId}`);
const find = (platformOrderId: string) =>
  eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
    return data?.items[0];
  });

/** An order that the shop itself delivers. */
async function place(body: object = {}) {
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {
    logisticsCode: '0000',
    ...body,
  });
  return find(orderId);
}

async function post(
  orderId: string,
  path: Path,
  body?: object,
  { key, client = world.owner }: { key?: string; client?: ApiClient } = {},
) {
  const params = { path: { orderId }, ...(key === undefined ? {} : { header: { 'Idempotency-Key': key } }) };
  // The paths differ in their bodies, which the tests below get wrong on purpose.
  const send = client.POST as (
    path: Path,
    init: object,
  ) => Promise<{ data?: { order: object }; error?: object; response: Response }>;
  const { data, error, response } = await send(path, { params, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: data ?? error };
}

type Step = 'accept' | 'ready' | 'ship' | 'refund';

async function lead(order: { id: string; platformOrderId: string }, steps: readonly Step[]) {
  for (const step of steps) {
    if (step === 'refund') {
      await world.control('POST', `/meituan/orders/${order.platformOrderId}/refund`, { kind: 'part', moneyYuan: '1' });
      await eventually(async () => (await find(order.platformOrderId)).refundState === 'requested');
    } else {
      const body = step === 'ship' ? { by: 'own' } : undefined;
      expect((await post(order.id, `/orders/{orderId}/${step}`, body)).status).toBe(200);
    }
  }
}

interface Case {
  path: Path;
  /** What has to have happened before. */
  before: Step[];
  body?: object;
  invalid: object;
  /** The reason for which an order that is only paid refuses. */
  conflict: string;
  order: object;
  platform: (truth: Truth) => void;
}

const cases: Case[] = [
  {
    path: '/orders/{orderId}/ready',
    before: ['accept'],
    invalid: { 'idempotency-key': 'a b' },
    conflict: 'not_accepted',
    order: { state: 'accepted', fulfilment: 'ready', phase: 'in_progress' },
    platform: ({ prepared }) => expect(prepared).toBe(true),
  },
  {
    path: '/orders/{orderId}/ship',
    before: ['accept', 'ready'],
    body: { by: 'own' },
    invalid: { by: 'courier', courier: 'zhongtong' },
    conflict: 'not_accepted',
    order: { fulfilment: 'shipping' },
    platform: ({ logistics }) => expect(logistics?.status).toBe(20),
  },
  {
    path: '/orders/{orderId}/deliver',
    before: ['accept', 'ship'],
    invalid: { 'idempotency-key': 'a b' },
    conflict: 'not_accepted',
    order: { fulfilment: 'delivered' },
    platform: ({ logistics }) => expect(logistics?.status).toBe(40),
  },
  {
    path: '/orders/{orderId}/cancel',
    before: ['accept'],
    body: { reason: 'sold_out', note: '烤箱坏了' },
    invalid: { reason: 'bored' },
    conflict: 'not_accepted',
    order: { state: 'cancelled' },
    platform: ({ status, cancel }) =>
      expect([status, cancel]).toMatchObject([9, { reasonCode: 2009, reason: '烤箱坏了' }]),
  },
  {
    path: '/orders/{orderId}/agree-refund',
    before: ['accept', 'refund'],
    body: { note: '好的' },
    invalid: { amountMinor: 100 },
    conflict: 'no_refund_asked',
    order: { state: 'accepted' },
    platform: ({ refunds }) => expect(refunds).toMatchObject([{ state: 'agreed', refundStatus: 13 }]),
  },
  {
    path: '/orders/{orderId}/refuse-refund',
    before: ['accept', 'refund'],
    body: { reason: 'already_made' },
    invalid: { reason: 'stingy' },
    conflict: 'no_refund_asked',
    order: { state: 'accepted', refundState: 'refused' },
    platform: ({ refunds }) => expect(refunds).toMatchObject([{ state: 'rejected' }]),
  },
];

describe.each(cases)('$path', ({ path, before, body, invalid, conflict, order: expected, platform }) => {
  test('is done on the platform, and the order shows it', async () => {
    const order = await place();
    await lead(order, before);
    const key = randomUUID();
    const done = await post(order.id, path, body, { key });
    expect(done).toMatchObject({
      status: 200,
      body: { command: { state: 'done', orderId: order.id }, order: expected },
    });
    platform(await truthOf(order.platformOrderId));
    // The same press again: the same answer, and the platform is not asked again.
    const again = await post(order.id, path, body, { key });
    expect(again.body).toMatchObject({ command: (done.body as { command: object }).command });
    platform(await truthOf(order.platformOrderId));
    expect(await post(order.id, '/orders/{orderId}/reject', undefined, { key })).toMatchObject({ status: 422 });
  });

  test('is refused with the reason before its time, and the platform is not asked', async () => {
    const order = await place();
    expect(await post(order.id, path, body)).toMatchObject({
      status: 409,
      body: { type: '/problems/action-not-allowed', reasonCode: conflict },
    });
    expect(await truthOf(order.platformOrderId)).toMatchObject({ status: 2, logistics: null, refunds: [] });
  });

  test('refuses a wrong wish, nobody, the accountant and a stranger, and nothing happens', async () => {
    const order = await place();
    await lead(order, before);
    const was = await truthOf(order.platformOrderId);
    const inHeader = 'idempotency-key' in invalid;
    const send = async (headers: object, wish?: object) => {
      const url = `${world.api.url}/api/v1${path.replace('{orderId}', order.id)}`;
      const init = { 'content-type': 'application/json', ...headers };
      return (await fetch(url, { method: 'POST', headers: init, ...(wish ? { body: JSON.stringify(wish) } : {}) }))
        .status;
    };
    const signedIn = { authorization: `Bearer ${token}` };
    expect(await send({ ...signedIn, ...(inHeader ? invalid : {}) }, inHeader ? undefined : invalid)).toBe(400);
    expect(await send({}, body)).toBe(401);
    expect(await post(order.id, path, body, { client: accountant })).toMatchObject({
      status: 403,
      body: { reasonCode: 'role_not_allowed' },
    });
    expect(await post(order.id, path, body, { client: stranger })).toMatchObject({ status: 404 });
    expect(await truthOf(order.platformOrderId)).toEqual(was);
  });
});

describe('shipping', () => {
  test('only in the ways that the platform takes, which the page is told', async () => {
    const order = await place();
    await lead(order, ['accept']);
    const { allowedActions } = await find(order.platformOrderId);
    expect(allowedActions.find(({ action }) => action === 'ship')).toEqual({
      action: 'ship',
      allowed: true,
      shipBy: ['own'],
    });
    const parcel = { by: 'courier', courier: 'zhongtong', trackingNumber: '75123456789012' };
    expect(await post(order.id, '/orders/{orderId}/ship', parcel)).toMatchObject({
      status: 409,
      body: { reasonCode: 'shipment_not_on_platform' },
    });
  });

  test('is not asked of the shop where riders of the platform deliver', async () => {
    const order = await place({ logisticsCode: '1001' });
    await lead(order, ['accept', 'ready']);
    expect(await post(order.id, '/orders/{orderId}/ship', { by: 'own' })).toMatchObject({
      status: 409,
      body: { reasonCode: 'platform_delivers' },
    });
  });
});

describe('refunds', () => {
  test('are shown with their amount and reason, and the one that is meant can be named', async () => {
    const order = await place();
    await lead(order, ['accept', 'refund']);
    const read = async () =>
      (await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: order.id } } })).data?.refunds ?? [];
    const [refund] = await read();
    expect(refund).toMatchObject({ state: 'requested', amountMinor: 100, part: true, reason: '不想要了' });
    const named = { refundId: refund?.refundId ?? '' };
    expect(await post(order.id, '/orders/{orderId}/agree-refund', { refundId: '1' })).toMatchObject({
      status: 409,
      body: { reasonCode: 'no_refund_asked' },
    });
    expect(await post(order.id, '/orders/{orderId}/agree-refund', named)).toMatchObject({ status: 200 });
    await eventually(async () => (await read())[0]?.state === 'refunded');
    expect(await post(order.id, '/orders/{orderId}/refuse-refund', named)).toMatchObject({
      status: 409,
      body: { reasonCode: 'already_refunded' },
    });
  });
});

describe('an answer that got lost', () => {
  test('an agreement whose answer got lost is found out by asking, and the money goes back once', async () => {
    const order = await place();
    await lead(order, ['accept', 'refund']);
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/refund/agree',
      orderId: order.platformOrderId,
      act: 'reset-after-acting',
    });
    await post(order.id, '/orders/{orderId}/agree-refund', {});
    await eventually(async () => (await find(order.platformOrderId)).refundState === 'refunded');
    const { data } = await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: order.id } } });
    expect(data?.commands).toMatchObject([{ action: 'accept' }, { action: 'agree_refund', state: 'done' }]);
    const { calls } = await world.control<{ calls: unknown[] }>(
      'GET',
      `/calls?orderId=${order.platformOrderId}&path=order/refund/agree`,
    );
    expect(calls).toHaveLength(1);
  });

  test.each([
    ['ship', 'order/delivering', { by: 'own' }, 'shipping', ['accept']],
    ['deliver', 'order/arrived', undefined, 'delivered', ['accept', 'ship']],
    ['ready', 'order/preparationMealComplete', undefined, 'ready', ['accept']],
  ] as const)(
    'a lost answer to %s is resolved, and the platform holds it once',
    async (action, call, body, fulfilment, before) => {
      const order = await place();
      await lead(order, before);
      await world.control('POST', '/faults', {
        platform: 'meituan',
        path: call,
        orderId: order.platformOrderId,
        act: 'reset-after-acting',
      });
      await post(order.id, `/orders/{orderId}/${action}`, body);
      await eventually(async () => (await find(order.platformOrderId)).fulfilment === fulfilment);
      const { data } = await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: order.id } } });
      expect(data?.commands.at(-1)).toMatchObject({ action, state: 'done' });
    },
  );
});
