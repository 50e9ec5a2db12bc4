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
const today = new Date().toISOString().slice(0, 10);

interface Wish {
  client?: ApiClient;
  shopId?: string;
  fromDay?: string;
  toDay?: string;
  key?: string;
}
const start = ({ client = world.owner, shopId = world.shop.shopId, fromDay = today, toDay = today, key }: Wish = {}) =>
  client.POST('/sync-runs', {
    params: key === undefined ? {} : { header: { 'Idempotency-Key': key } },
    body: { shopId, fromDay, toDay },
  });
const one = (runId: string) => ({ params: { path: { runId } } });
const read = (runId: string, client = world.owner) => client.GET('/sync-runs/{runId}', one(runId));
const pause = (runId: string, client = world.owner) => client.POST('/sync-runs/{runId}/pause', one(runId));
const resume = (runId: string, client = world.owner) => client.POST('/sync-runs/{runId}/resume', one(runId));

async function ended(): Promise<string> {
  const { data } = await start();
  const runId = data?.id ?? '';
  await eventually(async () => (await read(runId)).data?.state === 'done');
  return runId;
}

describe('fetching the orders of some days again', () => {
  test('is started by owner and admin, with the same key once, and everybody sees how it ends', async () => {
    await world.control('POST', '/meituan/orders', {});
    const key = randomUUID();
    const first = await start({ key });
    expect(first).toMatchObject({ data: { shopId: world.shop.shopId, days: 1 }, response: { status: 202 } });
    expect((await start({ key })).data?.id).toBe(first.data?.id);
    expect(await start({ key, fromDay: '2026-01-01', toDay: '2026-01-02' })).toMatchObject(
      problem('idempotency-key-reused', 422),
    );
    expect((await start({ client: await world.as('admin') })).response.status).toBe(202);
    const runId = first.data?.id ?? '';
    const accountant = await world.as('accountant');
    await eventually(async () => (await read(runId, accountant)).data?.state === 'done');
    expect((await read(runId)).data).toMatchObject({ daysDone: 1, found: expect.any(Array) as unknown });
    expect((await accountant.GET('/sync-runs')).data?.items.map(({ id }) => id)).toContain(runId);
  });

  test.each([
    ['days in the wrong order', { fromDay: '2026-02-02', toDay: '2026-02-01' }],
    ['more days than a quarter has', { fromDay: '2026-01-01', toDay: '2026-12-31' }],
    ['a day that no calendar has', { fromDay: '2026-02-30', toDay: '2026-02-30' }],
    ['a shop that is no id', { shopId: 'mine' }],
  ])('%s is refused and starts nothing', async (_, wish) => {
    const before = (await world.owner.GET('/sync-runs', { params: { query: { limit: 100 } } })).data?.items.length;
    expect(await start(wish)).toMatchObject(problem('invalid-request', 400));
    const after = (await world.owner.GET('/sync-runs', { params: { query: { limit: 100 } } })).data?.items.length;
    expect(after).toBe(before);
  });

  test('is not for the front desk, not of a stranger, not of nobody', async () => {
    for (const role of ['front_desk', 'staff', 'accountant'] as const)
      expect(await start({ client: await world.as(role) })).toMatchObject(problem('forbidden', 403));
    expect(await start({ client: stranger })).toMatchObject(problem('not-found', 404));
    expect(await start({ shopId: randomUUID() })).toMatchObject(problem('not-found', 404));
    expect(await start({ client: nobody })).toMatchObject(problem('unauthenticated', 401));
  });
});

describe('a run', () => {
  test('is seen by its merchant alone', async () => {
    const runId = await ended();
    expect((await stranger.GET('/sync-runs')).data?.items).toEqual([]);
    expect(await nobody.GET('/sync-runs')).toMatchObject(problem('unauthenticated', 401));
    const none = { params: { query: { limit: 0 } } };
    expect(await world.owner.GET('/sync-runs', none)).toMatchObject(problem('invalid-request', 400));
    expect(await read(runId, stranger)).toMatchObject(problem('not-found', 404));
    expect(await read(runId, nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await read('no-id')).toMatchObject(problem('invalid-request', 400));
  });

  test.each([
    ['paused', pause],
    ['resumed', resume],
  ])('that has ended cannot be %s, and never by who may not', async (_, change) => {
    const runId = await ended();
    expect(await change(runId)).toMatchObject(problem('not-running', 409));
    for (const role of ['front_desk', 'staff', 'accountant'] as const)
      expect(await change(runId, await world.as(role))).toMatchObject(problem('forbidden', 403));
    expect(await change(runId, stranger)).toMatchObject(problem('not-found', 404));
    expect(await change(runId, nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await change('no-id')).toMatchObject(problem('invalid-request', 400));
    expect((await read(runId)).data?.state).toBe('done');
  });

  test('that is paused waits, and goes on when it is resumed', async () => {
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/getOrderDaySeq',
      act: 'slow',
      delayMs: 1_500,
      times: 1,
    });
    const { data } = await start();
    const runId = data?.id ?? '';
    expect((await pause(runId)).response.status).toBe(202);
    expect((await read(runId)).data?.state).toBe('paused');
    expect((await resume(runId)).response.status).toBe(202);
    await eventually(async () => (await read(runId)).data?.state === 'done');
  });
});
