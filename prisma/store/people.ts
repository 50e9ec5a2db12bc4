import type { SqlClient } from './database.ts';
import type { Role } from './identities.ts';

/** In the place of a hash while nobody has set a password: no password verifies against it. */
export const NO_PASSWORD = '!';

export interface PersonRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  shop_ids: string[] | null;
  state: 'invited' | 'active' | 'disabled';
  second_factor: boolean;
  last_log_in_at: Date | null;
  created_at: Date;
  /** Until when the newest unused link counts. */
  link_until: Date | null;
}

const PEOPLE = `SELECT u.id, u.email, u.name, u.role, nullif(u.shop_ids, '{}') AS shop_ids,
    CASE WHEN u.disabled_at IS NOT NULL THEN 'disabled' WHEN u.password_hash = '${NO_PASSWORD}' THEN 'invited' ELSE 'active' END AS state,
    u.totp_confirmed_at IS NOT NULL AS second_factor, u.last_log_in_at, u.created_at,
    (SELECT max(l.expires_at) FROM password_links l WHERE l.user_id = u.id AND l.used_at IS NULL AND l.expires_at > now()) AS link_until
  FROM users u WHERE u.merchant_id = current_merchant()`;

/** Whoever came first on top. */
export async function listPeople(client: SqlClient): Promise<PersonRow[]> {
  return (await client.query<PersonRow>(`${PEOPLE} ORDER BY u.created_at, u.id`)).rows;
}

/** @param lock keeps others from changing people of this merchant until the end of the transaction. */
export async function readPerson(
  client: SqlClient,
  personId: string,
  { lock = false } = {},
): Promise<PersonRow | null> {
  // All owners of the merchant, in one order: two that put each other out at the same moment must not leave none.
  if (lock) {
    await client.query(
      `SELECT FROM users WHERE merchant_id = current_merchant() AND (id = $1 OR role = 'owner') ORDER BY id FOR UPDATE`,
      [personId],
    );
  }
  return (await client.query<PersonRow>(`${PEOPLE} AND u.id = $1`, [personId])).rows[0] ?? null;
}

/** @returns null when somebody has this address already, here or at another merchant. */
export async function insertPerson(
  client: SqlClient,
  person: { merchantId: string; email: string; name: string; role: Role; shopIds: readonly string[] | null },
): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO users (merchant_id, email, name, role, shop_ids, password_hash) VALUES ($1, $2, $3, $4, $5::uuid[], $6)
     ON CONFLICT (email) DO NOTHING RETURNING id`,
    [person.merchantId, person.email, person.name, person.role, person.shopIds, NO_PASSWORD],
  );
  return rows[0]?.id ?? null;
}

export async function writePerson(
  client: SqlClient,
  personId: string,
  { name, role, shopIds }: { name: string; role: Role; shopIds: readonly string[] | null },
): Promise<void> {
  await client.query('UPDATE users SET name = $2, role = $3, shop_ids = $4::uuid[] WHERE id = $1', [
    personId,
    name,
    role,
    shopIds,
  ]);
}

export async function setDisabled(client: SqlClient, personId: string, disabled: boolean): Promise<void> {
  await client.query(
    'UPDATE users SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, now()) END WHERE id = $1',
    [personId, disabled],
  );
}

export async function setPasswordHash(client: SqlClient, personId: string, passwordHash: string): Promise<void> {
  await client.query('UPDATE users SET password_hash = $2 WHERE id = $1', [personId, passwordHash]);
}

export async function readPasswordHash(client: SqlClient, personId: string): Promise<string | null> {
  const { rows } = await client.query<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = $1', [
    personId,
  ]);
  return rows[0]?.password_hash ?? null;
}

/** Owners who can log in, beside one. */
export async function countOtherOwners(client: SqlClient, personId: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int FROM users WHERE merchant_id = current_merchant() AND role = 'owner' AND disabled_at IS NULL
     AND password_hash <> '${NO_PASSWORD}' AND id <> $1`,
    [personId],
  );
  return rows[0]?.count ?? 0;
}

/** Those of the ids that are shops of this merchant. */
export async function knownShops(client: SqlClient, shopIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM shops WHERE merchant_id = current_merchant() AND id = ANY ($1::uuid[])',
    [shopIds],
  );
  return rows.map((row) => row.id);
}
