import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';

export type Role = 'owner' | 'admin' | 'front_desk' | 'accountant' | 'staff';

/** Who asks: a person or a key, of exactly one merchant. */
export interface Identity {
  kind: 'user' | 'api_key';
  id: string;
  name: string;
  role: Role;
  merchant: { id: string; name: string; timeZone: string };
}

interface IdentityRow {
  id: string;
  name: string;
  role: Role;
  merchant_id: string;
  merchant_name: string;
  time_zone: string;
}

/** A refresh token lives this long unused; each use gives a new one. */
const SESSION_DAYS = 30;

/** How long a refresh token that was just replaced is still taken for the same browser's second request instead of for theft. */
const REPLACED_GRACE_MS = 10_000;

const USER = `SELECT u.id, u.name, u.role, u.merchant_id, m.name AS merchant_name, m.time_zone, u.password_hash
  FROM users u JOIN merchants m ON m.id = u.merchant_id WHERE u.disabled_at IS NULL`;

/** For log-in only, hence across merchants. */
export async function findUserByEmail(
  system: Pool,
  email: string,
): Promise<{ identity: Identity; passwordHash: string } | null> {
  const { rows } = await system.query<IdentityRow & { password_hash: string }>(`${USER} AND u.email = $1`, [
    email.trim().toLowerCase(),
  ]);
  return rows[0] ? { identity: identityOf('user', rows[0]), passwordHash: rows[0].password_hash } : null;
}

export async function findUser(system: Pool, userId: string): Promise<Identity | null> {
  const { rows } = await system.query<IdentityRow>(`${USER} AND u.id = $1`, [userId]);
  return rows[0] ? identityOf('user', rows[0]) : null;
}

/** @param key the whole key as the caller sent it. */
export async function findApiKey(system: Pool, key: string): Promise<Identity | null> {
  const { rows } = await system.query<IdentityRow>(
    `SELECT k.id, k.name, k.role, k.merchant_id, m.name AS merchant_name, m.time_zone
     FROM api_keys k JOIN merchants m ON m.id = k.merchant_id
     WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
    [hashToken(key)],
  );
  return rows[0] ? identityOf('api_key', rows[0]) : null;
}

/** Starts a session. @returns the refresh token, which is stored only as a hash. */
export async function startSession(system: Pool, identity: Identity, familyId: string = uuidv7()): Promise<string> {
  const token = newToken();
  await system.query(
    `INSERT INTO user_sessions (merchant_id, user_id, family_id, token_hash, expires_at)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 day')`,
    [identity.merchant.id, identity.id, familyId, hashToken(token), SESSION_DAYS],
  );
  return token;
}

/**
 * Replaces a refresh token. Null when it is unknown, ended or expired. A token that was replaced a while ago is a stolen one (or the
 * thief's use was first): the whole family ends.
 */
export async function replaceSession(
  system: Pool,
  token: string,
): Promise<{ identity: Identity; token: string } | null> {
  const { rows } = await system.query<{ family_id: string; user_id: string; replaced_at: Date | null }>(
    `UPDATE user_sessions s SET replaced_at = coalesce(s.replaced_at, now())
     FROM user_sessions old
     WHERE old.id = s.id AND s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now()
     RETURNING s.family_id, s.user_id, old.replaced_at`,
    [hashToken(token)],
  );
  const session = rows[0];
  if (!session) return null;
  if (session.replaced_at && Date.now() - session.replaced_at.getTime() > REPLACED_GRACE_MS) {
    await endFamily(system, session.family_id);
    return null;
  }
  const identity = await findUser(system, session.user_id);
  if (!identity) return null;
  return { identity, token: await startSession(system, identity, session.family_id) };
}

/** Log-out: ends every token that grew from the same log-in. An unknown token changes nothing. */
export async function endSession(system: Pool, token: string): Promise<void> {
  const { rows } = await system.query<{ family_id: string }>(
    'SELECT family_id FROM user_sessions WHERE token_hash = $1',
    [hashToken(token)],
  );
  if (rows[0]) await endFamily(system, rows[0].family_id);
}

/** 256 random bits: nothing to guess, so a plain hash is enough to store. */
export function newToken(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

async function endFamily(system: Pool, familyId: string): Promise<void> {
  await system.query('UPDATE user_sessions SET ended_at = now() WHERE family_id = $1 AND ended_at IS NULL', [familyId]);
}

function identityOf(kind: Identity['kind'], row: IdentityRow): Identity {
  return {
    kind,
    id: row.id,
    name: row.name,
    role: row.role,
    merchant: { id: row.merchant_id, name: row.merchant_name, timeZone: row.time_zone },
  };
}
