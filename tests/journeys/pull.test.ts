import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const dropping = (drop: number) => world.control('POST', '/pushes/settings', { drop, seed: 11 });

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

describe('what pushes lose, pulls find', () => {
  test('a third of the pushes is lost, one poll brings every order exactly once', async () => {
    await dropping(0.33);
    const ids = await placeMany(60);
    await dropping(0);
    await world.schedule().pollAll();
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
    const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
    const shop = { merchantId: world.merchantId, shopId: world.shop.shopId };
    const run = await world.schedule().startRunOf(shop, 'sweep', [today]);
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
});
