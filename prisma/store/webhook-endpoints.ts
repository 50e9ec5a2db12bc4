import { randomBytes } from 'node:crypto';
import type { DisabledReason } from '../../domain/webhook-events.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';

const SECRET_BYTES = 24;

export interface EndpointRow {
  id: string;
  url: string;
  description: string;
  eventTypes: string[];
  shopIds: string[];
  state: 'enabled' | 'disabled';
  disabledReason: DisabledReason | null;
  disabledAt: Date | null;
  failingSince: Date | null;
  failureCount: number;
  lastFailure: string | null;
  lastSuccessAt: Date | null;
  holdUntil: Date | null;
  previousSecretUntil: Date | null;
  version: number;
  createdAt: Date;
  waiting: number;
}

export interface EndpointWish {
  url: string;
  description: string;
  eventTypes: string[];
  shopIds: string[];
}

const COLUMNS = `e.id, e.url, e.description, e.event_types AS "eventTypes", e.shop_ids AS "shopIds", e.state,
  e.disabled_reason AS "disabledReason", e.disabled_at AS "disabledAt", e.failing_since AS "failingSince",
  e.failure_count AS "failureCount", e.last_failure AS "lastFailure", e.last_success_at AS "lastSuccessAt",
  e.hold_until AS "holdUntil", e.previous_secret_until AS "previousSecretUntil", e.version, e.created_at AS "createdAt",
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = 'waiting') AS waiting`;
const LIVING = 'e.merchant_id = current_merchant() AND e.deleted_at IS NULL';

/** Whoever makes endpoints or turns events into deliveries holds this lock (`withMerchantSql`), so that neither misses the other. */
export function webhooksLock(merchantId: string): string {
  return `webhooks:${merchantId}`;
}

/** @param endpointId null for all of the merchant, oldest first. */
export async function readEndpoints(client: SqlClient, endpointId: string | null = null): Promise<EndpointRow[]> {
  const { rows } = await client.query<EndpointRow>(
    `SELECT ${COLUMNS} FROM webhook_endpoints e WHERE ${LIVING} AND ($1::uuid IS NULL OR e.id = $1) ORDER BY e.created_at, e.id`,
    [endpointId],
  );
  return rows;
}

/** Its events begin now: the merchant's first endpoint marks the place. The caller holds `webhooksLock`. @returns the id. */
export async function insertEndpoint(
  client: SqlClient,
  cipher: Cipher,
  merchantId: string,
  wish: EndpointWish,
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO webhook_endpoints (merchant_id, url, description, event_types, shop_ids, secret_encrypted)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [merchantId, wish.url, wish.description, wish.eventTypes, wish.shopIds, newSecret(cipher, merchantId)],
  );
  await client.query(
    `INSERT INTO webhook_positions (merchant_id, event_sequence)
     SELECT merchant_id, event_sequence FROM merchant_counters WHERE merchant_id = $1 ON CONFLICT DO NOTHING`,
    [merchantId],
  );
  return rows[0]?.id ?? '';
}

/** @param version what the caller has read; null takes any. @returns false when the endpoint has another version by now. */
export async function writeEndpoint(
  client: SqlClient,
  endpointId: string,
  wish: EndpointWish,
  version: number | null,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE webhook_endpoints e SET url = $2, description = $3, event_types = $4, shop_ids = $5, version = version + 1
     WHERE ${LIVING} AND e.id = $1 AND ($6::int IS NULL OR version = $6)`,
    [endpointId, wish.url, wish.description, wish.eventTypes, wish.shopIds, version],
  );
  return rowCount === 1;
}

/** A fresh start: what was held back and counted before does not matter any more. */
export async function enableEndpoint(client: SqlClient, endpointId: string): Promise<void> {
  await client.query(
    `UPDATE webhook_endpoints e SET state = 'enabled', disabled_reason = NULL, disabled_at = NULL, failing_since = NULL,
            failure_count = 0, hold_until = NULL, told_until = NULL, version = version + 1
     WHERE ${LIVING} AND e.id = $1 AND e.state = 'disabled'`,
    [endpointId],
  );
}

/** What waits for it is given up; a replay sends it when the endpoint is enabled again. */
export async function disableEndpoint(
  client: SqlClient,
  endpointId: string,
  reason: DisabledReason,
  at: Date = new Date(),
): Promise<void> {
  await client.query(
    `UPDATE webhook_endpoints e SET state = 'disabled', disabled_reason = $2, disabled_at = $3, version = version + 1
     WHERE ${LIVING} AND e.id = $1 AND e.state = 'enabled'`,
    [endpointId, reason, at],
  );
  await giveUpWaiting(client, endpointId);
}

/** The row stays for its delivery log's sake, which ends by itself; nothing shows or calls it any more. */
export async function deleteEndpoint(client: SqlClient, endpointId: string): Promise<void> {
  await client.query(`UPDATE webhook_endpoints e SET deleted_at = now() WHERE ${LIVING} AND e.id = $1`, [endpointId]);
  await giveUpWaiting(client, endpointId);
}

async function giveUpWaiting(client: SqlClient, endpointId: string): Promise<void> {
  await client.query(
    `UPDATE webhook_deliveries SET state = 'given_up' WHERE merchant_id = current_merchant() AND endpoint_id = $1 AND state = 'waiting'`,
    [endpointId],
  );
}

/** The new secret signs at once; the one before signs beside it until `until`. */
export async function rotateSecret(
  client: SqlClient,
  cipher: Cipher,
  merchantId: string,
  endpointId: string,
  until: Date,
): Promise<void> {
  await client.query(
    `UPDATE webhook_endpoints e
     SET previous_secret_encrypted = secret_encrypted, previous_secret_until = $3, secret_encrypted = $2, version = version + 1
     WHERE ${LIVING} AND e.id = $1`,
    [endpointId, newSecret(cipher, merchantId), until],
  );
}

/** The secrets that sign now, the newest first; empty when there is no such endpoint. */
export async function readSecrets(
  client: SqlClient,
  cipher: Cipher,
  merchantId: string,
  endpointId: string,
): Promise<string[]> {
  const { rows } = await client.query<{ secret: Buffer; previous: Buffer | null }>(
    `SELECT e.secret_encrypted AS secret, CASE WHEN e.previous_secret_until > now() THEN e.previous_secret_encrypted END AS previous
     FROM webhook_endpoints e WHERE ${LIVING} AND e.id = $1`,
    [endpointId],
  );
  const sealed = rows.flatMap(({ secret, previous }) => (previous ? [secret, previous] : [secret]));
  return sealed.map((value) => cipher.open(value, webhookSecretContext(merchantId)));
}

function newSecret(cipher: Cipher, merchantId: string): Buffer {
  return cipher.seal(`whsec_${randomBytes(SECRET_BYTES).toString('base64')}`, webhookSecretContext(merchantId));
}

export function webhookSecretContext(merchantId: string): string {
  return `webhook_endpoint.secret ${merchantId}`;
}
