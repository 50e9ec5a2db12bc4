import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiClient, clientWithKey, createMerchant, createWorld, type World } from '../../../tests/harness.ts';

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
const path = () => ({ shopId: world.shop.shopId });
const read = (client = world.owner, shopId = world.shop.shopId) =>
  client.GET('/shops/{shopId}', { params: { path: { shopId } } });
const timers = (acceptDeadlineSeconds: number) => ({
  timers: { acceptDeadlineSeconds, onAcceptDeadline: 'remind' as const },
});
const change = (seconds: number, { client = world.owner, ifMatch = '*' } = {}) =>
  client.PATCH('/shops/{shopId}', { params: { path: path(), header: { 'If-Match': ifMatch } }, body: timers(seconds) });

describe('shops', () => {
  test('are listed and read by everybody of the merchant, and by nobody else', async () => {
    for (const role of ['owner', 'accountant', 'staff'] as const) {
      const client = await world.as(role);
      expect((await client.GET('/shops')).data?.items).toMatchObject([
        { id: world.shop.shopId, name: world.shop.name },
      ]);
      expect((await read(client)).data).toMatchObject({ id: world.shop.shopId, platform: 'meituan' });
    }
    expect((await stranger.GET('/shops')).data?.items).toEqual([]);
    expect(await read(stranger)).toMatchObject(problem('not-found', 404));
    expect(await read(world.owner, randomUUID())).toMatchObject(problem('not-found', 404));
    expect(await read(world.owner, 'no-id')).toMatchObject(problem('invalid-request', 400));
    expect(await nobody.GET('/shops')).toMatchObject(problem('unauthenticated', 401));
    expect(await read(nobody)).toMatchObject(problem('unauthenticated', 401));
  });
});

describe('the timers of a shop', () => {
  test('are changed by owner and admin, and who looks next reads the new ones', async () => {
    for (const [role, seconds] of [
      ['owner', 240],
      ['admin', 360],
    ] as const) {
      const done = await change(seconds, { client: await world.as(role) });
      expect(done.data?.timers).toMatchObject({ acceptDeadlineSeconds: seconds, onAcceptDeadline: 'remind' });
      expect((await read()).data?.timers.acceptDeadlineSeconds).toBe(seconds);
    }
  });

  test.each([
    ['a deadline of a second', { timers: { acceptDeadlineSeconds: 1 } }],
    ['a deadline of a month', { timers: { acceptDeadlineSeconds: 2_592_000 } }],
    ['a choice that does not exist', { timers: { onAcceptDeadline: 'sleep' } }],
    ['a field that does not exist', { colour: 'red' }],
  ])('%s is refused and changes nothing', async (_, body) => {
    const before = (await read()).data?.timers;
    const patch = world.owner.PATCH as (path: '/shops/{shopId}', init: object) => Promise<{ error?: object }>;
    expect(await patch('/shops/{shopId}', { params: { path: path() }, body })).toMatchObject(
      problem('invalid-request', 400),
    );
    expect((await read()).data?.timers).toEqual(before);
  });

  test('stay as they are for the front desk, a stranger and nobody', async () => {
    const before = (await read()).data?.timers;
    for (const role of ['front_desk', 'staff', 'accountant'] as const)
      expect(await change(90, { client: await world.as(role) })).toMatchObject(problem('forbidden', 403));
    expect(await change(90, { client: stranger })).toMatchObject(problem('not-found', 404));
    expect(await change(90, { client: nobody })).toMatchObject(problem('unauthenticated', 401));
    expect((await read()).data?.timers).toEqual(before);
  });

  test('of two who change at once the slower one is told, and does not undo what the other did', async () => {
    const etag = (await read()).response.headers.get('etag') ?? '';
    expect((await change(420, { ifMatch: etag })).response.status).toBe(200);
    expect(await change(480, { ifMatch: etag })).toMatchObject(problem('changed-meanwhile', 412));
    expect((await read()).data?.timers.acceptDeadlineSeconds).toBe(420);
    expect(await change(480, { ifMatch: 'not an etag' })).toMatchObject(problem('invalid-request', 400));
  });
});
