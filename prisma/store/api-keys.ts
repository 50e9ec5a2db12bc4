import type { Pool } from 'pg';
import type { SqlClient } from './database.ts';
import { hashToken, newToken, type Role } from './identities.ts';

export interface ApiKeyRow {
  id: string;
  name: string;
  role: Role;
  key_start: string | null;
  /** Null goes by the role, as with keys of earlier releases. */
  scopes: string[] | null;
  shop_ids: string[] | null;
  rate_per_minute: number | null;
  previous_until: Date | null;
  last_used_at: Date | null;
  created_by: string | null;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

const START_CHARS = 9;
const COLUMNS = `id, name, role, key_start, nullif(scopes, '{}') AS scopes, nullif(shop_ids, '{}') AS shop_ids, rate_per_minute,
  CASE WHEN previous_until > now() THEN previous_until END AS previous_until, last_used_at, created_by, created_at, expires_at, revoked_at`;

/** Newest first. */
export async function listKeys(client: SqlClient): Promise<ApiKeyRow[]> {
  const { rows } = await client.query<ApiKeyRow>(
    `SELECT ${COLUMNS} FROM api_keys WHERE merchant_id = current_merchant() ORDER BY created_at DESC, id DESC`,
  );
  return rows;
}

export interface NewKey {
  merchantId: string;
  name: string;
  /** Of who makes it; decides nothing while the key has scopes. */
  role: Role;
  scopes: readonly string[];
  shopIds: readonly string[] | null;
  ratePerMinute: number;
  expiresAt: Date | null;
  createdBy: string;
}

/** @param prefix by which callers and scanners of leaked secrets tell what it is. @returns the key, stored only as a hash. */
export async function insertKey(
  client: SqlClient,
  prefix: string,
  made: NewKey,
): Promise<{ key: string; row: ApiKeyRow }> {
  const key = newToken(prefix);
  const { rows } = await client.query<ApiKeyRow>(
    `INSERT INTO api_keys (merchant_id, name, role, key_hash, key_start, scopes, shop_ids, rate_per_minute, expires_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7::uuid[], $8, $9, $10) RETURNING ${COLUMNS}`,
    [
      made.merchantId,
      made.name,
      made.role,
      hashToken(key),
      key.slice(0, START_CHARS),
      made.scopes,
      made.shopIds,
      made.ratePerMinute,
      made.expiresAt,
      made.createdBy,
    ],
  );
  const row = rows[0];
  if (!row) throw new Error('a key that was just made is not there');
  return { key, row };
}

/** Gives a key that counts a new secret; the old one is taken for a while. Null when there is no such key, or it counts no more. */
export async function rotateKey(
  client: SqlClient,
  prefix: string,
  keyId: string,
  overlapSeconds: number,
): Promise<{ key: string; row: ApiKeyRow } | null> {
  const key = newToken(prefix);
  const { rows } = await client.query<ApiKeyRow>(
    `UPDATE api_keys SET previous_key_hash = key_hash, previous_until = now() + $4 * interval '1 second', key_hash = $2, key_start = $3
     WHERE merchant_id = current_merchant() AND id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
     RETURNING ${COLUMNS}`,
    [keyId, hashToken(key), key.slice(0, START_CHARS), overlapSeconds],
  );
  return rows[0] ? { key, row: rows[0] } : null;
}

/** Null when there is no such key. One that is revoked stays so. */
export async function revokeKey(client: SqlClient, keyId: string): Promise<ApiKeyRow | null> {
  const { rows } = await client.query<ApiKeyRow>(
    `UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE merchant_id = current_merchant() AND id = $1 RETURNING ${COLUMNS}`,
    [keyId],
  );
  return rows[0] ?? null;
}

/** At most once a minute for each key: it tells people which key is in use, and is no count of calls. */
export async function touchKey(hints: Pool, keyId: string): Promise<void> {
  await hints.query(
    `UPDATE api_keys SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    [keyId],
  );
}
