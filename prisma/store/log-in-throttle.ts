import type { Pool } from 'pg';
import type { SqlClient } from './database.ts';

/** What an attempt is counted under, and how many are free before each next one has to wait. */
export interface ThrottleKey {
  /** A keyed digest: the table tells nobody who tried to log in from where. */
  hash: string;
  free: number;
}

/** Attempts further back than this are forgotten. */
const FORGOTTEN_AFTER = `interval '15 minutes'`;
/** The wait doubles with each attempt and ends here: nobody is locked out for good. */
const WAIT_SECONDS_MAX = 900;
const SWEPT_AFTER = `interval '1 day'`;

/**
 * Counts an attempt before it is made, so that a thousand at the same moment count as a thousand.
 * @returns after how many seconds the caller may try again; null when this attempt may go on.
 */
export async function countAttempt(system: Pool, keys: readonly ThrottleKey[]): Promise<number | null> {
  const hashes = keys.map(({ hash }) => hash);
  const client = await system.connect();
  try {
    // In the order of the keys, so that two log-ins never wait for each other. A key that has to wait is not counted and not answered.
    await client.query('BEGIN');
    const { rows } = await client.query<{ key_hash: string }>(
      `INSERT INTO log_in_throttles AS t (key_hash, attempts, last_at)
       SELECT key_hash, 1, now() FROM unnest($1::text[]) AS key_hash ORDER BY key_hash
       ON CONFLICT (key_hash) DO UPDATE
       SET attempts = CASE WHEN t.last_at < now() - ${FORGOTTEN_AFTER} THEN 1 ELSE t.attempts + 1 END, last_at = now()
       WHERE t.blocked_until IS NULL OR t.blocked_until <= now()
       RETURNING t.key_hash`,
      [hashes],
    );
    const free = rows.length === keys.length;
    if (free) {
      await client.query(
        `UPDATE log_in_throttles t
         SET blocked_until = now() + least(${WAIT_SECONDS_MAX}, power(2, least(t.attempts - a.free, 20))) * interval '1 second'
         FROM unnest($1::text[], $2::int[]) AS a (key_hash, free)
         WHERE t.key_hash = a.key_hash AND t.attempts >= a.free`,
        [hashes, keys.map((key) => key.free)],
      );
    }
    await client.query(free ? 'COMMIT' : 'ROLLBACK');
    return free ? null : await readWait(client, hashes);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function readWait(client: SqlClient, hashes: string[]): Promise<number> {
  const { rows } = await client.query<{ wait: number | null }>(
    `SELECT ceil(extract(epoch FROM max(blocked_until) - now()))::int AS wait
     FROM log_in_throttles WHERE key_hash = ANY ($1::text[])`,
    [hashes],
  );
  return Math.max(1, rows[0]?.wait ?? 1);
}

/** After a success: what led to it was no guessing. */
export async function forgetAttempts(system: Pool, keyHashes: readonly string[]): Promise<void> {
  await system.query('DELETE FROM log_in_throttles WHERE key_hash = ANY ($1::text[])', [keyHashes]);
}

/** After a success the address keeps what others did from it, without this one. */
export async function forgiveAttempt(system: Pool, { hash, free }: ThrottleKey): Promise<void> {
  await system.query(
    `UPDATE log_in_throttles SET attempts = greatest(attempts - 1, 0),
            blocked_until = CASE WHEN attempts > $2 THEN blocked_until END
     WHERE key_hash = $1`,
    [hash, free],
  );
}

/** Rows that say nothing any more. */
export async function sweepAttempts(system: Pool): Promise<void> {
  await system.query(`DELETE FROM log_in_throttles WHERE last_at < now() - ${SWEPT_AFTER}`);
}
