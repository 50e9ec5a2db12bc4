import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moveCommand } from '../../prisma/store/commands.ts';
import { CoalescedNotify, ORDERS_CHANNEL } from '../../prisma/store/notify.ts';
import { readAgainSoon, takeStaleOrders } from '../../prisma/store/sync.ts';
import { applyToOrder, createTrial, type Trial } from '../../tests/trial-database.ts';
import { createOrderActivities } from './order.activities.ts';

let trial: Trial;
let changed: CoalescedNotify;
beforeAll(async () => {
  trial = await createTrial();
  changed = new CoalescedNotify(trial.database.hints, ORDERS_CHANNEL, () => undefined);
});
afterAll(async () => {
  await changed.settled();
  await trial.close();
});

test('a worker that dies between firing the accept deadline and saying so does not lose the accept that the shop wants', async () => {
  const { merchantId, shop, database } = trial;
  await database.withMerchantSql(merchantId, (client) =>
    client.query(`UPDATE shops SET on_accept_deadline = 'accept' WHERE id = $1`, [shop.shopId]),
  );
  const order = { merchantId, shopId: shop.shopId, platformOrderId: '1600012345678900001' };
  await applyToOrder(database, trial, order.platformOrderId, ['placed', 'paid']);
  const activities = createOrderActivities(database, changed);
  const later = Date.now() + 24 * 3600_000;
  const fired = await activities.fireTimers(order, later);
  expect(fired.commandId).toEqual(expect.any(String));
  // Its workflow never heard of it: the next worker fires again, finds nothing due and still carries the command out.
  expect((await activities.fireTimers(order, later)).commandId).toBe(fired.commandId);
  await database.withMerchantSql(merchantId, (client) => moveCommand(client, fired.commandId ?? '', 'done'));
  expect((await activities.fireTimers(order, later)).commandId).toBeNull();
});

test('an order that has ended is read again when its platform says that something about it is different', async () => {
  const { merchantId, shop, database } = trial;
  const id = await applyToOrder(database, trial, '1600012345678900002', ['placed', 'paid', 'accepted', 'completed']);
  const take = () =>
    database.withMerchantSql(merchantId, (client) => takeStaleOrders(client, shop.shopId, 600_000, 50));
  expect(await take()).toEqual([]);
  await database.withMerchantSql(merchantId, (client) => readAgainSoon(client, id));
  expect(await take()).toEqual(['1600012345678900002']);
  expect(await take()).toEqual([]);
});

test('an open order is read again when nothing was heard of it for ten minutes, and not while there is news', async () => {
  const { merchantId, shop, database, url } = trial;
  const platformOrderId = '1600012345678900003';
  const id = await applyToOrder(database, trial, platformOrderId, ['placed', 'paid']);
  const take = () =>
    database.withMerchantSql(merchantId, (client) => takeStaleOrders(client, shop.shopId, 600_000, 50));
  const anHourPasses = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const hour = "interval '1 hour'";
    await client.query(
      `UPDATE orders SET checked_at = checked_at - ${hour}, updated_at = updated_at - ${hour} WHERE id = $1`,
      [id],
    );
    await client.end();
  };
  expect(await take()).not.toContain(platformOrderId);
  await anHourPasses();
  await applyToOrder(database, trial, platformOrderId, ['accepted'], null);
  expect(await take()).not.toContain(platformOrderId);
  await anHourPasses();
  expect(await take()).toContain(platformOrderId);
  expect(await take()).not.toContain(platformOrderId);
});
