import type { SqlClient } from './database.ts';
import { hashToken, newToken } from './identities.ts';

export type LinkPurpose = 'invitation' | 'reset';

const HOURS: Record<LinkPurpose, number> = { invitation: 7 * 24, reset: 24 };

export interface NewLink {
  /** Stored only as a hash: shown once. */
  token: string;
  expiresAt: Date;
}

/** Makes a link for one person. Earlier ones of theirs count no more. */
export async function insertLink(
  client: SqlClient,
  { merchantId, personId, purpose }: { merchantId: string; personId: string; purpose: LinkPurpose },
): Promise<NewLink> {
  const token = newToken();
  await endLinks(client, personId);
  const { rows } = await client.query<{ expires_at: Date }>(
    `INSERT INTO password_links (merchant_id, user_id, purpose, token_hash, expires_at)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 hour') RETURNING expires_at`,
    [merchantId, personId, purpose, hashToken(token), HOURS[purpose]],
  );
  const expiresAt = rows[0]?.expires_at;
  if (!expiresAt) throw new Error('a link that was just made is not there');
  return { token, expiresAt };
}

export async function endLinks(client: SqlClient, personId: string): Promise<void> {
  await client.query(
    'UPDATE password_links SET used_at = now() WHERE merchant_id = current_merchant() AND user_id = $1 AND used_at IS NULL',
    [personId],
  );
}

export interface OpenLink {
  id: string;
  merchantId: string;
  merchantName: string;
  personId: string;
  personName: string;
  email: string;
  purpose: LinkPurpose;
  expiresAt: Date;
}

/** Across merchants: whoever follows a link names none. Null when it is unknown, used, over, or its person is disabled. */
export async function findLink(system: SqlClient, token: string): Promise<OpenLink | null> {
  const { rows } = await system.query<OpenLink>(
    `SELECT l.id, l.merchant_id AS "merchantId", m.name AS "merchantName", u.id AS "personId", u.name AS "personName", u.email,
            l.purpose, l.expires_at AS "expiresAt"
     FROM password_links l JOIN users u ON u.id = l.user_id JOIN merchants m ON m.id = l.merchant_id
     WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > now() AND u.disabled_at IS NULL`,
    [hashToken(token)],
  );
  return rows[0] ?? null;
}

/** @returns false when somebody else has used it meanwhile. */
export async function useLink(client: SqlClient, linkId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE password_links SET used_at = now() WHERE id = $1 AND used_at IS NULL AND expires_at > now()',
    [linkId],
  );
  return rowCount === 1;
}
