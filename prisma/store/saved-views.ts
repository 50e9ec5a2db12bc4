import type { SqlClient } from './database.ts';

const VIEWS_MAX = 50;

export interface SavedView {
  id: string;
  ownerId: string;
  ownerName: string;
  name: string;
  /** The query of the order page's address. */
  search: string;
  shared: boolean;
}

type Wanted = Pick<SavedView, 'name' | 'search' | 'shared'>;

const COLUMNS = 'id, owner_id AS "ownerId", owner_name AS "ownerName", name, search, shared';

/** The views that a person may use: their own and the shared ones. */
export async function listViews(client: SqlClient, ownerId: string): Promise<SavedView[]> {
  const { rows } = await client.query<SavedView>(
    `SELECT ${COLUMNS} FROM saved_views WHERE merchant_id = current_merchant() AND (owner_id = $1 OR shared) ORDER BY name, id`,
    [ownerId],
  );
  return rows;
}

/** @returns null when the person has a view of this name, or too many. */
export async function addView(
  client: SqlClient,
  owner: { merchantId: string; ownerId: string; ownerName: string },
  { name, search, shared }: Wanted,
): Promise<SavedView | null> {
  const { rows } = await client.query<SavedView>(
    `INSERT INTO saved_views (merchant_id, owner_id, owner_name, name, search, shared)
     SELECT $1, $2, $3, $4, $5, $6
     WHERE (SELECT count(*) FROM saved_views WHERE merchant_id = $1 AND owner_id = $2) < ${VIEWS_MAX}
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [owner.merchantId, owner.ownerId, owner.ownerName, name, search, shared],
  );
  return rows[0] ?? null;
}

export async function findView(client: SqlClient, viewId: string): Promise<SavedView | null> {
  const { rows } = await client.query<SavedView>(
    `SELECT ${COLUMNS} FROM saved_views WHERE merchant_id = current_merchant() AND id = $1`,
    [viewId],
  );
  return rows[0] ?? null;
}

/** @returns null when its owner has another view of this name. */
export async function changeView(
  client: SqlClient,
  view: SavedView,
  { name, search, shared }: Wanted,
): Promise<SavedView | null> {
  const { rows } = await client.query<SavedView>(
    `UPDATE saved_views v SET name = $2, search = $3, shared = $4
     WHERE v.merchant_id = current_merchant() AND v.id = $1
       AND NOT EXISTS (SELECT FROM saved_views o
                       WHERE o.merchant_id = v.merchant_id AND o.owner_id = v.owner_id AND o.name = $2 AND o.id <> v.id)
     RETURNING ${COLUMNS}`,
    [view.id, name, search, shared],
  );
  return rows[0] ?? null;
}

export async function removeView(client: SqlClient, viewId: string): Promise<void> {
  await client.query('DELETE FROM saved_views WHERE merchant_id = current_merchant() AND id = $1', [viewId]);
}

/** What a person prefers on the pages; empty for who never chose. */
export async function readPreferences(client: SqlClient, personId: string): Promise<Record<string, unknown>> {
  const { rows } = await client.query<{ preferences: Record<string, unknown> }>(
    'SELECT preferences FROM person_preferences WHERE merchant_id = current_merchant() AND person_id = $1',
    [personId],
  );
  return rows[0]?.preferences ?? {};
}

/** Keeps what is given; what is absent stays. @returns all of them. */
export async function keepPreferences(
  client: SqlClient,
  person: { merchantId: string; personId: string },
  preferences: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { rows } = await client.query<{ preferences: Record<string, unknown> }>(
    `INSERT INTO person_preferences AS known (merchant_id, person_id, preferences) VALUES ($1, $2, $3)
     ON CONFLICT (merchant_id, person_id) DO UPDATE SET preferences = known.preferences || excluded.preferences, updated_at = now()
     RETURNING preferences`,
    [person.merchantId, person.personId, JSON.stringify(preferences)],
  );
  return rows[0]?.preferences ?? {};
}
