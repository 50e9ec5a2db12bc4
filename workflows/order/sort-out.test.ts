import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../../tests/harness.ts';
import { paidOrder, sendPush } from '../../tests/meituan-push.ts';

let world: World;
/** The server's superuser, who lets the database refuse what a release of the hub would write wrongly. */
let owner: pg.Client;

beforeAll(async () => {
  world = await createWorld();
  owner = new pg.Client({ connectionString: world.config.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const push = (params: Record<string, string>) =>
  sendPush(params, {
    url: `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`,
    secret: world.shop.secret,
  });
const find = async (platformOrderId: string) => {
  const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
  return data?.items[0];
};

test('a message that the database refuses is set aside with the reason, and the order goes on without it', async () => {
  await owner.query('ALTER TABLE orders ADD CONSTRAINT no_remark_of_this CHECK (total_minor <> 66600)');
  const good = paidOrder();
  const platformOrderId = good.order_id ?? '';
  const bad = { ...good, total: '666', detail: '[{"food_name":"牛肉面","quantity":1,"price":666}]', utime: '1' };
  expect(await push(bad)).toMatchObject({ status: 200 });
  const parked = await eventually(async () => {
    const { data } = await world.owner.GET('/parked-messages');
    return data?.items.find((item) => item.platformOrderId === platformOrderId);
  });
  expect(parked).toMatchObject({ reason: 'translation_failed' });
  expect(parked.detail).toBe('the database refuses it (23514 no_remark_of_this)');
  expect(await find(platformOrderId)).toBeUndefined();

  // Good and bad news of one order in one batch: what can be applied is, with number and sequence as if nothing had happened.
  await push(good);
  expect(await eventually(() => find(platformOrderId))).toMatchObject({ totalMinor: 3550, state: 'paid', number: 1 });

  await owner.query('ALTER TABLE orders DROP CONSTRAINT no_remark_of_this');
  const path = { messageId: parked.id };
  expect((await world.owner.POST('/parked-messages/{messageId}/retry', { params: { path } })).response.status).toBe(
    202,
  );
  await eventually(async () => (await world.owner.GET('/orders/counts')).data?.parked === 0);
  expect(await find(platformOrderId)).toMatchObject({ state: 'paid', number: 1 });
});
