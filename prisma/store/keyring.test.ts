import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyToOrder, createTrial, newMessage, type Trial } from '../../tests/trial-database.ts';
import { createCipher } from './cipher.ts';
import { readConnection } from './connections.ts';
import { type Database, openDatabase } from './database.ts';
import { insertMessages } from './inbound-messages.ts';
import {
  addDataKey,
  changeSecret,
  forgetKeysBefore,
  type Keyring,
  openKeyring,
  WrongSecretKeyError,
} from './keyring.ts';
import { resealAll } from './reseal.ts';
import { sealedColumns } from './sealed-columns.ts';
import { openTokenVaults } from './token-vault.ts';

const secret = randomBytes(32);
let trial: Trial;
let keyring: Keyring;
let database: Database;

beforeAll(async () => {
  trial = await createTrial({ secretKey: secret });
  keyring = await openKeyring(trial.url, secret);
  database = openDatabase({ url: trial.url, poolMax: 4, cipher: createCipher(keyring) });
  for (let count = 0; count < 450; count += 1)
    await applyToOrder(database, trial, `16000123456789${count}`, ['placed', 'paid']);
  await insertMessages(database.system, database.cipher, [newMessage(trial), newMessage(trial)]);
  const vault = openTokenVaults(database)({ merchantId: trial.merchantId, connectionId: trial.shop.connectionId });
  await vault.token({
    holder: '',
    mint: () => Promise.resolve({ value: 'token', expiresAt: new Date(Date.now() + 1e7) }),
  });
});
afterAll(async () => {
  await database.close();
  await trial.close();
});

async function asSuperuser<T>(run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: trial.url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** How many values are sealed under each key. */
const keysInUse = () =>
  asSuperuser(async (client) => {
    const used = new Map<number, number>();
    for (const { table, column } of sealedColumns) {
      const { rows } = await client.query<{ id: number; count: number }>(
        `SELECT get_byte(${column}, 0) AS id, count(*)::int AS count FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1`,
      );
      for (const { id, count } of rows) used.set(id, (used.get(id) ?? 0) + count);
    }
    return Object.fromEntries(used);
  });

describe('the keys that seal', () => {
  test('every sealed column of every table is known to a change of keys', async () => {
    const { rows } = await asSuperuser((client) =>
      client.query<{ place: string }>(
        `SELECT table_name || '.' || column_name AS place FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type = 'bytea' AND (column_name LIKE '%encrypted' OR column_name LIKE '%sealed')`,
      ),
    );
    expect(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
      rows.map(({ place }) => place).sort(),
    );
  });

  test('stand in the database wrapped; another secret opens none of them, and says so', async () => {
    await expect(openKeyring(trial.url, randomBytes(32))).rejects.toThrow(WrongSecretKeyError);
    const { rows } = await asSuperuser((client) => client.query<{ wrapped: Buffer }>('SELECT wrapped FROM data_keys'));
    expect(rows).toHaveLength(3);
    for (const { wrapped } of rows) expect(wrapped.includes(keyring.newest().key)).toBe(false);
  });

  test('a new key waits until every process has heard of it', async () => {
    const other = await openKeyring(trial.url, secret);
    const id = await addDataKey(database.system, secret, 3_600);
    await keyring.refresh(database.system);
    expect(keyring.newest().id).toBe(id - 1);
    expect(keyring.find(id)).toBeDefined();
    expect(other.find(id)).toBeUndefined();
    await asSuperuser((client) => client.query(`DELETE FROM data_keys WHERE use = 'data' AND id = $1`, [id]));
    await keyring.refresh(database.system);
  });

  test('everything is sealed again under a new key while orders go on, and the old one is forgotten', async () => {
    const before = await keysInUse();
    expect(Object.keys(before)).toEqual(['1']);
    const id = await addDataKey(database.system, secret, 0);
    await keyring.refresh(database.system);
    const writing = applyToOrder(database, trial, '160001234567897', ['accepted']);
    const all = await resealAll(database, id);
    await writing;
    await resealAll(database, id);
    // The order that was written meanwhile may have been sealed under the new key already.
    expect(all).toBeGreaterThanOrEqual((before['1'] ?? 0) - 1);
    expect(await keysInUse()).toEqual({ [id]: before['1'] });
    expect(await forgetKeysBefore(database.system, id)).toBe(1);
    await keyring.refresh(database.system);
    expect(keyring.find(1)).toBeUndefined();
    const connection = await readConnection(database.system, database.cipher, trial.shop.connectionId);
    expect(connection?.config).toMatchObject({ secret: trial.shop.secret });
  });

  test('the secret is changed without touching what is sealed, and the old one opens nothing any more', async () => {
    const next = randomBytes(32);
    const sealed = database.cipher.seal('张三', 'context');
    const phone = database.cipher.digest('13800138000', 'phone');
    await asSuperuser(async (client) => {
      await client.query('BEGIN');
      await changeSecret(client, secret, next);
      await client.query('COMMIT');
    });
    await expect(openKeyring(trial.url, secret)).rejects.toThrow(WrongSecretKeyError);
    const reopened = createCipher(await openKeyring(trial.url, next));
    expect(reopened.open(sealed, 'context')).toBe('张三');
    expect(reopened.digest('13800138000', 'phone')).toBe(phone);
  });
});
