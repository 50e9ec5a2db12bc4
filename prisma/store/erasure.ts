import type { Payload } from '../../connectors/contract.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';
import { PAYLOAD_CONTEXT } from './inbound-messages.ts';
import { sealWords } from './order-words.ts';

/** What stands where a body was. */
const ERASED: Payload = { method: 'POST', query: '', contentType: null, body: '' };
const NOBODY = { name: null, phone: null, address: null, remark: null, merchantRemark: null };
/** A body that was missed for so long is one that a person chose to keep waiting. */
const LOOK_BACK_DAYS = 60;
const DAY_MS = 24 * 3600_000;

/**
 * Takes the customer out of an order and of all that told of it: name, phone, address and words, what can be found by them, the raw
 * messages, and what clerks wrote about them. What was sold and paid stays. The caller holds the order's lock.
 * @returns when it was done; a second time changes nothing.
 */
export async function eraseCustomer(client: SqlClient, cipher: Cipher, orderId: string): Promise<Date> {
  const { rows } = await client.query<{ shop_id: string; platform_order_id: string; customer_erased_at: Date }>(
    `UPDATE orders
     SET customer_erased_at = coalesce(customer_erased_at, now()), customer_encrypted = $2, contacts_encrypted = NULL,
         search_tokens = ARRAY(SELECT token FROM unnest(search_tokens) AS token WHERE token !~ '^(ph|ph4|nm):'),
         snapshot_parts = '{}'
     WHERE id = $1 RETURNING shop_id, platform_order_id, customer_erased_at`,
    [orderId, sealWords(cipher, NOBODY)],
  );
  const order = rows[0];
  if (!order) throw new Error(`no order ${orderId}`);
  // Some platforms tell the customer's words beside the goods.
  await client.query('UPDATE order_lines SET spec = NULL WHERE order_id = $1', [orderId]);
  await client.query(`UPDATE commands SET input = input - 'note' - 'text' WHERE order_id = $1`, [orderId]);
  await client.query(
    `UPDATE order_events SET detail = detail - 'reason' WHERE order_id = $1 AND actor = 'customer' AND detail ? 'reason'`,
    [orderId],
  );
  await client.query(
    `UPDATE inbound_messages
     SET payload_encrypted = $3, erased_at = now(), parked_detail = NULL,
         state = CASE WHEN state = 'parked' THEN 'dismissed' ELSE state END,
         dismissed_reason = CASE WHEN state = 'parked' THEN 'erased' ELSE dismissed_reason END
     WHERE connection_id = (SELECT connection_id FROM shops WHERE id = $1) AND platform_order_id = $2
       AND erased_at IS NULL AND (state <> 'waiting' OR applied_at IS NOT NULL)`,
    [order.shop_id, order.platform_order_id, sealErased(cipher)],
  );
  return order.customer_erased_at;
}

/** Takes the bodies out of messages that have said what they had to say. */
export async function eraseBodies(client: SqlClient, cipher: Cipher, messageIds: readonly string[]): Promise<void> {
  await client.query(
    'UPDATE inbound_messages SET payload_encrypted = $2, erased_at = now() WHERE id = ANY($1::uuid[]) AND erased_at IS NULL',
    [messageIds, sealErased(cipher)],
  );
}

/**
 * Takes the bodies out of messages that came before a day and are done. Ids are made of time, so the primary key finds them.
 * @returns how many; fewer than `max` is all.
 */
export async function eraseOldBodies(system: SqlClient, cipher: Cipher, before: Date, max: number): Promise<number> {
  const from = new Date(before.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const { rowCount } = await system.query(
    `UPDATE inbound_messages SET payload_encrypted = $3, erased_at = now()
     WHERE id = ANY(ARRAY(SELECT id FROM inbound_messages WHERE id >= $1 AND id < $2 AND state IN ('done', 'dismissed')
                            AND erased_at IS NULL ORDER BY id LIMIT $4))`,
    [firstIdAt(from), firstIdAt(before), sealErased(cipher), max],
  );
  return rowCount ?? 0;
}

/** The smallest UUID of version 7 that could have been made then. */
function firstIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function sealErased(cipher: Cipher): Uint8Array {
  return cipher.seal(JSON.stringify(ERASED), PAYLOAD_CONTEXT);
}
