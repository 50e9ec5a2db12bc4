import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askCommand, moveCommand, readCommand } from '../../prisma/store/commands.ts';
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

describe('a press that could not be sent for a long time', () => {
  const noon = async (platformOrderId: string, minutesAgo: number) => {
    const { merchantId, shop, database } = trial;
    const orderId = await applyToOrder(database, trial, platformOrderId, ['placed', 'paid']);
    const asked = { merchantId, orderId, action: 'accept' as const, input: {}, idempotencyKey: null, actor: '小王' };
    const press = () => database.withMerchantSql(merchantId, (client) => askCommand(client, asked));
    const command = await press();
    if (typeof command === 'string') throw new Error(command);
    await database.withMerchantSql(merchantId, (client) =>
      client.query(`UPDATE commands SET wanted_at = now() - $2 * interval '1 minute' WHERE id = $1`, [
        command.id,
        minutesAgo,
      ]),
    );
    const events = () =>
      database.withMerchant(merchantId, (tx) =>
        tx.orderEvent.findMany({ where: { orderId, kind: 'command_expired' } }),
      );
    const read = () => database.withMerchantSql(merchantId, (client) => readCommand(client, command.id));
    const activities = createOrderActivities(database, changed);
    const order = { merchantId, shopId: shop.shopId, platformOrderId };
    return { order, commandId: command.id, press, events, read, activities };
  };

  test('is not done hours later: it ends, and the order says that it was not done', async () => {
    const { order, commandId, activities, events, read } = await noon('1600012345678900013', 240);
    expect(await activities.beginCommand(order, commandId)).toBe('refused');
    expect(await read()).toMatchObject({ state: 'refused', platformCode: null, platformMessage: 'not_in_time' });
    expect(await events()).toMatchObject([{ detail: { action: 'accept' }, actor: 'system' }]);
    expect(await activities.beginCommand(order, commandId)).toBe('refused');
    expect(await events()).toHaveLength(1);
  });

  test('is done at once when somebody presses again', async () => {
    const { order, commandId, activities, press, events } = await noon('1600012345678900014', 240);
    expect(await press()).toMatchObject({ id: commandId, state: 'asked' });
    expect(await activities.beginCommand(order, commandId)).toBe('sent');
    expect(await events()).toEqual([]);
  });

  test('of which the platform says hours later that it never came is not sent then', async () => {
    const { order, commandId, activities, events, read } = await noon('1600012345678900015', 240);
    await activities.markUnknown(order, commandId, { platformCode: 'unknown', platformMessage: 'no answer' });
    expect(await activities.settleUnknown(order, commandId, false)).toBe('refused');
    expect(await read()).toMatchObject({ state: 'refused', platformMessage: 'not_in_time' });
    expect(await events()).toHaveLength(1);
  });
});
