import type { SqlClient } from './database.ts';

/** A command whose end is not known, with the order that it is about. */
export interface OpenCommand {
  commandId: string;
  merchantId: string;
  shopId: string;
  platformOrderId: string;
}

interface Leased {
  id: string;
  merchant_id: string;
}

/**
 * Takes commands without an end whose time to be looked at has come; each is due again later and later, an hour at most, until it has
 * ended. The system sees that they are open and not what they ask for.
 */
export async function leaseOpenCommands(hints: SqlClient, limit: number): Promise<Map<string, string[]>> {
  const { rows } = await hints.query<Leased>({
    name: 'lease-open-commands',
    text: `UPDATE commands SET looks = looks + 1, look_at = now() + least(interval '1 hour', interval '30 seconds' * 2 ^ least(looks, 10))
           WHERE id IN (SELECT id FROM commands WHERE state IN ('asked', 'sent', 'unknown') AND look_at <= now()
                        ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED)
           RETURNING id, merchant_id`,
    values: [limit],
  });
  const byMerchant = new Map<string, string[]>();
  for (const { id, merchant_id } of rows) byMerchant.set(merchant_id, [...(byMerchant.get(merchant_id) ?? []), id]);
  return byMerchant;
}

/** Those of a merchant's commands that still have no end. */
export async function readOpenCommands(client: SqlClient, commandIds: readonly string[]): Promise<OpenCommand[]> {
  const { rows } = await client.query<OpenCommand>(
    `SELECT c.id AS "commandId", c.merchant_id AS "merchantId", o.shop_id AS "shopId", o.platform_order_id AS "platformOrderId"
     FROM commands c JOIN orders o ON o.id = c.order_id
     WHERE c.id = ANY ($1::uuid[]) AND c.state IN ('asked', 'sent', 'unknown')`,
    [commandIds],
  );
  return rows;
}
