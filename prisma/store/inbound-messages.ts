import type { Payload, PulledMessage } from '../../connectors/contract.ts';
import { byteaArray } from './bytea-array.ts';
import { withoutCardNumbers } from './card-numbers.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';

/** A verified push on its way into the database. */
export interface NewMessage {
  merchantId: string;
  connectionId: string;
  shopId: string | null;
  platformShopId: string | null;
  platformOrderId: string | null;
  kind: string;
  messageKey: string;
  /** Null is waiting for its order; a reason is waiting for a person. */
  parkedReason: string | null;
  payload: Payload;
  receivedAt: Date;
  /** Of the push, where traces are collected. */
  traceParent: string | null;
}

export const PAYLOAD_CONTEXT = 'inbound_message.payload';

const INSERT = `
INSERT INTO inbound_messages (merchant_id, connection_id, shop_id, platform_shop_id, platform_order_id, kind, message_key, source,
                              state, parked_reason, payload_encrypted, received_at, last_received_at, repeat_count, trace_parent)
SELECT m.merchant_id, m.connection_id, m.shop_id, m.platform_shop_id, m.platform_order_id, m.kind, m.message_key, 'push',
       CASE WHEN m.parked_reason IS NULL THEN 'waiting' ELSE 'parked' END, m.parked_reason, m.payload,
       to_timestamp(m.received_ms / 1000), to_timestamp(m.received_ms / 1000), m.repeats, m.trace_parent
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[],
            $10::float8[], $11::int[], $12::text[])
  AS m(merchant_id, connection_id, shop_id, platform_shop_id, platform_order_id, kind, message_key, parked_reason, payload,
       received_ms, repeats, trace_parent)
ON CONFLICT (connection_id, message_key) DO UPDATE
SET repeat_count = inbound_messages.repeat_count + 1 + excluded.repeat_count, last_received_at = excluded.last_received_at`;

/**
 * Stores pushes in one durable INSERT. A repeat is counted on the first row. Sorted by key, because two batches that touch the same
 * rows in different orders would deadlock.
 */
export async function insertMessages(
  system: SqlClient,
  cipher: Cipher,
  messages: readonly NewMessage[],
): Promise<void> {
  const rows = new Map<string, { message: NewMessage; repeats: number }>();
  for (const message of messages) {
    const key = `${message.connectionId} ${message.messageKey}`;
    const row = rows.get(key);
    if (row) row.repeats += 1;
    else rows.set(key, { message, repeats: 0 });
  }
  const sorted = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const column = <T>(pick: (message: NewMessage) => T): T[] => sorted.map(({ message }) => pick(message));
  await system.query({
    name: 'insert-messages',
    text: INSERT,
    values: [
      column((m) => m.merchantId),
      column((m) => m.connectionId),
      column((m) => m.shopId),
      column((m) => m.platformShopId),
      column((m) => m.platformOrderId),
      column((m) => m.kind),
      column((m) => m.messageKey),
      column((m) => m.parkedReason),
      byteaArray(column((m) => sealPayload(cipher, m.payload))),
      column((m) => m.receivedAt.getTime()),
      sorted.map(({ repeats }) => repeats),
      column((m) => m.traceParent),
    ],
  });
}

/** Stores what a pull brought, under the same key space as pushes: what is known already is only counted. */
export async function insertPulledMessage(
  client: SqlClient,
  cipher: Cipher,
  order: { merchantId: string; connectionId: string; shopId: string; platformShopId: string; platformOrderId: string },
  message: PulledMessage,
): Promise<void> {
  await client.query({
    name: 'insert-pulled-message',
    text: `INSERT INTO inbound_messages (merchant_id, connection_id, shop_id, platform_shop_id, platform_order_id, kind, message_key,
                                         source, state, payload_encrypted)
           VALUES ($1, $2, $3, $4, $5, $6, $7, 'pull', 'waiting', $8)
           ON CONFLICT (connection_id, message_key) DO UPDATE
           SET repeat_count = inbound_messages.repeat_count + 1, last_received_at = now()`,
    values: [
      order.merchantId,
      order.connectionId,
      order.shopId,
      order.platformShopId,
      order.platformOrderId,
      message.kind,
      message.messageKey,
      sealPayload(cipher, message.payload),
    ],
  });
}

/** Numbers of payment cards are never stored, sealed or not. */
function sealPayload(cipher: Cipher, payload: Payload): Uint8Array {
  return cipher.seal(JSON.stringify(withoutCardNumbers(payload)), PAYLOAD_CONTEXT);
}

/** An order that has something waiting. */
export interface WaitingOrder {
  merchantId: string;
  shopId: string;
  platformOrderId: string;
  /** False for an order that has only just begun: one push waits, and nothing of it was applied before. */
  mayBeApplied: boolean;
  /** What waits: the connector's name of it. */
  kinds: string[];
  messageIds: string[];
}

export interface Lease {
  orders: WaitingOrder[];
  /** Messages that name no shop and whose order no earlier message has brought. */
  withoutShop: { id: string; receivedAt: Date }[];
  messageCount: number;
}

/**
 * Leases the oldest waiting messages, and with them whatever else waits for the same orders, to this dispatcher and answers the orders:
 * an order is told once for all that waits. Another dispatcher skips them until the lease ends; what is applied by then never comes back. A message without a shop takes it from an earlier message of its order.
 */
export async function leaseWaiting(system: SqlClient, oldestMax: number, leaseMs: number): Promise<Lease> {
  const { rows } = await system.query<{
    id: string;
    merchant_id: string;
    shop_id: string | null;
    platform_order_id: string;
    received_at: Date;
    kind: string;
    source: 'push' | 'pull';
    known: boolean;
  }>({
    name: 'lease-waiting',
    text: `
WITH oldest AS MATERIALIZED (
  SELECT DISTINCT connection_id, platform_order_id FROM (
    SELECT connection_id, platform_order_id FROM inbound_messages
    WHERE state = 'waiting' AND (leased_until IS NULL OR leased_until < now()) ORDER BY received_at LIMIT $1
  ) AS first
), picked AS MATERIALIZED (
  SELECT m.id FROM oldest JOIN inbound_messages m USING (connection_id, platform_order_id)
  WHERE m.state = 'waiting' AND (m.leased_until IS NULL OR m.leased_until < now()) FOR UPDATE OF m SKIP LOCKED
)
UPDATE inbound_messages m
SET leased_until = now() + $2 * interval '1 millisecond',
    shop_id = coalesce(m.shop_id, (SELECT e.shop_id FROM inbound_messages e
                                   WHERE e.connection_id = m.connection_id AND e.platform_order_id = m.platform_order_id
                                     AND e.shop_id IS NOT NULL LIMIT 1))
FROM picked WHERE m.id = picked.id
RETURNING m.id, m.merchant_id, m.shop_id, m.platform_order_id, m.received_at, m.kind, m.source,
          EXISTS (SELECT FROM inbound_messages e WHERE e.connection_id = m.connection_id AND e.platform_order_id = m.platform_order_id
                                                   AND e.state = 'done') AS known`,
    values: [oldestMax, leaseMs],
  });
  const orders = new Map<string, WaitingOrder>();
  const withoutShop: Lease['withoutShop'] = [];
  for (const row of rows) {
    if (row.shop_id === null) {
      withoutShop.push({ id: row.id, receivedAt: row.received_at });
      continue;
    }
    const key = `${row.shop_id} ${row.platform_order_id}`;
    const order = orders.get(key);
    if (order) {
      order.messageIds.push(row.id);
      order.kinds.push(row.kind);
      order.mayBeApplied = true;
    } else
      orders.set(key, {
        merchantId: row.merchant_id,
        shopId: row.shop_id,
        platformOrderId: row.platform_order_id,
        mayBeApplied: row.known || row.source === 'pull',
        kinds: [row.kind],
        messageIds: [row.id],
      });
  }
  return { orders: [...orders.values()], withoutShop, messageCount: rows.length };
}

/**
 * Moves the end of a lease: far away once the workflow has been told, near when it could not be. A message that is done or parked
 * meanwhile has no lease any more and stays as it is, also when it waits again by now; so does one that somebody works on right now.
 * @returns how many of them still wait.
 */
export async function moveLease(system: SqlClient, messageIds: readonly string[], leaseMs: number): Promise<number> {
  if (messageIds.length === 0) return 0;
  const { rowCount } = await system.query({
    name: 'move-lease',
    text: `UPDATE inbound_messages SET leased_until = now() + $2 * interval '1 millisecond'
           WHERE id IN (SELECT id FROM inbound_messages WHERE id = ANY($1::uuid[]) AND state = 'waiting' AND leased_until IS NOT NULL
                        FOR UPDATE SKIP LOCKED)`,
    values: [messageIds, leaseMs],
  });
  return rowCount ?? 0;
}

export interface InboxMessage {
  id: string;
  kind: string;
  source: 'push' | 'pull';
  payload: Payload;
  receivedAt: Date;
  /** What it says is on the order already; it waits for the order's workflow to be told. */
  isApplied: boolean;
  traceParent: string | null;
}

/**
 * The waiting messages of one order, oldest first. They are locked in the order of their keys, as the door locks what comes again:
 * two that lock the same rows in different orders would wait for each other for ever.
 */
export async function readInbox(
  client: SqlClient,
  cipher: Cipher,
  shopId: string,
  platformOrderId: string,
  limit: number,
): Promise<InboxMessage[]> {
  const { rows } = await client.query<{
    id: string;
    kind: string;
    source: 'push' | 'pull';
    payload_encrypted: Buffer;
    received_at: Date;
    is_applied: boolean;
    trace_parent: string | null;
  }>({
    name: 'read-inbox',
    text: `WITH oldest AS MATERIALIZED (
             SELECT id FROM inbound_messages
             WHERE connection_id = (SELECT connection_id FROM shops WHERE id = $1) AND platform_order_id = $2 AND state = 'waiting'
             ORDER BY received_at, id LIMIT $3
           ), locked AS MATERIALIZED (
             SELECT id, kind, source, payload_encrypted, received_at, applied_at IS NOT NULL AS is_applied, trace_parent
             FROM inbound_messages WHERE id IN (SELECT id FROM oldest) AND state = 'waiting' ORDER BY message_key COLLATE "C" FOR UPDATE
           )
           SELECT id, kind, source, payload_encrypted, received_at, is_applied, trace_parent FROM locked ORDER BY received_at, id`,
    values: [shopId, platformOrderId, limit],
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    source: row.source,
    payload: JSON.parse(cipher.open(row.payload_encrypted, PAYLOAD_CONTEXT)) as Payload,
    receivedAt: row.received_at,
    isApplied: row.is_applied,
    traceParent: row.trace_parent,
  }));
}

/** Messages that have been taken from an order's inbox. */
export interface TakenMessages {
  ids: readonly string[];
  /** They stay there all the same, until the order's workflow has been told. */
  stillWait?: boolean;
}

/** Part of the statement that writes what the messages say. @param ids, stillWait the parameters that hold them. */
export function markTakenSql(ids: string, stillWait: string): string {
  return `UPDATE inbound_messages
    SET state = CASE WHEN ${stillWait}::boolean THEN state ELSE 'done' END,
        applied_at = CASE WHEN ${stillWait}::boolean THEN now() END,
        done_at = CASE WHEN ${stillWait}::boolean THEN done_at ELSE now() END,
        leased_until = CASE WHEN ${stillWait}::boolean THEN leased_until END
    WHERE id = ANY(${ids}::uuid[])`;
}

/** For messages that said nothing new. */
export async function markTaken(client: SqlClient, { ids, stillWait = false }: TakenMessages): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'mark-taken',
    text: markTakenSql('$1', '$2'),
    values: [ids, stillWait],
  });
}

/** Sets a message aside for a person, with the reason. It is never dropped. */
export async function park(client: SqlClient, messageId: string, reason: string, detail: string): Promise<void> {
  await client.query(
    `UPDATE inbound_messages SET state = 'parked', parked_reason = $2, parked_detail = $3, leased_until = NULL WHERE id = $1`,
    [messageId, reason, detail.slice(0, 500)],
  );
}
