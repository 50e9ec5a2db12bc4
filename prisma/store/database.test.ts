import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyToOrder, createTrial, newMessage, type Trial } from '../../tests/trial-database.ts';
import { recordAct } from './audit.ts';
import { askCommand } from './commands.ts';
import { claimKey } from './idempotency-keys.ts';
import { insertMessages } from './inbound-messages.ts';
import { insertLink } from './password-links.ts';
import { confirmFactor } from './second-factor.ts';
import { startSession } from './sessions.ts';
import { addView, keepPreferences } from './saved-views.ts';
import { saveCursor, saveDay, startRun } from './sync.ts';
import { openTokenVaults } from './token-vault.ts';

let trial: Trial;
let other: Awaited<ReturnType<Trial['addMerchant']>>;
/** The server's superuser, to whom no wall applies. */
let owner: pg.Client;
/** Every table of the product with the column that names its merchant. */
let tables: { name: string; key: string }[];
/** What belongs to the install and to no merchant. */
const ofNobody = ['log_in_throttles', 'rate_windows', 'chores', 'data_keys'];

beforeAll(async () => {
  // One connection for the app: whatever a transaction left behind would be met by the next one.
  trial = await createTrial({ poolMax: 1 });
  other = await trial.addMerchant();
  owner = new pg.Client({ connectionString: trial.url });
  await owner.connect();
  const { rows } = await owner.query<{ name: string; key: string }>(
    `SELECT c.relname AS name, CASE c.relname WHEN 'merchants' THEN 'id' ELSE 'merchant_id' END AS key
     FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
     AND c.relname <> '_prisma_migrations' AND c.relname <> ALL ($1)`,
    [ofNobody],
  );
  tables = rows;
  await fill(trial);
  await fill(other);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await trial.close();
});

/** At least one row in every table. */
async function fill({ merchantId, shop }: Pick<Trial, 'merchantId' | 'shop'>): Promise<void> {
  const { database } = trial;
  const orderId = await applyToOrder(database, { merchantId, shop }, '1600012345678901234', ['placed', 'paid']);
  await insertMessages(database.system, database.cipher, [newMessage({ merchantId, shop })]);
  await database.withMerchant(merchantId, async (tx) => {
    await tx.apiKey.create({
      data: {
        merchantId,
        name: 'k',
        role: 'owner',
        keyHash: new Uint8Array([merchantId.charCodeAt(0), Math.random() * 255]),
      },
    });
  });
  const minted = { value: 'token', expiresAt: new Date(Date.now() + 3600_000) };
  await openTokenVaults(database)({ merchantId, connectionId: shop.connectionId }).token({
    holder: shop.code,
    mint: () => Promise.resolve(minted),
  });
  await database.withMerchantSql(merchantId, async (client) => {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM users');
    const id = rows[0]?.id ?? '';
    await startSession(client, { id, merchant: { id: merchantId } });
    await insertLink(client, { merchantId, personId: id, purpose: 'reset' });
    await confirmFactor(client, merchantId, id);
    await recordAct(client, { actor: { kind: 'user', id, name: 'x' }, act: 'test', outcome: 'done' });
    await askCommand(client, { merchantId, orderId, action: 'accept', input: {}, idempotencyKey: 'k', actor: 'test' });
    await askCommand(client, { merchantId, orderId, action: 'accept', input: {}, idempotencyKey: 'l', actor: 'test' });
    await claimKey(client, merchantId, 'k', 'digest');
    const view = { name: '明天', search: 'tab=assigned', shared: true };
    await addView(client, { merchantId, ownerId: merchantId, ownerName: 'test' }, view);
    await keepPreferences(client, { merchantId, personId: merchantId }, {});
    await saveCursor(client, merchantId, shop.shopId, { page: 1 }, true);
    const run = await startRun(client, {
      merchantId,
      shopId: shop.shopId,
      kind: 'sweep',
      fromDay: '2026-11-22',
      toDay: '2026-11-23',
    });
    const difference = {
      platformOrderId: '1',
      kind: 'missing_in_hub',
      hubHas: null,
      platformHas: 'paid',
      repaired: true,
    } as const;
    await saveDay(client, { merchantId, runId: run.id, shopId: shop.shopId }, 1, 1, [difference]);
  });
  await fillByHand(merchantId, shop);
}

/** Tables whose own code would need a receiver, a bill or a platform that is away. */
async function fillByHand(merchantId: string, shop: Trial['shop']): Promise<void> {
  const day = '2026-11-23';
  const insert = (sql: string, ...values: unknown[]) =>
    owner.query(`${sql} ON CONFLICT DO NOTHING`, [merchantId, ...values]);
  const endpointId = randomUUID();
  const deliveryId = randomUUID();
  await insert(
    `INSERT INTO webhook_endpoints (merchant_id, id, url, secret_encrypted) VALUES ($1, $2, 'https://example.com', '')`,
    endpointId,
  );
  await insert(
    `INSERT INTO webhook_deliveries (merchant_id, id, endpoint_id, event_type, source_key, body) VALUES ($1, $2, $3, 'ping', 'x', '')`,
    deliveryId,
    endpointId,
  );
  await insert(
    `INSERT INTO webhook_attempts (merchant_id, delivery_id, at, latency_ms, answer) VALUES ($1, $2, now(), 1, '')`,
    deliveryId,
  );
  await insert(
    `INSERT INTO real_phone_requests (merchant_id, order_id, actor, reason) SELECT merchant_id, id, 'test', 'test' FROM orders WHERE merchant_id = $1`,
  );
  const takingId = randomUUID();
  await insert(
    `INSERT INTO voucher_takings (merchant_id, id, shop_id, code, count, idempotency_key, actor) VALUES ($1, $2, $3, '1', 1, 'x', 'test')`,
    takingId,
    shop.shopId,
  );
  await insert(
    `INSERT INTO taken_vouchers (merchant_id, id, taking_id, shop_id, code, title, price_minor, paid_minor, platform_order_id, taken_at)
     VALUES ($1, $2, $2, $3, '1', 'x', 1, 1, 'x', now())`,
    takingId,
    shop.shopId,
  );
  await insert(`INSERT INTO webhook_positions (merchant_id, event_sequence) VALUES ($1, 1)`);
  await insert(
    `INSERT INTO webhook_facts (merchant_id, kind, subject_id) VALUES ($1, 'command_finished', $2)`,
    deliveryId,
  );
  await insert(`INSERT INTO connection_gates (merchant_id, connection_id) VALUES ($1, $2)`, shop.connectionId);
  await insert(`INSERT INTO bill_days (merchant_id, shop_id, business_day) VALUES ($1, $2, $3)`, shop.shopId, day);
  await insert(
    `INSERT INTO bill_rows (merchant_id, shop_id, business_day, row_key, raw) VALUES ($1, $2, $3, 'x', '{}')`,
    shop.shopId,
    day,
  );
}

describe("another merchant's rows", () => {
  test('are there, in every table: what follows would prove nothing in an empty house', async () => {
    for (const { name, key } of tables) {
      const { rows } = await owner.query<{ n: number }>(`SELECT count(DISTINCT ${key})::int AS n FROM ${name}`);
      expect([name, rows[0]?.n]).toEqual([name, 2]);
    }
  });

  test('no table is without its wall, not even for its owner', async () => {
    const { rows } = await owner.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND relname <> '_prisma_migrations' AND NOT (relrowsecurity AND relforcerowsecurity)`,
    );
    expect(rows).toEqual([]);
  });

  test('a forgotten filter shows only the own ones, in every table that the app can read', async () => {
    for (const { name, key } of tables) {
      const seen = await trial.database
        .withMerchantSql(trial.merchantId, (client) =>
          client.query<{ merchant: string }>(`SELECT DISTINCT ${key} AS merchant FROM ${name}`),
        )
        .catch((error: unknown) => error);
      expect([name, seen]).toMatchObject([name, { rows: [{ merchant: trial.merchantId }] }]);
    }
  });

  test('Prisma without a filter sees only the own ones as well, by list, by id and through relations', async () => {
    await trial.database.withMerchant(trial.merchantId, async (tx) => {
      const found = [
        await tx.order.findMany(),
        await tx.shop.findMany(),
        await tx.inboundMessage.findMany(),
        await tx.orderEvent.findMany(),
      ];
      for (const rows of found) expect([...new Set(rows.map((row) => row.merchantId))]).toEqual([trial.merchantId]);
      expect(await tx.merchant.findMany()).toHaveLength(1);
      expect(await tx.shop.findUnique({ where: { id: other.shop.shopId } })).toBeNull();
      expect(await tx.connection.findMany({ include: { shops: true } })).toMatchObject([
        { shops: [{ id: trial.shop.shopId }] },
      ]);
      expect(await tx.order.count()).toBe(1);
      expect(await tx.order.updateMany({ data: { currency: 'USD' }, where: { merchantId: other.merchantId } })).toEqual(
        { count: 0 },
      );
    });
  });

  test('cannot be changed, taken over or given away', async () => {
    for (const { name, key } of tables) {
      const change = (sql: string) =>
        trial.database.withMerchantSql(trial.merchantId, (client) => client.query(sql, [other.merchantId]));
      const touched = await change(`UPDATE ${name} SET ${key} = ${key} WHERE ${key} = $1`).catch(
        (error: unknown) => error,
      );
      expect([name, touched]).toMatchObject([name, touched instanceof Error ? { code: '42501' } : { rowCount: 0 }]);
      const given = await change(`UPDATE ${name} SET ${key} = $1`).catch((error: unknown) => error);
      expect([name, given]).toMatchObject([name, { code: '42501' }]);
      const inserted = await change(
        `INSERT INTO ${name} SELECT (jsonb_populate_record(t, jsonb_build_object('${key}', $1::text))).* FROM ${name} t LIMIT 1`,
      ).catch((error: unknown) => error);
      expect([name, inserted]).toMatchObject([name, { code: '42501' }]);
    }
  });

  test('without a merchant nothing at all is seen', async () => {
    const app = new pg.Client({ connectionString: trial.url, options: '-c role=jiedan_app' });
    await app.connect();
    try {
      for (const { name } of tables) {
        expect([name, (await app.query(`SELECT FROM ${name}`)).rowCount]).toEqual([name, 0]);
      }
    } finally {
      await app.end();
    }
  });
});

describe('the merchant of a transaction', () => {
  const current = (client: { query(sql: string): Promise<{ rows: unknown[] }> }) =>
    client.query("SELECT current_setting('jiedan.merchant_id', true) AS merchant");

  test('ends with it, also when it is rolled back', async () => {
    const { database, merchantId } = trial;
    const failing = database.withMerchantSql(merchantId, () => Promise.reject(new Error('in the middle')));
    await expect(failing).rejects.toThrow('in the middle');
    const failingPrisma = database.withMerchant(merchantId, async (tx) => {
      await tx.shop.updateMany({ data: { name: '改了' } });
      throw new Error('in the middle');
    });
    await expect(failingPrisma).rejects.toThrow('in the middle');
    // The pool has one connection, so this is the same one.
    await database.withMerchantSql(other.merchantId, async (client) => {
      expect((await current(client)).rows).toEqual([{ merchant: other.merchantId }]);
      await client.query('COMMIT; BEGIN');
      expect((await current(client)).rows).toEqual([{ merchant: '' }]);
      expect((await client.query('SELECT FROM orders')).rowCount).toBe(0);
    });
    const shops = await database.withMerchant(merchantId, (tx) => tx.shop.findMany());
    expect(shops.map(({ name }) => name)).toEqual(['测试门店']);
  });

  test('a failing statement gives the connection back whole', async () => {
    const { database, merchantId } = trial;
    await expect(database.withMerchantSql(merchantId, (client) => client.query('SELECT 1/0'))).rejects.toThrow(
      'division',
    );
    const answer = await database.withMerchantSql(merchantId, (client) =>
      client.query<{ one: number }>('SELECT 1 AS one'),
    );
    expect(answer.rows).toEqual([{ one: 1 }]);
  });

  test('can only be a UUID', async () => {
    const run = () => Promise.resolve();
    await expect(trial.database.withMerchantSql("x', true); DROP TABLE orders; --", run)).rejects.toThrow('UUID');
    await expect(trial.database.withMerchant('', run)).rejects.toThrow('UUID');
  });

  test('transactions of one order wait for each other, those of another do not', async () => {
    const wide = await createTrial();
    try {
      const steps: string[] = [];
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      let entered: () => void = () => undefined;
      const inside = new Promise<void>((resolve) => (entered = resolve));
      const run = (name: string, lock: string, wait: Promise<void>) =>
        wide.database.withMerchantSql(
          wide.merchantId,
          async (client) => {
            // The lock is on its way while this runs; its first statement is answered only once it is held.
            await client.query('SELECT 1');
            if (name === 'first') entered();
            await wait;
            steps.push(name);
          },
          { lock },
        );
      const first = run('first', 'order a', held);
      await inside;
      const second = run('second', 'order a', Promise.resolve());
      await run('other', 'order b', Promise.resolve());
      release();
      await Promise.all([first, second]);
      expect(steps).toEqual(['other', 'first', 'second']);
    } finally {
      await wide.close();
    }
  });
});

describe('roles', () => {
  test('the door, the dispatcher and log-in see no order, no line, no event and not what a command asks for', async () => {
    // Of commands and counters they see which merchants have something to be done.
    for (const sql of [
      'SELECT FROM orders',
      'SELECT FROM order_lines',
      'SELECT FROM order_events',
      ...['action', 'input', 'actor', 'idempotency_key', 'platform_message'].map(
        (name) => `SELECT ${name} FROM commands`,
      ),
      'SELECT not_accepted FROM merchant_counters',
    ]) {
      await expect(trial.database.system.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(trial.database.system.query("UPDATE commands SET state = 'done'")).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('requests see nothing of what belongs to no merchant: who guesses passwords, how much keys are used, what seals', async () => {
    for (const name of ofNobody) {
      const read = trial.database.withMerchantSql(trial.merchantId, (client) => client.query(`SELECT FROM ${name}`));
      await expect(read).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('they can neither change who people are nor what shops are', async () => {
    for (const sql of [
      "UPDATE users SET role = 'owner'",
      "UPDATE api_keys SET role = 'owner'",
      "UPDATE shops SET name = 'x'",
      "UPDATE connections SET config_encrypted = ''",
      'DELETE FROM inbound_messages',
      'DELETE FROM user_sessions',
    ]) {
      await expect(trial.database.system.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('the app cannot put the wall aside or rewrite what happened', async () => {
    for (const sql of [
      'ALTER TABLE orders DISABLE ROW LEVEL SECURITY',
      'ALTER TABLE orders NO FORCE ROW LEVEL SECURITY',
      'DROP POLICY one_merchant ON orders',
      'UPDATE order_events SET kind = kind',
      'DELETE FROM order_events',
      'UPDATE audit_entries SET act = act',
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      'DELETE FROM orders',
      'DELETE FROM inbound_messages',
      'TRUNCATE orders CASCADE',
      'CREATE TABLE mine (id int)',
    ]) {
      const run = trial.database.withMerchantSql(trial.merchantId, (client) => client.query(sql));
      await expect(run, sql).rejects.toMatchObject({ code: '42501' });
    }
    const { rows } = await owner.query(
      "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname IN ('jiedan_app', 'jiedan_limited', 'jiedan_system') ORDER BY 1",
    );
    const plain = { rolsuper: false, rolbypassrls: false, rolcanlogin: false };
    expect(rows).toEqual([
      { rolname: 'jiedan_app', ...plain },
      { rolname: 'jiedan_limited', ...plain },
      { rolname: 'jiedan_system', ...plain },
    ]);
  });
});

test('a connection that breaks between two statements fails its own transaction and nothing else', async () => {
  const { database, merchantId } = trial;
  const broken = database.withMerchantSql(merchantId, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const gone = new Promise((resolve) => (client as pg.Client).once('end', resolve));
    await owner.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await gone;
    await client.query('SELECT 1');
  });
  await expect(broken).rejects.toThrow();
  const counted = await database.withMerchantSql(merchantId, (client) => client.query('SELECT count(*) FROM orders'));
  expect(counted.rows).toEqual([{ count: '1' }]);
});
