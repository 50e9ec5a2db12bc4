import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../prisma/store/identities.ts';
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
const clients = new Map<Role, ApiClient>();
beforeAll(async () => {
  world = await createWorld();
  stranger = await world.as('owner', await createMerchant(world.database));
  nobody = clientWithKey(world.api.url, 'jd_none');
  for (const role of ['admin', 'front_desk', 'accountant', 'staff'] as const) clients.set(role, await world.as(role));
});
afterAll(() => world.close());

const problem = (slug: string, status: number) => ({ error: { type: `/problems/${slug}` }, response: { status } });
const as = (role: Role): ApiClient => clients.get(role) ?? world.owner;
const list = (client = world.owner) => client.GET('/parked-messages', { params: { query: { limit: 100 } } });

/** A message that nobody can use by itself; with `app_poi_code` one whose shop is not connected. */
async function park(change: Record<string, string> = { total: '1' }) {
  const params = paidOrder(change);
  const url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
  await sendPush(params, { url, secret: world.shop.secret });
  return eventually(async () =>
    (await list()).data?.items.find(({ platformOrderId }) => platformOrderId === params.order_id),
  );
}

const one = (messageId: string) => ({ params: { path: { messageId } } });
const read = (id: string, client = world.owner) => client.GET('/parked-messages/{messageId}', one(id));
const retry = (id: string, client = world.owner) => client.POST('/parked-messages/{messageId}/retry', one(id));
const retryAll = (client = world.owner, body: object = {}) => client.POST('/parked-messages/retry', { body });
const dismiss = (id: string, client = world.owner, reason = '测试订单') =>
  client.POST('/parked-messages/{messageId}/dismiss', { ...one(id), body: { reason } });

describe('parked messages', () => {
  test('are counted for everybody of the merchant, and read in the original only by who repairs', async () => {
    const { id, reason } = await park();
    expect(reason).toBe('malformed');
    for (const role of ['owner', 'accountant', 'staff'] as const)
      expect((await list(as(role))).data?.items.map((item) => item.id)).toContain(id);
    for (const role of ['owner', 'admin', 'front_desk'] as const)
      expect((await read(id, as(role))).data?.raw.body).toContain('order_id');
    for (const role of ['accountant', 'staff'] as const)
      expect(await read(id, as(role))).toMatchObject(problem('forbidden', 403));
    expect((await list(stranger)).data?.items).toEqual([]);
    expect(await list(nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await read(id, stranger)).toMatchObject(problem('not-found', 404));
    expect(await read(id, nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await read('no-id')).toMatchObject(problem('invalid-request', 400));
    const wrong = { params: { query: { reason: 'bored' as 'malformed' } } };
    expect(await world.owner.GET('/parked-messages', wrong)).toMatchObject(problem('invalid-request', 400));
  });

  test('are listed page by page, each once', async () => {
    await park();
    await park();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = cursor === null ? { limit: 1 } : { limit: 1, cursor };
      const { data } = await world.owner.GET('/parked-messages', { params: { query } });
      seen.push(...(data?.items.map(({ id }) => id) ?? []));
      cursor = data?.nextCursor ?? null;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(new Set(seen)).toEqual(new Set((await list()).data?.items.map(({ id }) => id)));
  });
});

describe('trying a parked message again', () => {
  test('is accepted and parks it again while its reason stands', async () => {
    const { id } = await park();
    expect((await retry(id, as('front_desk'))).response.status).toBe(202);
    await eventually(async () => (await list()).data?.items.some((item) => item.id === id));
  });

  test('is refused while its shop is unknown', async () => {
    const { id, reason } = await park({ app_poi_code: 't_poi_nowhere' });
    expect(reason).toBe('unknown_shop');
    expect(await retry(id)).toMatchObject(problem('not-fixed', 409));
    expect((await retryAll(world.owner, { reason: 'unknown_shop' })).data).toEqual({ retried: 0 });
  });

  test('is not for who may not repair, for strangers and for nobody', async () => {
    const { id } = await park();
    for (const role of ['accountant', 'staff'] as const) {
      expect(await retry(id, as(role))).toMatchObject(problem('forbidden', 403));
      expect(await retryAll(as(role))).toMatchObject(problem('forbidden', 403));
    }
    expect(await retry(id, stranger)).toMatchObject(problem('not-found', 404));
    expect((await retryAll(stranger)).data).toEqual({ retried: 0 });
    expect(await retry(id, nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await retryAll(nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await retry('no-id')).toMatchObject(problem('invalid-request', 400));
    expect(await retryAll(world.owner, { reason: 'bored' })).toMatchObject(problem('invalid-request', 400));
    expect((await read(id)).data?.reason).toBe('malformed');
  });

  test('goes for all of a reason at once', async () => {
    const first = await park();
    const second = await park();
    const { data } = await retryAll(world.owner, { reason: 'malformed' });
    expect(data?.retried).toBeGreaterThanOrEqual(2);
    for (const { id } of [first, second])
      await eventually(async () => (await list()).data?.items.some((item) => item.id === id));
  });
});

describe('putting a parked message aside', () => {
  test('takes it from the list for good, and a second time there is nothing to put aside', async () => {
    const { id } = await park();
    expect((await dismiss(id)).response.status).toBe(204);
    expect((await list()).data?.items.map((item) => item.id)).not.toContain(id);
    expect(await dismiss(id)).toMatchObject(problem('not-found', 404));
    expect(await retry(id)).toMatchObject(problem('not-found', 404));
  });

  test('with the same key is one and the same, and the key means nothing else', async () => {
    const [first, second] = [await park(), await park()];
    const key = randomUUID();
    const send = (id: string) =>
      world.owner.POST('/parked-messages/{messageId}/dismiss', {
        params: { path: { messageId: id }, header: { 'Idempotency-Key': key } },
        body: { reason: '测试订单' },
      });
    expect((await send(first.id)).response.status).toBe(204);
    expect((await send(first.id)).response.status).toBe(204);
    expect(await send(second.id)).toMatchObject(problem('idempotency-key-reused', 422));
  });

  test('needs a reason and somebody who may repair', async () => {
    const { id } = await park();
    expect(await dismiss(id, world.owner, '')).toMatchObject(problem('invalid-request', 400));
    for (const role of ['accountant', 'staff'] as const)
      expect(await dismiss(id, as(role))).toMatchObject(problem('forbidden', 403));
    expect(await dismiss(id, stranger)).toMatchObject(problem('not-found', 404));
    expect(await dismiss(id, nobody)).toMatchObject(problem('unauthenticated', 401));
    expect((await read(id)).response.status).toBe(200);
  });
});
