import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

export type Role = 'owner' | 'admin' | 'front_desk' | 'accountant' | 'staff';

/** Who asks, as stored: a person or a key, of exactly one merchant. */
export interface StoredIdentity {
  kind: 'user' | 'api_key';
  id: string;
  name: string;
  /** Of a person only. */
  email: string | null;
  role: Role;
  /** The shops that they see; null is all. */
  shopIds: string[] | null;
  /** Of a key with scopes of its own; null goes by the role. */
  ownScopes: string[] | null;
  /** Calls that a key may make in a minute; null is no limit. */
  ratePerMinute: number | null;
  /** A person's log-in asks for a code, too. */
  secondFactor: boolean;
  merchant: { id: string; name: string; timeZone: string };
}

/** With what they may do, by the scopes that the API's description names. */
export interface Identity extends StoredIdentity {
  scopes: readonly string[];
}

interface IdentityRow {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  shop_ids: string[] | null;
  scopes: string[] | null;
  rate_per_minute: number | null;
  second_factor: boolean;
  merchant_id: string;
  merchant_name: string;
  time_zone: string;
}

const USER = `SELECT u.id, u.name, u.email, u.role, nullif(u.shop_ids, '{}') AS shop_ids, NULL::text[] AS scopes, NULL::int AS rate_per_minute,
    u.totp_confirmed_at IS NOT NULL AS second_factor, u.merchant_id, m.name AS merchant_name, m.time_zone, u.password_hash
  FROM users u JOIN merchants m ON m.id = u.merchant_id WHERE u.disabled_at IS NULL`;

/** For log-in only, hence across merchants. */
export async function findUserByEmail(
  system: Pool,
  email: string,
): Promise<{ identity: StoredIdentity; passwordHash: string } | null> {
  const { rows } = await system.query<IdentityRow & { password_hash: string }>(`${USER} AND u.email = $1`, [
    normalEmail(email),
  ]);
  return rows[0] ? { identity: identityOf('user', rows[0]), passwordHash: rows[0].password_hash } : null;
}

export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** @param familyId the log-in that the token came from; a person whose log-in has ended is nobody. */
export async function findUser(system: Pool, userId: string, familyId: string): Promise<StoredIdentity | null> {
  const { rows } = await system.query<IdentityRow>({
    name: 'find-user',
    text: `${USER} AND u.id = $1 AND EXISTS (
      SELECT FROM user_sessions s WHERE s.family_id = $2 AND s.user_id = u.id AND s.ended_at IS NULL AND s.expires_at > now())`,
    values: [userId, familyId],
  });
  return rows[0] ? identityOf('user', rows[0]) : null;
}

/** @param key the whole key as the caller sent it; the one before the last rotation counts for a while. */
export async function findApiKey(system: Pool, key: string): Promise<StoredIdentity | null> {
  const { rows } = await system.query<IdentityRow>({
    name: 'find-api-key',
    text: `SELECT k.id, k.name, NULL AS email, k.role, nullif(k.shop_ids, '{}') AS shop_ids, nullif(k.scopes, '{}') AS scopes, k.rate_per_minute,
                  false AS second_factor, k.merchant_id, m.name AS merchant_name, m.time_zone
           FROM api_keys k JOIN merchants m ON m.id = k.merchant_id
           WHERE (k.key_hash = $1 OR (k.previous_key_hash = $1 AND k.previous_until > now()))
             AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
    values: [hashToken(key)],
  });
  return rows[0] ? identityOf('api_key', rows[0]) : null;
}

/** 256 random bits: nothing to guess, so a plain hash is enough to store. */
export function newToken(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function identityOf(kind: StoredIdentity['kind'], row: IdentityRow): StoredIdentity {
  return {
    kind,
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    shopIds: row.shop_ids,
    ownScopes: row.scopes,
    ratePerMinute: row.rate_per_minute,
    secondFactor: row.second_factor,
    merchant: { id: row.merchant_id, name: row.merchant_name, timeZone: row.time_zone },
  };
}
