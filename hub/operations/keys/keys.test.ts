import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientWithKey,
  createPerson,
  createWorld,
  eventually,
  type ApiClient,
  type World,
} from '../../../tests/harness.ts';
import { type RunningApi, startApi } from '../../start-api.ts';

let world: World;
let secondApi: RunningApi;
let owner: ApiClient;
beforeAll(async () => {
  world = await createWorld({ worker: false });
  secondApi = await startApi(world.config, pino({ level: 'silent' }));
  owner = clientWithKey(world.api.url, (await createPerson(world.database, world.merchantId, 'owner')).token);
});
afterAll(async () => {
  await secondApi.close();
  await world.close();
});

const make = async (body: Record<string, unknown> = {}) => {
  const answer = await owner.POST('/keys', { body: { name: 'ERP', scopes: ['orders:read'], ...body } as never });
  const key = answer.data?.key ?? '';
  return { ...answer, key, id: answer.data?.id ?? '', client: clientWithKey(world.api.url, key) };
};
const by = (keyId: string) => ({ params: { path: { keyId } } });

describe('a key', () => {
  test('may what its scopes say, is shown once and stored as a hash', async () => {
    const { response, key, id, client } = await make();
    expect(response.status).toBe(201);
    expect((await client.GET('/orders')).response.status).toBe(200);
    expect((await client.GET('/shops')).response.status).toBe(403);
    const accept = await client.POST('/orders/{orderId}/accept', { params: { path: { orderId: randomUUID() } } });
    expect(accept.response.status).toBe(403);
    const listed = (await owner.GET('/keys')).data?.items.find((one) => one.id === id);
    expect(listed).toMatchObject({
      keyStart: key.slice(0, 9),
      scopes: ['orders:read'],
      role: null,
      ratePerMinute: 600,
    });
    const { rows } = await world.database.withMerchantSql(world.merchantId, (sql) =>
      sql.query<{ row: string }>('SELECT k::text AS row FROM api_keys k'),
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(key);
    await eventually(async () => (await owner.GET('/keys')).data?.items.find((one) => one.id === id)?.lastUsedAt);
  });

  test('that is limited to a shop sees no other', async () => {
    const { client } = await make({ scopes: ['shops:read'], shopIds: [world.shop.shopId] });
    expect((await client.GET('/shops')).data?.items.map(({ id }) => id)).toEqual([world.shop.shopId]);
  });

  test('is given by nobody what they do not have, and no key makes keys or people', async () => {
    expect((await make({ scopes: ['people:write'] })).response.status).toBe(400);
    expect((await make({ scopes: ['audit:read'], shopIds: [world.shop.shopId] })).response.status).toBe(400);
    expect((await make({ expiresAt: '2020-01-01T00:00:00Z' })).response.status).toBe(400);
    expect((await make({ scopes: [] })).response.status).toBe(400);
    const { response } = await world.owner.POST('/keys', {
      body: { name: 'x', scopes: ['orders:read'], ratePerMinute: 1 },
    });
    expect(response.status).toBe(403);
  });

  test('that was rotated is taken with both secrets for a while, then with the new one', async () => {
    const { id, client } = await make();
    const { data } = await owner.POST('/keys/{keyId}/rotate', { ...by(id), body: { overlapSeconds: 3600 } });
    const renewed = clientWithKey(world.api.url, data?.key ?? '');
    expect((await renewed.GET('/orders')).response.status).toBe(200);
    expect((await client.GET('/orders')).response.status).toBe(200);
    expect(data?.oldAcceptedUntil).toEqual(expect.any(String));
    await world.database.withMerchantSql(world.merchantId, (sql) =>
      sql.query("UPDATE api_keys SET previous_until = now() - interval '1 second' WHERE id = $1", [id]),
    );
    await eventually(async () => (await client.GET('/orders')).response.status === 401, 3_000);
    expect((await renewed.GET('/orders')).response.status).toBe(200);
  });

  test('that was revoked is refused at once, in every process', async () => {
    const { id, key, client } = await make();
    const elsewhere = clientWithKey(secondApi.url, key);
    expect((await elsewhere.GET('/orders')).response.status).toBe(200);
    expect((await owner.POST('/keys/{keyId}/revoke', by(id))).data?.revokedAt).toEqual(expect.any(String));
    for (const one of [client, elsewhere])
      await eventually(async () => (await one.GET('/orders')).response.status === 401, 2_000);
    expect((await owner.POST('/keys/{keyId}/rotate', { ...by(id), body: { overlapSeconds: 1 } })).response.status).toBe(
      404,
    );
  });

  test('makes no more calls in a minute than it may, over all processes together, and is told how many are left', async () => {
    const { key, client } = await make({ ratePerMinute: 20 });
    // A minute that is about to end would give the rest of the calls another one.
    await eventually(() => Promise.resolve(new Date().getSeconds() < 50), 15_000);
    const first = await client.GET('/orders');
    expect(first.response.headers.get('ratelimit-policy')).toBe('"minute";q=20;w=60');
    expect(first.response.headers.get('ratelimit')).toMatch(/^"minute";r=19;t=\d+$/);
    const elsewhere = clientWithKey(secondApi.url, key);
    const calls = Array.from({ length: 40 }, (_, n) => (n % 2 ? client : elsewhere).GET('/orders'));
    const answers = (await Promise.all(calls)).map(({ response }) => response);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused?.headers.get('ratelimit')).toMatch(/r=0/);
  });
});
