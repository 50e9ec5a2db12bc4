import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAway } from '../../hub/problem.ts';
import { type CuttableLine, openLine } from '../../tests/cuttable-line.ts';
import { eventually } from '../../tests/harness.ts';
import { applyToOrder, createTrial, type Trial } from '../../tests/trial-database.ts';
import { createCipher } from './cipher.ts';
import { type Database, openDatabase } from './database.ts';

/** Twenty seconds in earnest; what is tested is that silence ends at all, and only when nothing is heard. */
const SILENT_MAX_MS = 1_000;

let trial: Trial;
let line: CuttableLine;
let database: Database;
/** The server's superuser, past the line. */
let owner: pg.Client;

beforeAll(async () => {
  trial = await createTrial();
  await applyToOrder(trial.database, trial, '1600012345678901234', ['placed', 'paid']);
  const url = new URL(trial.url);
  line = await openLine({ host: url.hostname, port: Number(url.port) });
  url.host = `${line.host}:${line.port}`;
  const cipher = createCipher(randomBytes(32));
  database = openDatabase({ url: url.href, poolMax: 2, cipher, silentMaxMs: SILENT_MAX_MS });
  owner = new pg.Client({ connectionString: trial.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
  await line.close();
  await trial.close();
});

const countOrders = async () => {
  const { rows } = await database.withMerchantSql(trial.merchantId, (client) =>
    client.query<{ n: number }>('SELECT count(*)::int AS n FROM orders'),
  );
  return rows[0]?.n;
};

async function sleeping(): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep(0.5)%'`,
  );
  return rows[0]?.n ?? 0;
}

describe('a line to the database that dies without a word', () => {
  test('ends who waits on it with "try again", and the next ones get through', async () => {
    const waiting = [
      database.withMerchantSql(trial.merchantId, (client) => client.query('SELECT pg_sleep(0.5)')),
      database.withMerchant(trial.merchantId, (tx) => tx.$queryRaw`SELECT pg_sleep(0.5)::text`),
      database.system.query('SELECT pg_sleep(0.5)'),
    ];
    const ended = Promise.allSettled(waiting);
    await eventually(async () => (await sleeping()) === waiting.length);
    line.silence();
    for (const result of await ended) {
      expect(result.status === 'rejected' && isAway(result.reason), JSON.stringify(result)).toBe(true);
    }
    line.mend();
    expect(await countOrders()).toBe(1);
    expect(await database.withMerchant(trial.merchantId, (tx) => tx.order.count())).toBe(1);
  });

  test('is noticed by those who only listen, and no line is ended for being quiet', async () => {
    const listener = await database.connectListener();
    const ended = new Promise((resolve) => listener.once('end', resolve));
    await listener.query('LISTEN somewhere');
    const quiet = new Promise((resolve) => setTimeout(resolve, SILENT_MAX_MS * 1.5));
    expect(await Promise.race([ended.then(() => 'ended'), quiet.then(() => 'still open')])).toBe('still open');
    line.silence();
    await ended;
    line.mend();
    const next = await database.connectListener();
    expect((await next.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await next.end();
  });
});

describe('transactions that stand in each other’s way', () => {
  test('a storm of deadlocks that ends in time is not seen by anybody', async () => {
    await storm('40P01', 3);
    expect(await rename('through the storm')).toBe('through the storm');
    await storm('40001', 2);
    await database.withMerchant(trial.merchantId, (tx) =>
      tx.shop.update({ where: { id: trial.shop.shopId }, data: { name: 'typed' } }),
    );
  });

  test('one that goes on is told to the caller after a few tries, and leaves nothing half written', async () => {
    await storm('40P01', 1_000_000);
    const refused = await rename('never').then(String, (error: unknown) => error);
    expect(isAway(refused)).toBe(true);
    const { rows } = await owner.query<{ tries: string }>('SELECT last_value AS tries FROM storm_met');
    expect(Number(rows[0]?.tries)).toBe(4);
    await storm('40P01', 0);
    const names = await owner.query('SELECT name FROM shops WHERE name = $1', ['never']);
    expect(names.rowCount).toBe(0);
  });
});

const rename = (name: string) =>
  database.withMerchantSql(trial.merchantId, async (client) => {
    const { rows } = await client.query<{ name: string }>('UPDATE shops SET name = $1 WHERE id = $2 RETURNING name', [
      name,
      trial.shop.shopId,
    ]);
    return rows[0]?.name;
  });

/** The next `times` writes to shops fail as PostgreSQL lets the loser of a deadlock fail. */
async function storm(code: string, times: number): Promise<void> {
  await owner.query(`
    DROP TRIGGER IF EXISTS storm ON shops; DROP FUNCTION IF EXISTS storm; DROP SEQUENCE IF EXISTS storm_met;
    CREATE SEQUENCE storm_met; GRANT USAGE ON SEQUENCE storm_met TO jiedan_app;
    CREATE FUNCTION storm() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('storm_met') <= ${times} THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '${code}'; END IF;
      RETURN new;
    END $$;
    CREATE TRIGGER storm BEFORE UPDATE ON shops FOR EACH ROW EXECUTE FUNCTION storm()`);
}

describe('a statement that goes out with its COMMIT', () => {
  test('that fails is told and leaves nothing behind of what came before it', async () => {
    const rename = trial.database.withMerchantSql(trial.merchantId, async (client, withCommit) => {
      await client.query("UPDATE shops SET name = 'half done'");
      withCommit(client.query("UPDATE shops SET accept_deadline_seconds = 'never'::int"));
      return 'done';
    });
    await expect(rename).rejects.toThrow('invalid input syntax');
    const { rows } = await owner.query<{ name: string }>('SELECT name FROM shops');
    expect(rows.map(({ name }) => name)).not.toContain('half done');
  });
});

describe('a read in one round trip', () => {
  test('sees its merchant and nobody else', async () => {
    const [orders, merchants] = await trial.database.readOfMerchant(trial.merchantId, (client) =>
      Promise.all([client.query('SELECT id FROM orders'), client.query('SELECT current_merchant() AS id')]),
    );
    expect(orders.rows).toHaveLength(1);
    expect(merchants.rows).toEqual([{ id: trial.merchantId }]);
  });

  test('refuses what is asked after it has ended, which would be of no merchant', async () => {
    const read = trial.database.readOfMerchant(trial.merchantId, async (client) => {
      await client.query('SELECT 1');
      return client.query('SELECT id FROM orders');
    });
    await expect(read).rejects.toThrow('ask everything before waiting');
  });

  test('tells what went wrong, and the connection goes on', async () => {
    const read = trial.database.readOfMerchant(trial.merchantId, (client) => client.query('SELECT 1 / 0'));
    await expect(read).rejects.toThrow('division by zero');
    await expect(
      trial.database.readOfMerchant(trial.merchantId, (client) => client.query('SELECT 1')),
    ).resolves.toBeTruthy();
  });
});
