import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';

export const CONFIG_CONTEXT = 'connection.config';

export interface StoredConnection {
  id: string;
  merchantId: string;
  platform: string;
  name: string;
  /** As the connector's `parseConfig` wants it. Holds secrets: never log it. */
  config: unknown;
  /** What came before it, while pushes signed with it are still taken. */
  previous: { config: unknown; until: Date } | null;
  registeredBaseUrl: string | null;
  /** The platform's shop code -> our shop id. */
  shops: Map<string, string>;
}

interface ConnectionRow {
  id: string;
  merchant_id: string;
  platform: string;
  name: string;
  config_encrypted: Buffer;
  previous_config_encrypted: Buffer | null;
  previous_config_until: Date | null;
  registered_base_url: string | null;
  shops: Record<string, string> | null;
}

/** Read by the door (across merchants) and by workflows (their own merchant only); the client's role decides what is seen. */
export async function readConnection(
  client: SqlClient,
  cipher: Cipher,
  connectionId: string,
): Promise<StoredConnection | null> {
  const { rows } = await client.query<ConnectionRow>({
    name: 'read-connection',
    text: `SELECT c.id, c.merchant_id, c.platform, c.name, c.config_encrypted, c.previous_config_encrypted,
                  c.previous_config_until, c.registered_base_url,
                  (SELECT jsonb_object_agg(s.platform_shop_id, s.id) FROM shops s WHERE s.connection_id = c.id) AS shops
           FROM connections c WHERE c.id = $1`,
    values: [connectionId],
  });
  const row = rows[0];
  if (!row) return null;
  const openConfig = (sealed: Buffer): unknown => JSON.parse(cipher.open(sealed, `${CONFIG_CONTEXT} ${row.id}`));
  const { previous_config_encrypted: previous, previous_config_until: until } = row;
  return {
    id: row.id,
    merchantId: row.merchant_id,
    platform: row.platform,
    name: row.name,
    config: openConfig(row.config_encrypted),
    previous: previous && until ? { config: openConfig(previous), until } : null,
    registeredBaseUrl: row.registered_base_url,
    shops: new Map(Object.entries(row.shops ?? {})),
  };
}

/**
 * Replaces the configuration. What was valid until now stays valid for pushes for a while: the platform may change over later, and
 * what it has signed before is still on its way. @returns until when.
 */
export async function replaceConfig(
  client: SqlClient,
  cipher: Cipher,
  connectionId: string,
  config: unknown,
  overlapSeconds: number,
): Promise<Date | null> {
  const { rows } = await client.query<{ until: Date }>(
    `UPDATE connections
     SET previous_config_encrypted = config_encrypted, previous_config_until = now() + $3 * interval '1 second', config_encrypted = $2
     WHERE merchant_id = current_merchant() AND id = $1 RETURNING previous_config_until AS until`,
    [connectionId, cipher.seal(JSON.stringify(config), `${CONFIG_CONTEXT} ${connectionId}`), overlapSeconds],
  );
  return rows[0]?.until ?? null;
}
