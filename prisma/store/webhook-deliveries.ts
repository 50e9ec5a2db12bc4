import type { DeliveryState } from '../../domain/webhook-events.ts';
import { afterFailure, FAILURES_BEFORE_HOLD } from '../../domain/webhook-retries.ts';
import type { SqlClient } from './database.ts';
import { disableEndpoint } from './webhook-endpoints.ts';

/** Nothing older of the same order waits: messages of one order keep their order, those of different orders do not wait for each other. */
const IS_NEXT = `NOT EXISTS (SELECT FROM webhook_deliveries w WHERE w.endpoint_id = d.endpoint_id AND w.order_id = d.order_id
                                                              AND w.state = 'waiting' AND w.position < d.position)`;

/** An endpoint that has something to be sent now. */
export interface DueEndpoint {
  merchantId: string;
  endpointId: string;
}

/** Merchants with something that no endpoint has been told yet. */
export async function merchantsWithNews(system: SqlClient): Promise<string[]> {
  const { rows } = await system.query<{ merchant_id: string }>({
    name: 'merchants-with-news',
    text: `SELECT p.merchant_id FROM webhook_positions p JOIN merchant_counters c USING (merchant_id)
           WHERE c.event_sequence > p.event_sequence
           UNION SELECT merchant_id FROM webhook_facts WHERE told_at IS NULL`,
  });
  return rows.map((row) => row.merchant_id);
}

/** Endpoints with something due of which nobody has told their workflow for a while. They count as told from now on. */
export async function leaseDueEndpoints(system: SqlClient, leaseMs: number, limit: number): Promise<DueEndpoint[]> {
  const { rows } = await system.query<DueEndpoint>({
    name: 'lease-due-endpoints',
    text: `UPDATE webhook_endpoints SET told_until = now() + $1 * interval '1 millisecond'
           WHERE id IN (
             SELECT e.id FROM webhook_endpoints e
             WHERE e.state = 'enabled' AND e.deleted_at IS NULL AND (e.told_until IS NULL OR e.told_until < now())
               AND (e.hold_until IS NULL OR e.hold_until <= now())
               AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = 'waiting'
                                                             AND d.next_attempt_at <= now() AND ${IS_NEXT})
             LIMIT $2 FOR UPDATE OF e SKIP LOCKED)
           RETURNING id AS "endpointId", merchant_id AS "merchantId"`,
    values: [leaseMs, limit],
  });
  return rows;
}

/** Its workflow could not be told, or has nothing more to do now: the next news tell it at once. */
export async function endToldLease(client: SqlClient, endpointId: string): Promise<void> {
  await client.query('UPDATE webhook_endpoints SET told_until = NULL WHERE id = $1', [endpointId]);
}

export async function keepToldLease(client: SqlClient, endpointId: string, leaseMs: number): Promise<void> {
  await client.query(`UPDATE webhook_endpoints SET told_until = now() + $2 * interval '1 millisecond' WHERE id = $1`, [
    endpointId,
    leaseMs,
  ]);
}

export interface DueDelivery {
  id: string;
  body: string;
}

/** What may be sent to an endpoint now; one message only while the endpoint is down. */
export async function readDue(
  client: SqlClient,
  endpointId: string,
  now: Date,
  limit: number,
): Promise<{ url: string; deliveries: DueDelivery[] } | null> {
  const endpoint = await client.query<{ url: string; held: boolean; down: boolean }>(
    `SELECT url, coalesce(hold_until > $2, false) AS held, failure_count >= ${FAILURES_BEFORE_HOLD} AS down FROM webhook_endpoints
     WHERE merchant_id = current_merchant() AND id = $1 AND state = 'enabled' AND deleted_at IS NULL`,
    [endpointId, now],
  );
  const [known] = endpoint.rows;
  if (!known) return null;
  if (known.held) return { url: known.url, deliveries: [] };
  const { rows } = await client.query<DueDelivery>({
    name: 'read-due-deliveries',
    text: `SELECT d.id, d.body FROM webhook_deliveries d
           WHERE d.endpoint_id = $1 AND d.state = 'waiting' AND d.next_attempt_at <= $2 AND ${IS_NEXT}
           ORDER BY d.position LIMIT $3`,
    values: [endpointId, now, known.down ? 1 : limit],
  });
  return { url: known.url, deliveries: rows };
}

/** When there is something to send next; null when nothing waits. */
export async function nextDueAt(client: SqlClient, endpointId: string): Promise<Date | null> {
  const { rows } = await client.query<{ at: Date | null }>(
    `SELECT greatest(min(d.next_attempt_at), max(e.hold_until)) AS at
     FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
     WHERE d.endpoint_id = $1 AND d.state = 'waiting' AND e.state = 'enabled' AND e.deleted_at IS NULL AND ${IS_NEXT}`,
    [endpointId],
  );
  return rows[0]?.at ?? null;
}

/** What came of one request. */
export interface AttemptResult {
  at: Date;
  /** Null when there was no answer. */
  status: number | null;
  /** Null is delivered. */
  failure: string | null;
  latencyMs: number;
  answer: string;
  retryAfterMs: number | null;
}

/** Writes an attempt and what follows from it. @returns the reason when it made the endpoint end. */
export async function recordAttempt(
  client: SqlClient,
  merchantId: string,
  endpointId: string,
  deliveryId: string,
  result: AttemptResult,
  chance: number,
): Promise<'gone' | 'failing' | null> {
  // The endpoint's row is the lock under which its attempts are counted.
  const { rows } = await client.query<{ failing_since: Date | null; failure_count: number }>(
    'SELECT failing_since, failure_count FROM webhook_endpoints WHERE merchant_id = current_merchant() AND id = $1 FOR UPDATE',
    [endpointId],
  );
  const [endpoint] = rows;
  if (!endpoint) return null;
  await client.query(
    `INSERT INTO webhook_attempts (merchant_id, delivery_id, at, status, failure, latency_ms, answer) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [merchantId, deliveryId, result.at, result.status, result.failure, result.latencyMs, result.answer],
  );
  const delivery = await client.query<{ attempts: number; first_tried_at: Date }>(
    `UPDATE webhook_deliveries SET attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, $2), last_attempt_at = $2,
            last_status = $3, last_failure = $4, last_latency_ms = $5
     WHERE id = $1 RETURNING attempts, first_tried_at`,
    [deliveryId, result.at, result.status, result.failure, result.latencyMs],
  );
  const [sent] = delivery.rows;
  if (!sent) return null;
  if (result.failure === null) {
    await recordSuccess(client, endpointId, deliveryId, result.at, endpoint.failure_count >= FAILURES_BEFORE_HOLD);
    return null;
  }
  const failingSince = endpoint.failing_since ?? result.at;
  const next = afterFailure({
    now: result.at,
    attempts: sent.attempts,
    firstTriedAt: sent.first_tried_at,
    failingSince,
    failureCount: endpoint.failure_count + 1,
    gone: result.status === 410,
    retryAfterMs: result.retryAfterMs,
    chance,
  });
  await client.query(
    `UPDATE webhook_deliveries SET next_attempt_at = $2, state = CASE WHEN $3 THEN 'given_up' ELSE state END
     WHERE id = $1 AND state = 'waiting'`,
    [deliveryId, next.nextAttemptAt, next.givesUp],
  );
  await client.query(
    `UPDATE webhook_endpoints SET failing_since = $2, failure_count = failure_count + 1, last_failure = $3,
            hold_until = greatest(hold_until, $4::timestamptz) WHERE id = $1`,
    [endpointId, failingSince, result.failure, next.holdUntil],
  );
  if (next.disable) await disableEndpoint(client, endpointId, next.disable, result.at);
  return next.disable;
}

/** @param wasDown what waited for a receiver that was down is sent at once. */
async function recordSuccess(
  client: SqlClient,
  endpointId: string,
  deliveryId: string,
  at: Date,
  wasDown: boolean,
): Promise<void> {
  await client.query(`UPDATE webhook_deliveries SET state = 'delivered', delivered_at = $2 WHERE id = $1`, [
    deliveryId,
    at,
  ]);
  await client.query(
    `UPDATE webhook_endpoints SET last_success_at = $2, failing_since = NULL, failure_count = 0, hold_until = NULL WHERE id = $1`,
    [endpointId, at],
  );
  if (!wasDown) return;
  await client.query(
    `UPDATE webhook_deliveries SET next_attempt_at = least(next_attempt_at, $2) WHERE endpoint_id = $1 AND state = 'waiting'`,
    [endpointId, at],
  );
}

export interface DeliveryRow {
  id: string;
  endpointId: string;
  eventType: string;
  orderId: string | null;
  state: DeliveryState;
  attempts: number;
  lastStatus: number | null;
  lastFailure: string | null;
  lastLatencyMs: number | null;
  lastAttemptAt: Date | null;
  nextAttemptAt: Date;
  deliveredAt: Date | null;
  createdAt: Date;
}

const LISTED = `d.id, d.endpoint_id AS "endpointId", d.event_type AS "eventType", d.order_id AS "orderId", d.state, d.attempts,
  d.last_status AS "lastStatus", d.last_failure AS "lastFailure", d.last_latency_ms AS "lastLatencyMs",
  d.last_attempt_at AS "lastAttemptAt", d.next_attempt_at AS "nextAttemptAt", d.delivered_at AS "deliveredAt",
  d.created_at AS "createdAt"`;

/** Newest first. */
export async function listDeliveries(
  client: SqlClient,
  endpointId: string,
  filter: { state?: string; eventType?: string; orderId?: string; limit: number; after?: { at: Date; id: string } },
): Promise<DeliveryRow[]> {
  const { rows } = await client.query<DeliveryRow>(
    `SELECT ${LISTED} FROM webhook_deliveries d
     WHERE d.merchant_id = current_merchant() AND d.endpoint_id = $1 AND ($2::text IS NULL OR d.state = $2)
       AND ($3::text IS NULL OR d.event_type = $3) AND ($4::uuid IS NULL OR d.order_id = $4)
       AND ($5::timestamptz IS NULL OR (d.created_at, d.id) < ($5, $6::uuid))
     ORDER BY d.created_at DESC, d.id DESC LIMIT $7`,
    [
      endpointId,
      filter.state ?? null,
      filter.eventType ?? null,
      filter.orderId ?? null,
      filter.after?.at ?? null,
      filter.after?.id ?? null,
      filter.limit,
    ],
  );
  return rows;
}

export interface AttemptRow {
  at: Date;
  status: number | null;
  failure: string | null;
  latencyMs: number;
  answer: string;
}

/** With its body and its newest attempts. */
export async function readDelivery(
  client: SqlClient,
  deliveryId: string,
): Promise<{ row: DeliveryRow & { body: string }; tries: AttemptRow[] } | null> {
  const { rows } = await client.query<DeliveryRow & { body: string }>(
    `SELECT ${LISTED}, d.body FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
     WHERE d.merchant_id = current_merchant() AND e.deleted_at IS NULL AND d.id = $1`,
    [deliveryId],
  );
  const [row] = rows;
  if (!row) return null;
  const tries = await client.query<AttemptRow>(
    `SELECT at, status, failure, latency_ms AS "latencyMs", answer FROM webhook_attempts WHERE delivery_id = $1 ORDER BY at DESC LIMIT 100`,
    [deliveryId],
  );
  return { row, tries: tries.rows };
}

/** Sends one message again, at the end of the line and with a fresh schedule. */
export async function replayDelivery(client: SqlClient, deliveryId: string): Promise<void> {
  await client.query(
    `UPDATE webhook_deliveries SET state = 'waiting', position = nextval('webhook_deliveries_position_seq'), attempts = 0,
            first_tried_at = NULL, next_attempt_at = now(), delivered_at = NULL
     WHERE merchant_id = current_merchant() AND id = $1`,
    [deliveryId],
  );
}

/** Clears away what is over for longer than the log is kept. @returns how many rows went. */
export async function pruneDeliveries(system: SqlClient, olderThanMs: number, limit: number): Promise<number> {
  const old = await system.query(
    `DELETE FROM webhook_deliveries WHERE id IN (
       SELECT id FROM webhook_deliveries WHERE created_at < now() - $1 * interval '1 millisecond' AND state <> 'waiting' LIMIT $2)`,
    [olderThanMs, limit],
  );
  const facts = await system.query(
    `DELETE FROM webhook_facts WHERE id IN (
       SELECT id FROM webhook_facts WHERE at < now() - $1 * interval '1 millisecond' AND told_at IS NOT NULL LIMIT $2)`,
    [olderThanMs, limit],
  );
  return (old.rowCount ?? 0) + (facts.rowCount ?? 0);
}
