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
    text: `SELECT c.id, c.merchant_id, c.platform, c.name, c.config_encrypted, c.registered_base_url,
                  (SELECT jsonb_object_agg(s.platform_shop_id, s.id) FROM shops s WHERE s.connection_id = c.id) AS shops
           FROM connections c WHERE c.id = $1`,
    values: [connectionId],
  });
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    merchantId: row.merchant_id,
    platform: row.platform,
    name: row.name,
    config: JSON.parse(cipher.open(row.config_encrypted, `${CONFIG_CONTEXT} ${row.id}`)),
    registeredBaseUrl: row.registered_base_url,
    shops: new Map(Object.entries(row.shops ?? {})),
  };
}
