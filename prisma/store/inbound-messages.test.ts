import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTrial, newMessage, type Trial } from '../../tests/trial-database.ts';
import {
  insertMessages,
  insertPulledMessage,
  leaseWaiting,
  markTaken,
  moveLease,
  park,
  readInbox,
} from './inbound-messages.ts';

let trial: Trial;
/** The server's superuser: looks at rows, and moves clocks by moving what is compared with them. */
let owner: pg.Client;

beforeAll(async () => {
  trial = await createTrial();
  owner = new pg.Client({ connectionString: trial.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await trial.close();
});
beforeEach(async () => {
  await owner.query('TRUNCATE inbound_messages');
});

interface Row {
  id: string;
  state: string;
  repeat_count: number;
  platform_order_id: string | null;
  leased: boolean;
  parked_reason: string | null;
}

async function rows(): Promise<Row[]> {
  const answer = await owner.query<Row>(
    `SELECT id, state, repeat_count, platform_order_id, leased_until IS NOT NULL AS leased, parked_reason
     FROM inbound_messages ORDER BY received_at, message_key`,
  );
  return answer.rows;
}

const store = (...messages: ReturnType<typeof newMessage>[]) =>
  insertMessages(trial.database.system, trial.database.cipher, messages);
const message = (change: Parameters<typeof newMessage>[1] = {}) => newMessage(trial, change);
const lease = (limit = 100, leaseMs = 60_000) => leaseWaiting(trial.database.system, limit, leaseMs);
const inOrder = <T>(run: (client: Parameters<typeof readInbox>[0]) => Promise<T>) =>
  trial.database.withMerchantSql(trial.merchantId, run);

describe('a push that comes again', () => {
  test('is one row that counts, within one batch and over many', async () => {
    const push = message({ messageKey: 'k' });
    await store(push, push, push);
    expect(await rows()).toMatchObject([{ repeat_count: 2, state: 'waiting' }]);
    await store(push);
    await store(push, push);
    expect(await rows()).toMatchObject([{ repeat_count: 5 }]);
  });

  test('does not wake up what is done', async () => {
    const push = message();
    await store(push);
    await inOrder(async (client) => markTaken(client, { ids: [(await rows())[0]?.id ?? ''] }));
    await store(push);
    expect(await rows()).toMatchObject([{ state: 'done', repeat_count: 1 }]);
  });

  test('belongs to its connection: the same key from another one is another message', async () => {
    const other = await trial.addMerchant();
    await store(message({ messageKey: 'k' }), newMessage(other, { messageKey: 'k' }));
    expect(await rows()).toHaveLength(2);
  });

  test('and a pull that brings the same again is only counted', async () => {
    const pulled = { kind: 'detail', messageKey: 'd', payload: message().payload };
    const { merchantId, shop } = trial;
    const order = {
      merchantId,
      connectionId: shop.connectionId,
      shopId: shop.shopId,
      platformShopId: shop.code,
      platformOrderId: '1',
    };
    for (let round = 0; round < 3; round += 1) {
      await inOrder((client) => insertPulledMessage(client, trial.database.cipher, order, pulled));
    }
    expect(await rows()).toMatchObject([{ repeat_count: 2, state: 'waiting' }]);
  });
});

test('fifty batches at once with the same pushes in different order all get through, and every repeat is counted', async () => {
  const pushes = Array.from({ length: 20 }, (_, index) =>
    message({ messageKey: `k${index}`, platformOrderId: String(index) }),
  );
  const batches = Array.from({ length: 50 }, (_, shift) => [
    ...pushes.slice(shift % 20),
    ...pushes.slice(0, shift % 20),
  ]);
  await Promise.all(batches.map((batch) => store(...(batch.length % 2 ? batch : batch.reverse()))));
  const stored = await rows();
  expect(stored).toHaveLength(20);
  expect(stored.map(({ repeat_count }) => repeat_count)).toEqual(Array(20).fill(49));
});

test('what is stored cannot be read without the key, and comes back to the order oldest first', async () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 4, 0, second));
  const payload = (body: string) => ({ method: 'POST' as const, query: '', contentType: null, body });
  await store(
    message({ receivedAt: at(2), payload: payload('second 13800000000'), kind: 'order-cancelled' }),
    message({ receivedAt: at(1), payload: payload('first 13800000000') }),
    message({ receivedAt: at(0), platformOrderId: '7' }),
  );
  const { rows: raw } = await owner.query<{ row: string }>(
    'SELECT inbound_messages::text AS row FROM inbound_messages',
  );
  expect(raw.map(({ row }) => row).join()).not.toContain('13800000000');
  const inbox = await inOrder((client) =>
    readInbox(client, trial.database.cipher, trial.shop.shopId, '1600012345678901234', 10),
  );
  expect(inbox.map(({ payload: { body }, kind }) => [body, kind])).toEqual([
    ['first 13800000000', 'order-paid'],
    ['second 13800000000', 'order-cancelled'],
  ]);
});

describe('waiting messages', () => {
  test('go to one dispatcher each, however many ask at once', async () => {
    const orders = Array.from({ length: 60 }, (_, index) => String(index));
    await store(...orders.map((platformOrderId) => message({ platformOrderId })));
    const leases = await Promise.all(Array.from({ length: 12 }, () => lease(7)));
    const rest = await lease(100);
    const told = [...leases, rest].flatMap((one) => one.orders.flatMap(({ messageIds }) => messageIds));
    expect(new Set(told).size).toBe(60);
    expect(told).toHaveLength(60);
    expect((await lease()).messageCount).toBe(0);
  });

  test('of one order come together, those of a parked push never', async () => {
    await store(
      message({ platformOrderId: 'a' }),
      message({ platformOrderId: 'a' }),
      message({ platformOrderId: 'b' }),
      message({ platformOrderId: 'c', parkedReason: 'unknown_shop', shopId: null }),
    );
    const { orders, messageCount } = await lease();
    expect(messageCount).toBe(3);
    expect(orders.map(({ platformOrderId, messageIds }) => [platformOrderId, messageIds.length]).sort()).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  test('come back when the dispatcher that took them is gone', async () => {
    await store(message());
    expect((await lease(10, 60_000)).messageCount).toBe(1);
    expect((await lease()).messageCount).toBe(0);
    await owner.query("UPDATE inbound_messages SET leased_until = now() - interval '1 second'");
    expect((await lease()).messageCount).toBe(1);
  });

  test('have no lease any more once they are done or parked, and a late move of the lease changes nothing', async () => {
    await store(message({ platformOrderId: 'a' }), message({ platformOrderId: 'b' }));
    const ids = (await lease()).orders.flatMap(({ messageIds }) => messageIds);
    await inOrder(async (client) => {
      await markTaken(client, { ids: ids.slice(0, 1) });
      await park(client, ids[1] ?? '', 'malformed', 'x'.repeat(2_000));
    });
    await moveLease(trial.database.system, ids, 600_000);
    expect((await rows()).map(({ state, leased }) => [state, leased]).sort()).toEqual([
      ['done', false],
      ['parked', false],
    ]);
  });

  test('without a shop take it from an earlier message of the same order', async () => {
    await store(message({ shopId: null, platformShopId: null, platformOrderId: '1' }));
    expect((await lease(10, -1)).withoutShop).toHaveLength(1);
    await store(message({ platformOrderId: '1' }));
    const { orders, withoutShop } = await lease();
    expect(withoutShop).toEqual([]);
    expect(orders).toMatchObject([{ shopId: trial.shop.shopId, platformOrderId: '1' }]);
    expect(orders[0]?.messageIds).toHaveLength(2);
  });
});

test('repeats that arrive while their order is being worked on neither block nor break each other', async () => {
  const pushes = Array.from({ length: 12 }, () => message({ messageKey: randomUUID(), platformOrderId: 'busy' }));
  await store(...pushes);
  const { database, shop } = trial;
  const ids = (await rows()).map(({ id }) => id);
  const work = () => inOrder((client) => readInbox(client, database.cipher, shop.shopId, 'busy', 50));
  const rounds = Array.from({ length: 30 }, (_, round) => [
    store(...(round % 2 ? pushes : [...pushes].reverse())),
    work(),
    moveLease(database.system, ids, 1_000),
  ]);
  const ended = await Promise.allSettled(rounds.flat());
  expect(ended.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect((await rows()).map(({ repeat_count }) => repeat_count)).toEqual(Array(12).fill(30));
});
