import type { Payload } from '../../connectors/contract.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';
import { PAYLOAD_CONTEXT } from './inbound-messages.ts';

export interface ParkedRow {
  id: string;
  platform: string;
  shop_id: string | null;
  platform_shop_id: string | null;
  platform_order_id: string | null;
  kind: string;
  parked_reason: string;
  parked_detail: string | null;
  received_at: Date;
  repeat_count: number;
}

const COLUMNS = `m.id, c.platform, m.shop_id, m.platform_shop_id, m.platform_order_id, m.kind, m.parked_reason, m.parked_detail,
  m.received_at, m.repeat_count`;
const PARKED = `FROM inbound_messages m JOIN connections c ON c.id = m.connection_id
  WHERE m.merchant_id = current_merchant() AND m.state = 'parked'`;

export async function listParked(
  client: SqlClient,
  { reason, limit, after }: { reason?: string; limit: number; after?: { at: Date; id: string } },
): Promise<ParkedRow[]> {
  const { rows } = await client.query<ParkedRow>(
    `SELECT ${COLUMNS} ${PARKED} AND ($1::text IS NULL OR m.parked_reason = $1)
       AND ($2::timestamptz IS NULL OR (m.received_at, m.id) < ($2, $3::uuid))
     ORDER BY m.received_at DESC, m.id DESC LIMIT $4`,
    [reason ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

export async function readParked(
  client: SqlClient,
  cipher: Cipher,
  messageId: string,
): Promise<{ row: ParkedRow; payload: Payload } | null> {
  const { rows } = await client.query<ParkedRow & { payload_encrypted: Buffer }>(
    `SELECT ${COLUMNS}, m.payload_encrypted ${PARKED} AND m.id = $1`,
    [messageId],
  );
  const row = rows[0];
  return row ? { row, payload: JSON.parse(cipher.open(row.payload_encrypted, PAYLOAD_CONTEXT)) as Payload } : null;
}

/**
 * Lets parked messages go again: all, those of one reason, or one. A message of an unknown shop goes only when the shop is known by
 * now; one that concerns no order never does. @returns how many go.
 */
export async function unpark(client: SqlClient, which: { messageId?: string; reason?: string }): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE inbound_messages m
     SET state = 'waiting', parked_reason = NULL, parked_detail = NULL, leased_until = NULL, shop_id = coalesce(m.shop_id, known.shop_id)
     FROM (SELECT p.id, s.id AS shop_id
           FROM inbound_messages p
           LEFT JOIN shops s ON s.connection_id = p.connection_id AND s.platform_shop_id = p.platform_shop_id
           WHERE p.merchant_id = current_merchant() AND p.state = 'parked' AND p.platform_order_id IS NOT NULL) AS known
     WHERE m.id = known.id AND ($1::uuid IS NULL OR m.id = $1) AND ($2::text IS NULL OR m.parked_reason = $2)
       AND (m.platform_shop_id IS NULL OR coalesce(m.shop_id, known.shop_id) IS NOT NULL)`,
    [which.messageId ?? null, which.reason ?? null],
  );
  return rowCount ?? 0;
}

/**
 * Lets go by themselves what only waited for something that is there by now: the shop that a push named, or the order that a message was
 * about (a message of it has been applied). @returns the merchants whose messages go.
 */
export async function unparkWhatIsKnown(system: SqlClient): Promise<string[]> {
  const { rows } = await system.query<{ merchant_id: string }>({
    name: 'unpark-what-is-known',
    text: `UPDATE inbound_messages m
           SET state = 'waiting', parked_reason = NULL, parked_detail = NULL, leased_until = NULL, shop_id = known.shop_id
           FROM (SELECT p.id, coalesce(p.shop_id, s.id, CASE WHEN p.platform_shop_id IS NULL THEN e.shop_id END) AS shop_id
                 FROM inbound_messages p
                 LEFT JOIN shops s ON s.connection_id = p.connection_id AND s.platform_shop_id = p.platform_shop_id
                 LEFT JOIN LATERAL (SELECT o.shop_id FROM inbound_messages o
                                    WHERE o.connection_id = p.connection_id AND o.platform_order_id = p.platform_order_id
                                      AND o.shop_id IS NOT NULL AND o.state = 'done' LIMIT 1) AS e ON true
                 WHERE p.state = 'parked' AND p.platform_order_id IS NOT NULL
                   AND (p.parked_reason = 'unknown_shop' OR p.parked_reason = 'order_unknown' AND e.shop_id IS NOT NULL)) AS known
           WHERE m.id = known.id AND known.shop_id IS NOT NULL AND m.state = 'parked'
           RETURNING m.merchant_id`,
  });
  return [...new Set(rows.map((row) => row.merchant_id))];
}

/** Puts a parked message aside for good. @returns false when there is none. */
export async function dismiss(client: SqlClient, messageId: string, by: string, reason: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE inbound_messages SET state = 'dismissed', dismissed_by = $2, dismissed_reason = $3
     WHERE merchant_id = current_merchant() AND id = $1 AND state = 'parked'`,
    [messageId, by, reason],
  );
  return rowCount === 1;
}
