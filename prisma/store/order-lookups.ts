import type { Payload } from '../../connectors/contract.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';
import { PAYLOAD_CONTEXT } from './inbound-messages.ts';
import { OUR_SHOPS } from './order-filters.ts';

/** A number from a sheet cannot mean more orders than this that are worth choosing between. */
const SAME_NUMBER_MAX = 5;

/** Which orders each number means: ours (digits, `#` allowed before) or a platform's, compared whole. */
export async function findOrderIds(
  client: SqlClient,
  numbers: readonly string[],
): Promise<{ number: string; orderIds: string[] }[]> {
  const { rows } = await client.query<{ asked: string; order_ids: string[] }>(
    `SELECT a.asked, coalesce((array_agg(o.id ORDER BY o.placed_at DESC))[1:${SAME_NUMBER_MAX}], '{}') AS order_ids
     FROM unnest($1::text[]) WITH ORDINALITY AS a(asked, position)
     LEFT JOIN LATERAL (
       SELECT id, placed_at FROM orders
       WHERE merchant_id = current_merchant() AND a.asked ~ '^#?[0-9]{1,15}$' AND number = substring(a.asked FROM '[0-9]{1,15}$')::bigint
       UNION
       SELECT id, placed_at FROM orders
       WHERE shop_id = ANY(${OUR_SHOPS}) AND platform_order_id = a.asked
     ) AS o ON true
     GROUP BY a.asked, a.position ORDER BY a.position`,
    [numbers],
  );
  return rows.map(({ asked, order_ids }) => ({ number: asked, orderIds: order_ids }));
}

export interface OrderMessageRow {
  id: string;
  kind: string;
  source: 'push' | 'pull';
  received_at: Date;
  repeat_count: number;
  erased_at: Date | null;
}

/** A message of one order as it arrived; null when it told nothing of this order. */
export async function readOrderMessage(
  client: SqlClient,
  cipher: Cipher,
  orderId: string,
  messageId: string,
): Promise<{ row: OrderMessageRow; payload: Payload } | null> {
  const { rows } = await client.query<OrderMessageRow & { payload_encrypted: Buffer }>(
    `SELECT m.id, m.kind, m.source, m.received_at, m.repeat_count, m.erased_at, m.payload_encrypted
     FROM inbound_messages m
     WHERE m.merchant_id = current_merchant() AND m.id = $2
       AND EXISTS (SELECT FROM order_events e WHERE e.order_id = $1 AND e.message_id = m.id)`,
    [orderId, messageId],
  );
  const row = rows[0];
  return row ? { row, payload: JSON.parse(cipher.open(row.payload_encrypted, PAYLOAD_CONTEXT)) as Payload } : null;
}

/** The goods of many orders, each order's in its own order. */
export async function readLinesOf(
  client: SqlClient,
  orderIds: readonly string[],
): Promise<Map<string, { name: string; spec: string | null; quantity: number }[]>> {
  const { rows } = await client.query<{ order_id: string; name: string; spec: string | null; quantity: number }>({
    name: 'read-lines-of',
    text: 'SELECT order_id, name, spec, quantity FROM order_lines WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, position',
    values: [orderIds],
  });
  const lines = new Map<string, { name: string; spec: string | null; quantity: number }[]>();
  for (const { order_id, ...line } of rows) {
    const known = lines.get(order_id);
    if (known) known.push(line);
    else lines.set(order_id, [line]);
  }
  return lines;
}

/** Where the newest message of an order came from; null where no trace was collected. */
export async function newestTraceOf(
  client: SqlClient,
  connectionId: string,
  platformOrderId: string,
): Promise<string | null> {
  const { rows } = await client.query<{ trace_parent: string }>(
    `SELECT trace_parent FROM inbound_messages WHERE connection_id = $1 AND platform_order_id = $2 AND trace_parent IS NOT NULL
     ORDER BY received_at DESC LIMIT 1`,
    [connectionId, platformOrderId],
  );
  return rows[0]?.trace_parent ?? null;
}
