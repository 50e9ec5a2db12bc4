import type { SqlClient } from './database.ts';

/** A shop whose orders are to be woken; `leasedUntil` tells one lease from the next. */
export interface WakingShop {
  merchantId: string;
  shopId: string;
  leasedUntil: Date;
}

export interface OrderWithTimers {
  id: string;
  platformOrderId: string;
}

/** Takes shops whose timers have changed. A process that dies in the middle leaves them to the next one after the lease. */
export async function leaseWakingShops(hints: SqlClient, leaseMs: number, limit: number): Promise<WakingShop[]> {
  const { rows } = await hints.query<WakingShop>({
    name: 'lease-waking-shops',
    text: `UPDATE shops SET wake_orders_at = now() + $1 * interval '1 millisecond'
           WHERE id IN (SELECT id FROM shops WHERE wake_orders_at <= now() LIMIT $2 FOR UPDATE SKIP LOCKED)
           RETURNING merchant_id AS "merchantId", id AS "shopId", wake_orders_at AS "leasedUntil"`,
    values: [leaseMs, limit],
  });
  return rows;
}

/** Nothing is left to be done, unless the timers have changed once more meanwhile. */
export async function endWaking(system: SqlClient, { shopId, leasedUntil }: WakingShop): Promise<void> {
  await system.query('UPDATE shops SET wake_orders_at = NULL WHERE id = $1 AND wake_orders_at = $2', [
    shopId,
    leasedUntil,
  ]);
}

/** The shop's orders that a timer may wait for, in the order of their ids. @param after the last id of the batch before. */
export async function readOrdersWithTimers(
  client: SqlClient,
  shopId: string,
  after: string | null,
  limit: number,
): Promise<OrderWithTimers[]> {
  const { rows } = await client.query<OrderWithTimers>(
    `SELECT id, platform_order_id AS "platformOrderId" FROM orders
     WHERE shop_id = $1 AND state IN ('placed', 'paid', 'accepted') AND ($2::uuid IS NULL OR id > $2)
     ORDER BY id LIMIT $3`,
    [shopId, after, limit],
  );
  return rows;
}
