import { v7 as uuidv7 } from 'uuid';
import type { KnownOrder, OrderChange } from '../../domain/order-change.ts';
import type { TimerSettings } from '../../domain/timers.ts';
import type { Fact } from '../../domain/order-state.ts';
import {
  type DeliveryMode,
  type FulfilmentState,
  isPartlyShipped,
  type OrderPhase,
  type OrderPosition,
  type OrderState,
  type RefundState,
} from '../../domain/order.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';
import { markTakenSql, type TakenMessages } from './inbound-messages.ts';
import { sealWords, type SnapshotParts, snapshotParts } from './order-words.ts';
import { orderTokens } from './search-tokens.ts';

/** A shop with the connection that it speaks through, and the order when it is known. */
export interface OrderContext {
  shop: {
    id: string;
    merchantId: string;
    connectionId: string;
    platform: string;
    platformShopId: string;
    /** Nothing may be asked of its platform now. */
    paused: boolean;
    timers: TimerSettings;
  };
  order:
    | (KnownOrder & {
        id: string;
        phase: OrderPhase;
        position: OrderPosition;
        deliveryMode: DeliveryMode;
        /** Places, from 1, of the lines that have left; null where the platform does not tell. */
        shippedLines: number[] | null;
        partlyShipped: boolean;
        /** Nothing of the customer is stored any more. */
        customerErased: boolean;
        placedAt: Date;
        paidAt: Date | null;
        timersFired: string[];
        snapshotParts: SnapshotParts;
        /** True while a command is under way or its outcome is not known. */
        commandOpen: boolean;
      })
    | null;
}

interface ContextRow {
  shop_id: string;
  merchant_id: string;
  connection_id: string;
  platform: string;
  platform_shop_id: string;
  paused: boolean;
  accept_deadline_seconds: number;
  on_accept_deadline: TimerSettings['onAcceptDeadline'];
  pay_deadline_seconds: number | null;
  auto_complete_seconds: number | null;
  order_id: string | null;
  phase: OrderPhase;
  state: OrderState;
  fulfilment: FulfilmentState;
  refund_state: RefundState;
  delivery_mode: DeliveryMode;
  shipped_lines: number[] | null;
  lines_count: number;
  customer_erased: boolean;
  facts: Fact[];
  snapshot_at: Date;
  placed_at: Date;
  paid_at: Date | null;
  timers_fired: string[];
  snapshot_parts: SnapshotParts;
  command_open: boolean;
}

/** Null when the merchant has no such shop. The caller holds the order's lock (`withMerchantSql` with `lock`). */
export async function readOrderContext(
  client: SqlClient,
  shopId: string,
  platformOrderId: string,
): Promise<OrderContext | null> {
  const { rows } = await client.query<ContextRow>({
    name: 'read-order-context',
    text: `SELECT s.id AS shop_id, s.merchant_id, s.connection_id, s.platform, s.platform_shop_id, s.accept_deadline_seconds,
                  s.paused_at IS NOT NULL AS paused,
                  s.on_accept_deadline, s.pay_deadline_seconds, s.auto_complete_seconds,
                  o.id AS order_id, o.phase, o.state, o.fulfilment, o.refund_state, o.delivery_mode, o.facts, o.snapshot_at, o.placed_at,
                  o.paid_at, o.timers_fired, o.snapshot_parts, o.shipped_lines, o.lines_count,
                  o.customer_erased_at IS NOT NULL AS customer_erased,
                  EXISTS (SELECT FROM commands c WHERE c.order_id = o.id AND c.state IN ('asked', 'sent', 'unknown')) AS command_open
           FROM shops s LEFT JOIN orders o ON o.shop_id = s.id AND o.platform_order_id = $2
           WHERE s.id = $1`,
    values: [shopId, platformOrderId],
  });
  const row = rows[0];
  if (!row) return null;
  return {
    shop: {
      id: row.shop_id,
      merchantId: row.merchant_id,
      connectionId: row.connection_id,
      platform: row.platform,
      platformShopId: row.platform_shop_id,
      paused: row.paused,
      timers: {
        acceptDeadlineSeconds: row.accept_deadline_seconds,
        onAcceptDeadline: row.on_accept_deadline,
        payDeadlineSeconds: row.pay_deadline_seconds,
        autoCompleteSeconds: row.auto_complete_seconds,
      },
    },
    order:
      row.order_id === null
        ? null
        : {
            id: row.order_id,
            phase: row.phase,
            position: { state: row.state, fulfilment: row.fulfilment, refundState: row.refund_state },
            deliveryMode: row.delivery_mode,
            shippedLines: row.shipped_lines,
            partlyShipped: isPartlyShipped(row.shipped_lines, row.lines_count),
            customerErased: row.customer_erased,
            facts: row.facts,
            snapshotAt: row.snapshot_at,
            placedAt: row.placed_at,
            paidAt: row.paid_at,
            timersFired: row.timers_fired,
            snapshotParts: row.snapshot_parts,
            commandOpen: row.command_open,
          },
  };
}

const COUNTER = `
  UPDATE merchant_counters
  SET event_sequence = event_sequence + $2::int, order_number = order_number + $3::int,
      not_accepted = not_accepted + ($5::text = 'not_accepted')::int - ($4::text IS NOT DISTINCT FROM 'not_accepted')::int,
      assigned = assigned + ($5::text = 'assigned')::int - ($4::text IS NOT DISTINCT FROM 'assigned')::int,
      in_progress = in_progress + ($5::text = 'in_progress')::int - ($4::text IS NOT DISTINCT FROM 'in_progress')::int,
      completed = completed + ($5::text = 'completed')::int - ($4::text IS NOT DISTINCT FROM 'completed')::int,
      cancelled = cancelled + ($5::text = 'cancelled')::int - ($4::text IS NOT DISTINCT FROM 'cancelled')::int
  WHERE merchant_id = $1 RETURNING order_number, event_sequence`;

const EVENTS = `
  INSERT INTO order_events (id, merchant_id, order_id, sequence, kind, outcome, reason_code, actor, source, message_id, command_id,
                            detail, occurred_at)
  SELECT e.id, $1, $6, counter.event_sequence - $2::int + e.position, e.kind, e.outcome, e.reason_code, e.actor, e.source, e.message_id,
         e.command_id, e.detail, e.occurred_at
  FROM counter, unnest($7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::uuid[], $14::uuid[],
                       $15::jsonb[], $16::timestamptz[])
       WITH ORDINALITY AS e(id, kind, outcome, reason_code, actor, source, message_id, command_id, detail, occurred_at, position)`;

const POSITION = `state = $17, fulfilment = $18, refund_state = $19, facts = $20::jsonb, phase = $5,
      paid_at = $21, accept_deadline_at = $22, updated_at = now()`;

const MOVE = `WITH counter AS (${COUNTER}), events AS (${EVENTS}), done AS (${markTakenSql('$23', '$24')})
UPDATE orders SET ${POSITION} FROM counter WHERE id = $6 AND $3::int = 0 RETURNING id`;

const SAVE = `WITH counter AS (${COUNTER}), events AS (${EVENTS}), done AS (${markTakenSql('$47', '$48')}),
saved AS (
  INSERT INTO orders (id, merchant_id, number, shop_id, platform, platform_order_id, day_number, state, fulfilment,
                      refund_state, facts, phase, paid_at, accept_deadline_at, total_minor, currency,
                      merchant_receives_minor, delivery_mode, promised_at, placed_at, snapshot_at, amounts, lines_summary, lines_count,
                      customer_encrypted, search_tokens, snapshot_parts, shipped_lines)
  SELECT $6, $1, counter.order_number, $23, $24, $25, $26, $17, $18, $19, $20::jsonb, $5, $21, $22, $27, $28, $29, $30, $31, $32, $33,
         $34::jsonb, $35::jsonb, $36, $37, $38::text[], $46::jsonb, $49::int[]
  FROM counter
  ON CONFLICT (shop_id, platform_order_id) DO UPDATE
  SET ${POSITION}, day_number = excluded.day_number, total_minor = excluded.total_minor, currency = excluded.currency,
      merchant_receives_minor = coalesce(excluded.merchant_receives_minor, orders.merchant_receives_minor),
      delivery_mode = excluded.delivery_mode, promised_at = excluded.promised_at, snapshot_at = excluded.snapshot_at,
      amounts = excluded.amounts, lines_summary = excluded.lines_summary, lines_count = excluded.lines_count,
      customer_encrypted = excluded.customer_encrypted, search_tokens = excluded.search_tokens,
      snapshot_parts = excluded.snapshot_parts, shipped_lines = coalesce(excluded.shipped_lines, orders.shipped_lines)
),
gone AS (DELETE FROM order_lines WHERE order_id = $6 AND position > $36)
INSERT INTO order_lines (id, merchant_id, order_id, position, name, spec, sku_code, quantity, unit_price_minor, total_minor)
SELECT l.id, $1, $6, l.position, l.name, l.spec, l.sku_code, l.quantity, l.unit_price_minor, l.total_minor
FROM unnest($39::uuid[], $40::text[], $41::text[], $42::text[], $43::int[], $44::bigint[], $45::bigint[])
     WITH ORDINALITY AS l(id, name, spec, sku_code, quantity, unit_price_minor, total_minor, position)
ON CONFLICT (order_id, position) DO UPDATE
SET name = excluded.name, spec = excluded.spec, sku_code = excluded.sku_code, quantity = excluded.quantity,
    unit_price_minor = excluded.unit_price_minor, total_minor = excluded.total_minor`;

/**
 * Writes the order, its lines and its events, hands out number and event sequences, keeps the tab counts and marks the messages done
 * that said all this: one statement, because the counter row is locked from here to the commit and every round trip in between would
 * be paid by the whole merchant.
 * @returns the order's id.
 */
export async function saveOrder(
  client: SqlClient,
  cipher: Cipher,
  { shop, order }: OrderContext,
  platformOrderId: string,
  change: OrderChange,
  { ids: messageIds, stillWait = false }: TakenMessages = { ids: [] },
): Promise<string> {
  const { position, snapshot, events } = change;
  const id = order?.id ?? uuidv7();
  const deadline =
    position.state === 'paid' && change.paidAt
      ? new Date(change.paidAt.getTime() + shop.timers.acceptDeadlineSeconds * 1000)
      : null;
  const common = [
    shop.merchantId,
    events.length,
    order ? 0 : 1,
    order?.phase ?? null,
    change.phase,
    id,
    events.map(() => uuidv7()),
    events.map((event) => event.kind),
    events.map((event) => event.outcome),
    events.map((event) => event.reasonCode),
    events.map((event) => event.actor),
    events.map((event) => event.source),
    events.map((event) => event.messageId),
    events.map((event) => event.commandId),
    events.map((event) => JSON.stringify(event.detail)),
    events.map((event) => event.occurredAt),
    position.state,
    position.fulfilment,
    position.refundState,
    JSON.stringify(change.facts),
    change.paidAt,
    deadline,
  ];
  if (!snapshot) {
    await client.query({ name: 'move-order', text: MOVE, values: [...common, messageIds, stillWait] });
    return id;
  }
  const { lines, customer } = snapshot;
  await client.query({
    name: 'save-order',
    text: SAVE,
    values: [
      ...common,
      shop.id,
      shop.platform,
      platformOrderId,
      snapshot.dayNumber,
      snapshot.totalMinor,
      snapshot.currency,
      snapshot.merchantReceivesMinor,
      snapshot.deliveryMode,
      snapshot.promisedAt,
      snapshot.placedAt,
      snapshot.asOf,
      JSON.stringify(snapshot.amounts),
      JSON.stringify(lines.slice(0, 3).map(({ name, quantity }) => ({ name, quantity }))),
      lines.length,
      sealWords(cipher, { ...customer, merchantRemark: snapshot.merchantRemark }),
      orderTokens(cipher, platformOrderId, snapshot),
      lines.map(() => uuidv7()),
      lines.map((line) => line.name),
      lines.map((line) => line.spec),
      lines.map((line) => line.skuCode),
      lines.map((line) => line.quantity),
      lines.map((line) => line.unitPriceMinor),
      lines.map((line) => line.totalMinor),
      JSON.stringify(snapshotParts(cipher, snapshot)),
      messageIds,
      stillWait,
      snapshot.shippedLines ?? null,
    ],
  });
  return id;
}

/** Keeps which lines have just left, so that nobody has to wait for the platform to tell it. */
export async function addShippedLines(client: SqlClient, orderId: string, lines: readonly number[]): Promise<void> {
  await client.query(
    `UPDATE orders SET shipped_lines = ARRAY(SELECT unnest(coalesce(shipped_lines, '{}')) UNION SELECT unnest($2::int[]) ORDER BY 1)
     WHERE id = $1`,
    [orderId, lines],
  );
}

/** Remembers that a timer has fired, so that it fires once however often its workflow starts. */
export async function markTimerFired(client: SqlClient, orderId: string, name: string): Promise<void> {
  await client.query(
    'UPDATE orders SET timers_fired = array_append(timers_fired, $2) WHERE id = $1 AND NOT $2 = ANY(timers_fired)',
    [orderId, name],
  );
}
