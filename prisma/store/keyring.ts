import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { CipherKeys } from './cipher.ts';
import type { SqlClient } from './database.ts';
import { derive, firstKeys, KEY_BYTES, type KeyUse } from './derived-keys.ts';

/** How often a process looks for new keys. */
const REFRESH_MS = 30_000;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The secret key does not open this database's keys: it is another install's, or an old one. */
export class WrongSecretKeyError extends Error {
  override name = 'WrongSecretKeyError';
}

interface WrappedKey {
  id: number;
  use: KeyUse;
  wrapped: Buffer;
  seals_from: Date;
}

/**
 * Everything sealed is sealed under a data key; data keys stand in the database, wrapped under the secret key. So data keys are
 * replaced without touching the secret, and the secret without touching the data. Digests have one key for good: rows are found by it.
 */
export class Keyring implements CipherKeys {
  digestKey: Buffer = Buffer.alloc(0);
  tokenKey: Buffer = Buffer.alloc(0);
  private data: { id: number; key: Buffer; sealsFrom: number }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly secretKey: Buffer) {}

  /** The newest key whose time has come: others have heard of it by then. */
  newest(): { id: number; key: Buffer } {
    const now = Date.now();
    const key = this.data.find(({ sealsFrom }) => sealsFrom <= now) ?? this.data.at(-1);
    if (!key) throw new Error('the keyring is empty');
    return key;
  }

  find(id: number): Buffer | undefined {
    return this.data.find((key) => key.id === id)?.key;
  }

  /** @throws WrongSecretKeyError, or the database's error; the keys stay as they were. */
  async refresh(system: SqlClient): Promise<void> {
    const { rows } = await system.query<WrappedKey>(
      'SELECT id, use, wrapped, seals_from FROM data_keys ORDER BY use, id DESC',
    );
    const opened = rows.map((row) => ({ ...row, key: unwrap(this.secretKey, row) }));
    const only = (use: KeyUse) => opened.find((row) => row.use === use)?.key ?? Buffer.alloc(0);
    this.data = opened
      .filter(({ use }) => use === 'data')
      .map(({ id, key, seals_from }) => ({ id, key, sealsFrom: seals_from.getTime() }));
    this.digestKey = only('digest');
    this.tokenKey = only('token');
  }

  /** Hears of new keys before they are used. @returns what ends it. */
  follow(system: SqlClient, onError: (error: unknown) => void, everyMs = REFRESH_MS): () => void {
    this.timer = setInterval(() => void this.refresh(system).catch(onError), everyMs).unref();
    return () => clearInterval(this.timer);
  }
}

/** Opens the keys of a database, and makes them at its first start. @throws WrongSecretKeyError. */
export async function openKeyring(databaseUrl: string, secretKey: Buffer): Promise<Keyring> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c role=jiedan_system' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await makeFirstKeys(client, secretKey);
    const keyring = new Keyring(secretKey);
    await keyring.refresh(client);
    return keyring;
  } finally {
    await client.end();
  }
}

/** Only where there are none at all: a first key that was forgotten must not come back, least of all under another secret. */
async function makeFirstKeys(system: SqlClient, secretKey: Buffer): Promise<void> {
  // Processes that start at once must not meet half of them.
  await system.query('BEGIN; LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE');
  const { rows } = await system.query('SELECT FROM data_keys LIMIT 1');
  if (rows.length === 0)
    for (const { use, key } of firstKeys(secretKey)) await addKey(system, secretKey, { id: 1, use, key, inSeconds: 0 });
  await system.query('COMMIT');
}

/** @param inSeconds from when on things are sealed with it; nothing happens when the id is taken. */
async function addKey(
  system: SqlClient,
  secretKey: Buffer,
  { id, use, key, inSeconds }: { id: number; use: KeyUse; key: Buffer; inSeconds: number },
): Promise<void> {
  await system.query(
    `INSERT INTO data_keys (id, use, wrapped, seals_from) VALUES ($1, $2, $3, now() + $4 * interval '1 second')
     ON CONFLICT (use, id) DO NOTHING`,
    [id, use, wrap(secretKey, { id, use }, key), inSeconds],
  );
}

/** @returns the id of a new data key, the only one that seals from `inSeconds` on. @throws Error when all 255 ids are used up. */
export async function addDataKey(system: SqlClient, secretKey: Buffer, inSeconds: number): Promise<number> {
  const { rows } = await system.query<{ id: number }>(
    `SELECT max(id)::int + 1 AS id FROM data_keys WHERE use = 'data'`,
  );
  const id = rows[0]?.id ?? 1;
  // It stands in the first byte of every sealed value.
  if (id > 255) throw new Error('255 data keys have been used; no more can be told apart');
  await addKey(system, secretKey, { id, use: 'data', key: randomBytes(KEY_BYTES), inSeconds });
  return id;
}

/** Forgets the data keys before `id`: what is still sealed with one is lost for good. @returns how many. */
export async function forgetKeysBefore(system: SqlClient, id: number): Promise<number> {
  const { rowCount } = await system.query(`DELETE FROM data_keys WHERE use = 'data' AND id < $1`, [id]);
  return rowCount ?? 0;
}

/** Wraps every key under another secret, in one transaction of the caller. @throws WrongSecretKeyError when `from` is not the present one. */
export async function changeSecret(system: SqlClient, from: Buffer, to: Buffer): Promise<void> {
  const { rows } = await system.query<WrappedKey>('SELECT id, use, wrapped, seals_from FROM data_keys FOR UPDATE');
  for (const row of rows) {
    const wrapped = wrap(to, row, unwrap(from, row));
    await system.query('UPDATE data_keys SET wrapped = $3 WHERE use = $1 AND id = $2', [row.use, row.id, wrapped]);
  }
}

function wrap(secretKey: Buffer, { id, use }: Pick<WrappedKey, 'id' | 'use'>, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', derive(secretKey, 'key wrap v1'), nonce);
  cipher.setAAD(Buffer.from(`${use} ${id}`));
  const body = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unwrap(secretKey: Buffer, { id, use, wrapped }: Pick<WrappedKey, 'id' | 'use' | 'wrapped'>): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', derive(secretKey, 'key wrap v1'), wrapped.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(`${use} ${id}`));
  decipher.setAuthTag(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new WrongSecretKeyError(
      'JIEDAN_SECRET_KEY does not open the keys of this database; use the one it was started with',
    );
  }
}
