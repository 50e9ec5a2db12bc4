import { v7 as uuidv7 } from 'uuid';
import { recordAct } from './audit.ts';
import type { Database, SqlClient } from './database.ts';
import { findUser, hashToken, newToken, type StoredIdentity } from './identities.ts';

/** A refresh token lives this long unused; each use gives a new one. */
const SESSION_DAYS = 30;
/** How long a refresh token that was just replaced is still taken for the same browser's second request instead of for theft. */
const REPLACED_GRACE_MS = 10_000;
/** Channel of the processes: the payload is a person or key whose rights have changed. */
export const ACCESS_CHANNEL = 'jiedan_access';

export interface StartedSession {
  /** Stored only as a hash. */
  token: string;
  /** All tokens that grow from one log-in. */
  familyId: string;
}

/** Starts a session of somebody who has proved who they are. */
export async function startSession(
  client: SqlClient,
  identity: { id: string; merchant: { id: string } },
): Promise<StartedSession> {
  const familyId = uuidv7();
  const token = newToken();
  await insertToken(client, { merchantId: identity.merchant.id, userId: identity.id, familyId, token });
  await client.query('UPDATE users SET last_log_in_at = now() WHERE id = $1', [identity.id]);
  return { token, familyId };
}

/**
 * Replaces a refresh token. Null when it is unknown, ended or expired. A token that was replaced a while ago is a stolen one (or the
 * thief's use was first): the whole family ends, and the act is recorded.
 */
export async function replaceSession(
  database: Database,
  token: string,
  from: { address?: string; requestId?: string },
): Promise<{ identity: StoredIdentity; session: StartedSession } | null> {
  const { system } = database;
  const { rows } = await system.query<{
    merchant_id: string;
    family_id: string;
    user_id: string;
    name: string;
    replaced_at: Date | null;
  }>(
    `UPDATE user_sessions s SET replaced_at = coalesce(s.replaced_at, now())
     FROM user_sessions old JOIN users u ON u.id = old.user_id
     WHERE old.id = s.id AND s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now()
     RETURNING s.merchant_id, s.family_id, s.user_id, u.name, old.replaced_at`,
    [hashToken(token)],
  );
  const known = rows[0];
  if (!known) return null;
  const { merchant_id: merchantId, family_id: familyId, user_id: userId, name } = known;
  if (known.replaced_at && Date.now() - known.replaced_at.getTime() > REPLACED_GRACE_MS) {
    await database.withMerchantSql(merchantId, async (client) => {
      await endFamily(client, userId, familyId);
      const actor = { kind: 'user', id: userId, name } as const;
      await recordAct(client, { actor, act: 'sessionTheft', outcome: 'refused', subject: userId, ...from });
    });
    return null;
  }
  const identity = await findUser(system, userId, familyId);
  if (!identity) return null;
  const next = newToken();
  await insertToken(system, { merchantId, userId, familyId, token: next });
  return { identity, session: { token: next, familyId } };
}

/** Whose refresh token this is, while it counts. */
export async function findSession(
  system: SqlClient,
  token: string,
): Promise<{ merchantId: string; userId: string; familyId: string; name: string } | null> {
  const { rows } = await system.query<{ merchant_id: string; user_id: string; family_id: string; name: string }>(
    `SELECT s.merchant_id, s.user_id, s.family_id, u.name FROM user_sessions s JOIN users u ON u.id = s.user_id
     WHERE s.token_hash = $1 AND s.ended_at IS NULL`,
    [hashToken(token)],
  );
  const row = rows[0];
  return row ? { merchantId: row.merchant_id, userId: row.user_id, familyId: row.family_id, name: row.name } : null;
}

/** Ends every token that grew from one log-in. */
export async function endFamily(client: SqlClient, userId: string, familyId: string): Promise<void> {
  await client.query('UPDATE user_sessions SET ended_at = now() WHERE family_id = $1 AND ended_at IS NULL', [familyId]);
  await tellAccessChanged(client, userId);
}

/** Ends all sessions of a person, on every device. */
export async function endAllSessions(client: SqlClient, userId: string): Promise<void> {
  await client.query(
    'UPDATE user_sessions SET ended_at = now() WHERE merchant_id = current_merchant() AND user_id = $1 AND ended_at IS NULL',
    [userId],
  );
  await tellAccessChanged(client, userId);
}

/** Told with the commit: every process forgets what it knew of this person or key, and ends their streams. */
export async function tellAccessChanged(client: SqlClient, id: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [ACCESS_CHANNEL, id]);
}

async function insertToken(
  client: SqlClient,
  { merchantId, userId, familyId, token }: { merchantId: string; userId: string; familyId: string; token: string },
): Promise<void> {
  await client.query(
    `INSERT INTO user_sessions (merchant_id, user_id, family_id, token_hash, expires_at)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 day')`,
    [merchantId, userId, familyId, hashToken(token), SESSION_DAYS],
  );
}
