import type { SqlClient } from './database.ts';

/** An order that still expects something, with its commands whose end is not known. */
export interface UnfinishedOrder {
  platformOrderId: string;
  commandIds: string[];
}

/**
 * What was running when a backup was taken runs no more. Commands become "outcome unknown", because their answer may have come after the
 * backup: they are looked up, never sent again unasked. Runs are ended; new ones cover their days.
 */
export async function forgetRunning(client: SqlClient, shopId: string): Promise<void> {
  await client.query(
    `UPDATE commands SET state = 'unknown'
     WHERE state IN ('asked', 'sent') AND order_id IN (SELECT id FROM orders WHERE shop_id = $1)`,
    [shopId],
  );
  await client.query(
    `UPDATE sync_runs SET state = 'failed', failure = 'ended by a restore', finished_at = now()
     WHERE shop_id = $1 AND state IN ('running', 'paused')`,
    [shopId],
  );
}

export async function readUnfinished(client: SqlClient, shopId: string): Promise<UnfinishedOrder[]> {
  const { rows } = await client.query<{ platform_order_id: string; command_ids: string[] }>(
    `SELECT o.platform_order_id, coalesce(array_agg(c.id) FILTER (WHERE c.id IS NOT NULL), '{}') AS command_ids
     FROM orders o LEFT JOIN commands c ON c.order_id = o.id AND c.state = 'unknown'
     WHERE o.shop_id = $1 AND (o.state NOT IN ('completed', 'cancelled') OR o.refund_state = 'requested' OR c.id IS NOT NULL)
     GROUP BY o.id, o.platform_order_id ORDER BY min(o.placed_at)`,
    [shopId],
  );
  return rows.map((row) => ({ platformOrderId: row.platform_order_id, commandIds: row.command_ids }));
}
