import type { PollCursor } from '../../connectors/contract.ts';
import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import type { SqlClient } from './database.ts';

/** A run as it is stored. */
export type { SyncRun } from '../generated/client.ts';

/** Bookmark of a shop's walk; null before the first poll. */
export async function readCursor(client: SqlClient, shopId: string): Promise<PollCursor | null> {
  const { rows } = await client.query<{ cursor: PollCursor | null }>(
    'SELECT cursor FROM sync_cursors WHERE shop_id = $1',
    [shopId],
  );
  return rows[0]?.cursor ?? null;
}

/** @param polled true at the end of a walk that reached the newest order. */
export async function saveCursor(
  client: SqlClient,
  merchantId: string,
  shopId: string,
  cursor: PollCursor,
  polled: boolean,
): Promise<void> {
  await client.query(
    `INSERT INTO sync_cursors (shop_id, merchant_id, cursor, polled_at) VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END)
     ON CONFLICT (shop_id) DO UPDATE
     SET cursor = excluded.cursor, polled_at = coalesce(excluded.polled_at, sync_cursors.polled_at), failed_at = NULL, failure = NULL, trouble = NULL`,
    [shopId, merchantId, JSON.stringify(cursor), polled],
  );
}

export async function savePollFailure(
  client: SqlClient,
  merchantId: string,
  shopId: string,
  failure: string,
  trouble: ConnectionTrouble,
): Promise<void> {
  await client.query(
    `INSERT INTO sync_cursors (shop_id, merchant_id, failed_at, failure, trouble) VALUES ($1, $2, now(), $3, $4)
     ON CONFLICT (shop_id) DO UPDATE SET failed_at = now(), failure = excluded.failure, trouble = excluded.trouble`,
    [shopId, merchantId, failure.slice(0, 500), trouble],
  );
}

/**
 * Those of the ids of which a message waits or was applied. A push that was set aside, by itself or by a person, tells nothing of its order, so
 * the platform is asked; only when its own description could not be used either there is nothing more to learn.
 */
export async function knownOrderIds(
  client: SqlClient,
  connectionId: string,
  platformOrderIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ platform_order_id: string }>({
    name: 'known-order-ids',
    text: `SELECT asked.platform_order_id FROM unnest($2::text[]) AS asked(platform_order_id)
           WHERE EXISTS (SELECT FROM inbound_messages m
                         WHERE m.connection_id = $1 AND m.platform_order_id = asked.platform_order_id
                           AND (m.state IN ('waiting', 'done')
                                OR m.source = 'pull' AND m.parked_reason IS DISTINCT FROM 'order_unknown'))`,
    values: [connectionId, platformOrderIds],
  });
  return new Set(rows.map((row) => row.platform_order_id));
}

/**
 * Orders that are to be read again, ended or not, and ones that are open or have a refund under way and that nobody has looked at and that
 * have not changed for a while, longest first. They count as looked at from now on. News of an order do not write `checked_at`: it is in an
 * index, and all indexes of the order would be written with it.
 */
export async function takeStaleOrders(
  client: SqlClient,
  shopId: string,
  olderThanMs: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await client.query<{ platform_order_id: string }>(
    `UPDATE orders SET checked_at = now()
     WHERE id IN (SELECT id FROM (
                    (SELECT id FROM orders WHERE shop_id = $1 AND checked_at = 'epoch'::timestamptz LIMIT $3)
                    UNION
                    (SELECT id FROM orders WHERE shop_id = $1 AND state IN ('placed', 'paid', 'accepted')
                       AND checked_at < now() - $2 * interval '1 millisecond'
                       AND updated_at < now() - $2 * interval '1 millisecond' ORDER BY checked_at LIMIT $3)
                    UNION
                    (SELECT id FROM orders WHERE shop_id = $1 AND refund_state IN ('requested', 'agreed')
                       AND checked_at < now() - $2 * interval '1 millisecond'
                       AND updated_at < now() - $2 * interval '1 millisecond' ORDER BY checked_at LIMIT $3)) AS found
                  LIMIT $3)
     RETURNING platform_order_id`,
    [shopId, olderThanMs, limit],
  );
  return rows.map((row) => row.platform_order_id);
}

/** Puts an order first among those that the next poll reads again. */
export async function readAgainSoon(client: SqlClient, orderId: string): Promise<void> {
  await client.query("UPDATE orders SET checked_at = 'epoch' WHERE id = $1", [orderId]);
}

/** The hub's orders of a shop placed in a span of time. */
export async function orderIdsBetween(client: SqlClient, shopId: string, from: Date, to: Date): Promise<string[]> {
  const { rows } = await client.query<{ platform_order_id: string }>(
    `SELECT platform_order_id FROM orders
     WHERE merchant_id = current_merchant() AND shop_id = $1 AND placed_at >= $2 AND placed_at < $3 AND state <> 'placed'`,
    [shopId, from, to],
  );
  return rows.map((row) => row.platform_order_id);
}

export interface Difference {
  platformOrderId: string;
  kind: 'missing_in_hub' | 'missing_on_platform' | 'state_differs' | 'unreadable';
  hubHas: string | null;
  platformHas: string | null;
  /** True when the platform's news was put into the order's inbox. */
  repaired: boolean;
}

interface RunOfShop {
  merchantId: string;
  runId: string;
  shopId: string;
}

/** Records a day's result. A day that is done a second time after a crash counts its differences once. */
export async function saveDay(
  client: SqlClient,
  run: RunOfShop,
  daysDone: number,
  checked: number,
  differences: readonly Difference[],
): Promise<void> {
  await saveDifferences(client, run, differences);
  await client.query(
    `UPDATE sync_runs SET checked = checked + CASE WHEN days_done < $2 THEN $3 ELSE 0 END, days_done = greatest(days_done, $2),
            day_compared = 0,
            differences = (SELECT count(*) FROM sync_differences WHERE run_id = $1)
     WHERE id = $1`,
    [run.runId, daysDone, checked],
  );
}

/**
 * Records what part of a day has brought.
 * @param compared how many orders of the day are done. @returns true when the run is to pause here.
 */
export async function savePartOfDay(
  client: SqlClient,
  run: RunOfShop,
  compared: number,
  differences: readonly Difference[],
): Promise<boolean> {
  await saveDifferences(client, run, differences);
  const { rows } = await client.query<{ state: RunState }>(
    'UPDATE sync_runs SET day_compared = $2 WHERE id = $1 RETURNING state',
    [run.runId, compared],
  );
  return rows[0]?.state === 'paused';
}

/** How far a run has come: whole days, and orders of the day after them. */
export async function readProgress(
  client: SqlClient,
  runId: string,
): Promise<{ daysDone: number; dayCompared: number }> {
  const { rows } = await client.query<{ daysDone: number; dayCompared: number }>(
    'SELECT days_done AS "daysDone", day_compared AS "dayCompared" FROM sync_runs WHERE id = $1',
    [runId],
  );
  return rows[0] ?? { daysDone: 0, dayCompared: 0 };
}

async function saveDifferences(client: SqlClient, run: RunOfShop, differences: readonly Difference[]): Promise<void> {
  for (const difference of differences) {
    await client.query(
      `INSERT INTO sync_differences (merchant_id, run_id, shop_id, platform_order_id, kind, hub_has, platform_has, repaired)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (run_id, platform_order_id) DO NOTHING`,
      [
        run.merchantId,
        run.runId,
        run.shopId,
        difference.platformOrderId,
        difference.kind,
        difference.hubHas,
        difference.platformHas,
        difference.repaired,
      ],
    );
  }
}

export type RunState = 'running' | 'paused' | 'done' | 'failed';

export async function setRunState(
  client: SqlClient,
  runId: string,
  state: RunState,
  failure: string | null = null,
): Promise<void> {
  await client.query(
    `UPDATE sync_runs SET state = $2, failure = $3, finished_at = CASE WHEN $2 IN ('done', 'failed') THEN now() END
     WHERE id = $1 AND state IN ('running', 'paused')`,
    [runId, state, failure?.slice(0, 500) ?? null],
  );
}

/** A run that failed is gone on with this long; later the platform may know more of what was compared. */
const GOES_ON_FOR = `interval '6 hours'`;

/**
 * Starts a run, or answers the one of this kind that the shop has under way. One that is asked for again after it failed begins where it
 * had come to.
 */
export async function startRun(
  client: SqlClient,
  run: { merchantId: string; shopId: string; kind: 'sweep' | 'backfill'; fromDay: string; toDay: string },
): Promise<{ id: string; isNew: boolean }> {
  const started = await client.query<{ id: string }>(
    `INSERT INTO sync_runs (merchant_id, shop_id, kind, state, from_day, to_day, days_done, day_compared, checked)
     SELECT $1, $2, $3, 'running', $4, $5, coalesce(failed.days_done, 0), coalesce(failed.day_compared, 0), coalesce(failed.checked, 0)
     FROM (VALUES (1)) AS one
          LEFT JOIN (SELECT state, finished_at, days_done, day_compared, checked FROM sync_runs
                     WHERE shop_id = $2 AND kind = $3 AND from_day = $4::date AND to_day = $5::date
                     ORDER BY started_at DESC LIMIT 1) AS failed
            ON failed.state = 'failed' AND failed.finished_at > now() - ${GOES_ON_FOR}
     ON CONFLICT (shop_id, kind) WHERE state IN ('running', 'paused') DO NOTHING RETURNING id`,
    [run.merchantId, run.shopId, run.kind, run.fromDay, run.toDay],
  );
  if (started.rows[0]) return { id: started.rows[0].id, isNew: true };
  const running = await client.query<{ id: string }>(
    `SELECT id FROM sync_runs WHERE shop_id = $1 AND kind = $2 AND state IN ('running', 'paused')`,
    [run.shopId, run.kind],
  );
  return running.rows[0] ? { id: running.rows[0].id, isNew: false } : startRun(client, run);
}
