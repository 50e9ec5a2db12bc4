import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashToken } from '../../../prisma/store/identities.ts';
import {
  clientWithKey,
  createKey,
  createMerchant,
  createWorld,
  eventually,
  type World,
} from '../../../tests/harness.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.control('POST', '/meituan/orders', {
    count: 3,
    items: [{ name: '海盐卷', quantity: 1, priceYuan: '36.00' }],
  });
  await eventually(async () => (await world.owner.GET('/orders')).data?.items.length === 3);
});
afterAll(() => world.close());

/** Moves an order in time, as if it had been placed then. */
async function moveOneBack(days: number): Promise<void> {
  await world.database.withMerchantSql(world.merchantId, (client) =>
    client.query(
      `UPDATE orders SET placed_at = placed_at - make_interval(days => $1)
       WHERE id = (SELECT id FROM orders WHERE merchant_id = current_merchant() ORDER BY placed_at DESC, id DESC LIMIT 1)`,
      [days],
    ),
  );
}

describe('the day so far', () => {
  test('is told by hour and platform, and agrees with the figure on the order list', async () => {
    const { data } = await world.owner.GET('/today');
    expect(data).toMatchObject({ orders: 3, comparedOrders: 0, platforms: [{ platform: 'meituan', orders: 3 }] });
    expect(data?.hours).toHaveLength(24);
    expect(data?.hours.reduce((sum, { orders }) => sum + orders, 0)).toBe(3);
    const kept = (await world.owner.GET('/orders/counts')).data?.today[0];
    expect(data?.turnover?.[0]).toMatchObject({ currency: 'CNY', totalMinor: kept?.totalMinor });
  });

  test('is compared with the same day of last week, and other days do not count', async () => {
    await moveOneBack(7);
    await moveOneBack(3);
    const { data } = await world.owner.GET('/today');
    expect(data).toMatchObject({ orders: 1, comparedOrders: 1, comparedOrdersByNow: 1 });
    expect(Date.parse(data?.day ?? '') - Date.parse(data?.comparedDay ?? '')).toBe(7 * 86_400_000);
  });

  test('has no money for whoever may not see it', async () => {
    const { data } = await (await world.as('front_desk')).GET('/today');
    expect(data).toMatchObject({ orders: 1, turnover: null });
    expect((await (await world.as('accountant')).GET('/today')).data?.turnover).toHaveLength(1);
  });

  test('is empty for another merchant and closed to strangers', async () => {
    const stranger = await world.as('owner', await createMerchant(world.database));
    expect((await stranger.GET('/today')).data).toMatchObject({ orders: 0, comparedOrders: 0, platforms: [] });
    const nobody = clientWithKey(world.api.url, `jd_${randomUUID()}`);
    expect(await nobody.GET('/today')).toMatchObject({ error: { type: '/problems/unauthenticated' } });
  });

  test('has only the orders of the shops that a key is limited to', async () => {
    const { data: other } = await world.owner.GET('/shops');
    expect(other?.items).toHaveLength(1);
    const limited = await keyLimitedTo(randomUUID());
    expect((await limited.GET('/today')).data).toMatchObject({ orders: 0, comparedOrders: 0, turnover: [] });
    const ours = await keyLimitedTo(world.shop.shopId);
    expect((await ours.GET('/today')).data).toMatchObject({ orders: 1, comparedOrders: 1 });
  });
});

async function keyLimitedTo(shopId: string) {
  const key = await createKey(world.database, world.merchantId, 'owner');
  await world.database.withMerchant(world.merchantId, (tx) =>
    tx.apiKey.updateMany({ where: { keyHash: new Uint8Array(hashToken(key)) }, data: { shopIds: [shopId] } }),
  );
  return clientWithKey(world.api.url, key);
}
