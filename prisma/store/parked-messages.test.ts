import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTrial, newMessage, type Trial } from '../../tests/trial-database.ts';
import { insertMessages, leaseWaiting, markTaken, moveLease, type NewMessage, park } from './inbound-messages.ts';
import { unpark, unparkWhatIsKnown } from './parked-messages.ts';

let trial: Trial;
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

async function stored(change: Partial<NewMessage>): Promise<{ messageKey: string; platformOrderId: string }> {
  const message = newMessage(trial, { platformOrderId: randomUUID(), ...change });
  await insertMessages(trial.database.system, trial.database.cipher, [message]);
  return { messageKey: message.messageKey, platformOrderId: message.platformOrderId ?? '' };
}
const stateOf = async ({ messageKey }: { messageKey: string }) =>
  (await owner.query<{ state: string }>('SELECT state FROM inbound_messages WHERE message_key = $1', [messageKey]))
    .rows[0]?.state;
/** The order of a message is known: one of its messages has been applied. */
async function apply(platformOrderId: string): Promise<void> {
  const { messageKey } = await stored({ platformOrderId });
  const { rows } = await owner.query<{ id: string }>('SELECT id FROM inbound_messages WHERE message_key = $1', [
    messageKey,
  ]);
  await trial.database.withMerchantSql(trial.merchantId, (client) => markTaken(client, { ids: [rows[0]?.id ?? ''] }));
}

test('a push of a shop that was not known goes by itself as soon as the shop is added, to that shop', async () => {
  const push = await stored({ shopId: null, platformShopId: 'tomorrow', parkedReason: 'unknown_shop' });
  expect(await unparkWhatIsKnown(trial.database.system)).toEqual([]);
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO shops (merchant_id, connection_id, platform, name, platform_shop_id)
     SELECT merchant_id, connection_id, platform, 'new', 'tomorrow' FROM shops WHERE id = $1 RETURNING id`,
    [trial.shop.shopId],
  );
  expect(await unparkWhatIsKnown(trial.database.system)).toEqual([trial.merchantId]);
  expect(await stateOf(push)).toBe('waiting');
  const { orders } = await leaseWaiting(trial.database.hints, 10, 1_000);
  expect(orders).toMatchObject([{ shopId: rows[0]?.id, platformOrderId: push.platformOrderId }]);
  expect(await unparkWhatIsKnown(trial.database.system)).toEqual([]);
});

test.each(['order_unknown', 'unknown_shop'])(
  'news of an order that nobody knew (%s) go by themselves once the order is known',
  async (parkedReason) => {
    const shop = parkedReason === 'unknown_shop' ? { shopId: null, platformShopId: null } : {};
    const push = await stored({ parkedReason, ...shop });
    expect(await unparkWhatIsKnown(trial.database.system)).toEqual([]);
    await apply(push.platformOrderId);
    expect(await unparkWhatIsKnown(trial.database.system)).toEqual([trial.merchantId]);
    expect(await stateOf(push)).toBe('waiting');
  },
);

test('what a person has to look at stays where it is', async () => {
  const push = await stored({ parkedReason: 'unknown_value' });
  const dismissed = await stored({ shopId: null, platformShopId: 'never', parkedReason: 'unknown_shop' });
  await owner.query(`UPDATE inbound_messages SET state = 'dismissed' WHERE message_key = $1`, [dismissed.messageKey]);
  await apply(push.platformOrderId);
  expect(await unparkWhatIsKnown(trial.database.system)).toEqual([]);
  expect([await stateOf(push), await stateOf(dismissed)]).toEqual(['parked', 'dismissed']);
});

test('a message that goes again before its first lease was moved is not held back by it', async () => {
  const push = await stored({});
  const leased = await leaseWaiting(trial.database.hints, 100, 10_000);
  const ids = leased.orders.flatMap(({ messageIds }) => messageIds);
  const { rows } = await owner.query<{ id: string }>('SELECT id FROM inbound_messages WHERE message_key = $1', [
    push.messageKey,
  ]);
  const messageId = rows[0]?.id ?? '';
  await trial.database.withMerchantSql(trial.merchantId, async (client) => {
    await park(client, messageId, 'malformed', 'not understood');
    expect(await unpark(client, { messageId })).toBe(1);
  });
  await moveLease(trial.database.hints, ids, 600_000);
  const again = await leaseWaiting(trial.database.hints, 100, 10_000);
  expect(again.orders.map(({ platformOrderId }) => platformOrderId)).toContain(push.platformOrderId);
});
