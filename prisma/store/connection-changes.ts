import type { Cipher } from './cipher.ts';
import { CONFIG_CONTEXT } from './connections.ts';
import type { Database, SqlClient } from './database.ts';

export interface ConnectionView {
  id: string;
  platform: string;
  name: string;
  /** Holds secrets: only names and last characters leave the hub. */
  config: unknown;
  registeredBaseUrl: string | null;
  oldAcceptedUntil: Date | null;
  createdAt: Date;
  shopIds: string[];
}

/** A merchant's connections in the order in which they were made. */
export async function listConnections(
  client: SqlClient,
  cipher: Cipher,
  connectionId: string | null = null,
): Promise<ConnectionView[]> {
  const { rows } = await client.query<{
    id: string;
    platform: string;
    name: string;
    config_encrypted: Buffer;
    registered_base_url: string | null;
    previous_config_until: Date | null;
    created_at: Date;
    shop_ids: string[];
  }>(
    `SELECT c.id, c.platform, c.name, c.config_encrypted, c.registered_base_url, c.created_at,
            CASE WHEN c.previous_config_until > now() THEN c.previous_config_until END AS previous_config_until,
            ARRAY(SELECT s.id::text FROM shops s WHERE s.connection_id = c.id AND s.removed_at IS NULL ORDER BY s.created_at) AS shop_ids
     FROM connections c WHERE c.merchant_id = current_merchant() AND ($1::uuid IS NULL OR c.id = $1) ORDER BY c.created_at, c.id`,
    [connectionId],
  );
  return rows.map((row) => ({
    id: row.id,
    platform: row.platform,
    name: row.name,
    config: JSON.parse(cipher.open(row.config_encrypted, `${CONFIG_CONTEXT} ${row.id}`)) as unknown,
    registeredBaseUrl: row.registered_base_url,
    oldAcceptedUntil: row.previous_config_until,
    createdAt: row.created_at,
    shopIds: row.shop_ids,
  }));
}

export async function insertConnection(
  client: SqlClient,
  cipher: Cipher,
  connection: { id: string; merchantId: string; platform: string; name: string; config: unknown },
): Promise<void> {
  const { id, merchantId, platform, name, config } = connection;
  await client.query(
    'INSERT INTO connections (id, merchant_id, platform, name, config_encrypted) VALUES ($1, $2, $3, $4, $5)',
    [id, merchantId, platform, name, cipher.seal(JSON.stringify(config), `${CONFIG_CONTEXT} ${id}`)],
  );
}

/** @returns false when there is no such connection. */
export async function renameConnection(client: SqlClient, connectionId: string, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE connections SET name = $2 WHERE merchant_id = current_merchant() AND id = $1',
    [connectionId, name],
  );
  return rowCount === 1;
}

/** Connections of which a push was refused because of its signature. */
export async function noteRefusedPushes(database: Database, refused: ReadonlyMap<string, Date>): Promise<void> {
  await database.hints.query(
    `UPDATE connections c SET push_refused_at = greatest(c.push_refused_at, t.at)
     FROM unnest($1::uuid[], $2::timestamptz[]) AS t(id, at) WHERE c.id = t.id`,
    [[...refused.keys()], [...refused.values()]],
  );
}
