import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../tests/harness.ts';
import { applyToOrder, createTrial, orderSnapshot, type Trial } from '../../tests/trial-database.ts';
import { MIGRATIONS_FOLDER } from '../migrate.ts';
import { restoreBackup } from './restore-backup.ts';
import { readTables } from './tables.ts';
import { writeBackup } from './write-backup.ts';

const key = randomBytes(32);
let trial: Trial;
let backup: Buffer;

beforeAll(async () => {
  trial = await createTrial();
  await trial.addMerchant();
  for (let count = 0; count < 300; count += 1)
    await applyToOrder(
      trial.database,
      trial,
      `16000123456789${count}`,
      ['placed', 'paid'],
      orderSnapshot({ customer: nasty }),
    );
  backup = await take();
});
afterAll(() => trial.close());

/** What COPY has to escape. */
const nasty = { name: '张\t三\n\\.', phone: '13800138000', address: "上海'市", remark: '\\N' };

async function take(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const out = new Writable({ write: (bytes: Buffer, _, done) => (pieces.push(bytes), done()) });
  await writeBackup(trial.url, key, out);
  return Buffer.concat(pieces);
}

const restore = (url: string, bytes = backup, secretKey = key) =>
  restoreBackup(url, secretKey, Readable.from(slices(bytes)), MIGRATIONS_FOLDER);

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

/** Every row of every table, seen by the superuser. */
async function contents(url: string): Promise<Record<string, unknown[]>> {
  return withClient(url, async (client) => {
    const all: Record<string, unknown[]> = {};
    for (const { table } of await readTables(client)) {
      if (table === 'chores') continue;
      all[table] = (await client.query(`SELECT * FROM "${table}" AS t ORDER BY t::text`)).rows;
    }
    return all;
  });
}

async function withClient<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

async function inEmpty<T>(run: (url: string) => Promise<T>): Promise<T> {
  const empty = await createDatabase('template0');
  try {
    return await run(empty.url);
  } finally {
    await empty.drop();
  }
}

describe('a backup', () => {
  test('comes back row by row, of every table, and the walls between merchants stand again', async () => {
    await inEmpty(async (url) => {
      const report = await restore(url);
      const before = await contents(trial.url);
      expect(before.orders).toHaveLength(300);
      expect(await contents(url)).toEqual(before);
      expect(report.rows).toBe(Object.values(before).flat().length);
      await withClient(url, async (client) => {
        const open = await client.query(
          `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND relrowsecurity AND NOT relforcerowsecurity`,
        );
        expect(open.rows).toEqual([]);
        const chores = await client.query(`SELECT kind FROM chores WHERE done_at IS NULL`);
        expect(chores.rows).toEqual([{ kind: 'catch_up_after_restore' }]);
      });
    });
  });

  test('reads every table there is, whoever added it', async () => {
    await withClient(trial.url, async (client) => {
      const tables = await readTables(client);
      expect(tables.length).toBeGreaterThan(15);
      for (const { table } of tables) {
        const { rows } = await client.query<{ may: boolean; policies: string }>(
          `SELECT has_table_privilege('jiedan_backup', $1, 'SELECT') AS may,
                  has_table_privilege('jiedan_backup', $1, 'INSERT, UPDATE, DELETE, TRUNCATE') AS more,
                  (SELECT count(*) FROM pg_policies WHERE tablename = $1 AND policyname = 'backup') AS policies`,
          [table],
        );
        expect({ table, ...rows[0] }).toEqual({ table, may: true, more: false, policies: '1' });
      }
    });
  });

  test('shows nothing of a customer or a secret to whoever finds the file', () => {
    const text = backup.toString('latin1');
    for (const word of ['13800138000', 'orders', trial.merchantId, trial.shop.secret]) expect(text).not.toContain(word);
  });

  test('is refused whole with another key, a flipped bit, a cut tail or something behind its end', async () => {
    const flipped = Buffer.from(backup);
    flipped[backup.length >> 1] = (flipped[backup.length >> 1] ?? 0) ^ 1;
    await inEmpty(async (url) => {
      await expect(restore(url, backup, randomBytes(32))).rejects.toThrow('another secret key');
      await expect(restore(url, Buffer.from('hello'))).rejects.toThrow(/backup/);
      await expect(restore(url, flipped)).rejects.toThrow('was changed');
      await expect(restore(url, backup.subarray(0, -1))).rejects.toThrow(/ends too early|has no end/);
      await expect(restore(url, Buffer.concat([backup, backup.subarray(0, 100)]))).rejects.toThrow();
      // Nothing of the refused ones was kept, so that the good one still finds an empty database.
      expect((await restore(url)).rows).toBeGreaterThan(300);
    });
  });

  test('does not overwrite what is there', async () => {
    await expect(restore(trial.url)).rejects.toThrow('not empty');
  });
});
