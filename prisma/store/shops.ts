import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import type { TimerSettings } from '../../domain/timers.ts';
import type { Database, SqlClient } from './database.ts';
import { CALLS_COLUMNS, type CallsRow } from './gate-rows.ts';

export interface ShopRow extends CallsRow {
  id: string;
  connection_id: string;
  platform: string;
  name: string;
  platform_shop_id: string;
  registered_base_url: string | null;
  last_push_at: Date | null;
  accept_deadline_seconds: number;
  on_accept_deadline: TimerSettings['onAcceptDeadline'];
  pay_deadline_seconds: number | null;
  auto_complete_seconds: number | null;
  version: number;
  polled_at: Date | null;
  failed_at: Date | null;
  failure: string | null;
  trouble: ConnectionTrouble | null;
  missed_pushes: number;
  connection_name: string;
  paused_at: Date | null;
  removed_at: Date | null;
  push_refused_at: Date | null;
  tested_at: Date | null;
  test_trouble: ConnectionTrouble | null;
  /** The platform's code and words of a test that failed. */
  test_words: string | null;
  test_shop_name: string | null;
  token_expires_at: Date | null;
  token_renewed_at: Date | null;
  /** Half of the day's newest pushed orders were here within this time after the platform had them. */
  lag_seconds: number | null;
  order_number: string | null;
}

export interface ShopChoice {
  shopId?: string;
  /** Shops that were taken out of view as well. */
  withRemoved?: boolean;
}

/** Orders whose way to us is measured. */
const LAG_ORDERS = 20;
/** A push that is on its way is not missed yet. */
const MISSED_AFTER = `interval '2 minutes'`;

/**
 * Shops with how their synchronisation stands. The gap meter counts orders of the last day of which no push has told:
 * each is looked up by its order in the index of events, so it costs as many steps as the day has orders.
 */
export async function readShops(
  client: SqlClient,
  { shopId, withRemoved = false }: ShopChoice = {},
): Promise<ShopRow[]> {
  const { rows } = await client.query<ShopRow>(
    `SELECT s.id, s.connection_id, s.platform, s.name, s.platform_shop_id, c.registered_base_url, s.last_push_at,
            s.accept_deadline_seconds, s.on_accept_deadline, s.pay_deadline_seconds, s.auto_complete_seconds, s.version,
            y.polled_at, y.failed_at, y.failure, y.trouble, c.name AS connection_name, s.paused_at, s.removed_at,
            ${CALLS_COLUMNS}, c.push_refused_at, s.tested_at, s.test_trouble, s.test_words, s.test_shop_name,
            k.expires_at AS token_expires_at, k.renewed_at AS token_renewed_at,
            (SELECT o.number FROM orders o WHERE o.merchant_id = s.merchant_id AND o.shop_id = s.id
             LIMIT 1) AS order_number,
            (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lag)
             FROM (SELECT greatest(0, extract(epoch FROM o.created_at - coalesce(o.paid_at, o.placed_at)))::float8 AS lag FROM orders o
                   WHERE o.merchant_id = s.merchant_id AND o.shop_id = s.id AND o.placed_at > now() - interval '24 hours'
                     AND EXISTS (SELECT FROM order_events e WHERE e.order_id = o.id AND e.source = 'push')
                   ORDER BY o.placed_at DESC LIMIT ${LAG_ORDERS}) AS newest) AS lag_seconds,
            (SELECT count(*)::int FROM orders o
             WHERE o.merchant_id = s.merchant_id AND o.shop_id = s.id AND o.placed_at > now() - interval '24 hours'
               AND o.created_at < now() - ${MISSED_AFTER}
               AND NOT EXISTS (SELECT FROM order_events e WHERE e.order_id = o.id AND e.source = 'push')) AS missed_pushes
     FROM shops s JOIN connections c ON c.id = s.connection_id LEFT JOIN sync_cursors y ON y.shop_id = s.id
          LEFT JOIN connection_gates g ON g.connection_id = s.connection_id
       LEFT JOIN LATERAL (SELECT expires_at, renewed_at FROM connection_tokens t
                          WHERE t.connection_id = s.connection_id AND t.holder IN (s.platform_shop_id, '')
                          ORDER BY t.holder DESC LIMIT 1) AS k ON true
     WHERE s.merchant_id = current_merchant() AND ($1::uuid IS NULL OR s.id = $1) AND ($2 OR s.removed_at IS NULL)
     ORDER BY s.created_at, s.id`,
    [shopId ?? null, withRemoved],
  );
  return rows;
}

export async function readTimers(client: SqlClient, shopId: string): Promise<TimerSettings> {
  const { rows } = await client.query<{
    accept_deadline_seconds: number;
    on_accept_deadline: TimerSettings['onAcceptDeadline'];
    pay_deadline_seconds: number | null;
    auto_complete_seconds: number | null;
  }>(
    'SELECT accept_deadline_seconds, on_accept_deadline, pay_deadline_seconds, auto_complete_seconds FROM shops WHERE id = $1',
    [shopId],
  );
  const row = rows[0];
  if (!row) throw new Error(`merchant has no shop ${shopId}`);
  return {
    acceptDeadlineSeconds: row.accept_deadline_seconds,
    onAcceptDeadline: row.on_accept_deadline,
    payDeadlineSeconds: row.pay_deadline_seconds,
    autoCompleteSeconds: row.auto_complete_seconds,
  };
}

/** @param version what the caller has read; null takes any. @returns false when the shop has another version by now. */
export async function writeTimers(
  client: SqlClient,
  shopId: string,
  timers: TimerSettings,
  version: number | null,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE shops SET accept_deadline_seconds = $2, on_accept_deadline = $3, pay_deadline_seconds = $4, auto_complete_seconds = $5,
            version = version + 1, wake_orders_at = now()
     WHERE id = $1 AND ($6::int IS NULL OR version = $6)`,
    [
      shopId,
      timers.acceptDeadlineSeconds,
      timers.onAcceptDeadline,
      timers.payDeadlineSeconds,
      timers.autoCompleteSeconds,
      version,
    ],
  );
  return rowCount === 1;
}

/** Remembers when each shop last pushed. */
export async function touchShops(database: Database, lastPush: ReadonlyMap<string, Date>): Promise<void> {
  await database.hints.query(
    `UPDATE shops s SET last_push_at = greatest(s.last_push_at, t.at)
     FROM unnest($1::uuid[], $2::timestamptz[]) AS t(id, at) WHERE s.id = t.id`,
    [[...lastPush.keys()], [...lastPush.values()]],
  );
}
