import type {
  DeliveryMode,
  FulfilmentState,
  OrderAmount,
  OrderPhase,
  OrderState,
  RefundState,
} from '../../domain/order.ts';
import type { Fact } from '../../domain/order-state.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';
import { type OrderFilters, ordersSql, searchSql } from './order-filters.ts';

/** An order as lists show it. */
export interface OrderRow {
  id: string;
  number: string;
  platform: string;
  shop_id: string;
  shop_name: string;
  shop_paused: boolean;
  platform_order_id: string;
  day_number: number | null;
  state: OrderState;
  fulfilment: FulfilmentState;
  refund_state: RefundState;
  phase: OrderPhase;
  total_minor: string;
  currency: string;
  merchant_receives_minor: string | null;
  delivery_mode: DeliveryMode;
  promised_at: Date | null;
  placed_at: Date;
  paid_at: Date | null;
  accept_deadline_at: Date | null;
  updated_at: Date;
  lines_summary: { name: string; quantity: number }[];
  lines_count: number;
  /** Places, from 1, of the lines that have left; null where the platform does not tell. */
  shipped_lines: number[] | null;
  customer_encrypted: Buffer;
  customer_erased_at: Date | null;
}

const COLUMNS = `o.id, o.number, o.platform, o.shop_id, s.name AS shop_name, s.paused_at IS NOT NULL AS shop_paused,
  o.platform_order_id, o.day_number, o.state, o.fulfilment,
  o.refund_state, o.phase, o.total_minor, o.currency, o.merchant_receives_minor, o.delivery_mode, o.promised_at, o.placed_at, o.paid_at,
  o.accept_deadline_at, o.updated_at, o.lines_summary, o.lines_count, o.shipped_lines, o.customer_encrypted, o.customer_erased_at`;

/** A page of orders. */
export async function listOrders(client: SqlClient, cipher: Cipher, filters: OrderFilters): Promise<OrderRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const direction = filters.sort === 'newest' ? 'DESC' : 'ASC';
  const order = `ORDER BY o.placed_at ${direction}, o.id ${direction}`;
  // Written out and not bound: the server would think a page of unknown length longer than it is, and plan each one anew.
  const limit = String(Math.trunc(filters.limit));
  const orders = ordersSql(filters, order, bind);
  const page = filters.q === undefined ? orders('o.*', limit) : searchSql(cipher, filters.q, orders, limit, bind);
  const text = `SELECT ${COLUMNS} FROM (${page}) AS o JOIN shops s ON s.id = o.shop_id ${order}`;
  // The list that everybody has open is planned once for each connection; what is looked for decides the plan of all others.
  const { rows } = await client.query<OrderRow>(
    values.length === 0 ? { name: `list-orders-${filters.sort}-${limit}`, text } : { text, values },
  );
  return rows;
}

export async function readOrder(client: SqlClient, orderId: string): Promise<OrderRow | null> {
  return (await readOrders(client, [orderId]))[0] ?? null;
}

export async function readOrders(client: SqlClient, orderIds: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await client.query<OrderRow>({
    name: 'read-orders',
    text: `SELECT ${COLUMNS} FROM orders o JOIN shops s ON s.id = o.shop_id WHERE o.id = ANY($1::uuid[])`,
    values: [orderIds],
  });
  return rows;
}

/** The orders that the events of `readEventsAfter` are about. */
export async function readOrdersAfter(client: SqlClient, sequence: bigint, limit: number): Promise<OrderRow[]> {
  const { rows } = await client.query<OrderRow>({
    name: 'read-orders-after',
    text: `SELECT ${COLUMNS} FROM orders o JOIN shops s ON s.id = o.shop_id
           WHERE o.id = ANY(ARRAY(SELECT order_id FROM order_events WHERE merchant_id = current_merchant() AND sequence > $1
                                  ORDER BY sequence LIMIT $2))`,
    values: [sequence, limit],
  });
  return rows;
}

/** What the customer pays is made of; empty when there is no such order. */
export async function readAmounts(client: SqlClient, orderId: string): Promise<OrderAmount[]> {
  const { rows } = await client.query<{ amounts: OrderAmount[] }>('SELECT amounts FROM orders WHERE id = $1', [
    orderId,
  ]);
  return rows[0]?.amounts ?? [];
}

/** What is known to have happened to an order; empty when there is no such order. */
export async function readFacts(client: SqlClient, orderId: string): Promise<Fact[]> {
  const { rows } = await client.query<{ facts: Fact[] }>('SELECT facts FROM orders WHERE id = $1', [orderId]);
  return rows[0]?.facts ?? [];
}

export interface LineRow {
  id: string;
  name: string;
  spec: string | null;
  sku_code: string | null;
  quantity: number;
  unit_price_minor: string;
  total_minor: string;
}

export async function readLines(client: SqlClient, orderId: string): Promise<LineRow[]> {
  const { rows } = await client.query<LineRow>(
    'SELECT id, name, spec, sku_code, quantity, unit_price_minor, total_minor FROM order_lines WHERE order_id = $1 ORDER BY position',
    [orderId],
  );
  return rows;
}

export interface EventRow {
  id: string;
  order_id: string;
  sequence: string;
  kind: string;
  outcome: 'applied' | 'stale' | 'refused';
  reason_code: string | null;
  actor: string;
  source: 'push' | 'pull' | 'command' | 'system';
  message_id: string | null;
  occurred_at: Date;
  recorded_at: Date;
  detail: Record<string, unknown>;
}

const EVENT_COLUMNS =
  'id, order_id, sequence, kind, outcome, reason_code, actor, source, message_id, occurred_at, recorded_at, detail';

export async function readEvents(client: SqlClient, orderId: string): Promise<EventRow[]> {
  const { rows } = await client.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM order_events WHERE order_id = $1 ORDER BY sequence`,
    [orderId],
  );
  return rows;
}

/** Events of all orders after a sequence, oldest first. Sequences have no gaps in commit order, so none is missed. */
export async function readEventsAfter(client: SqlClient, sequence: bigint, limit: number): Promise<EventRow[]> {
  const { rows } = await client.query<EventRow>({
    name: 'read-events-after',
    text: `SELECT ${EVENT_COLUMNS} FROM order_events WHERE merchant_id = current_merchant() AND sequence > $1 ORDER BY sequence LIMIT $2`,
    values: [sequence, limit],
  });
  return rows;
}

export interface DayFigure {
  currency: string;
  orders: number;
  totalMinor: number;
}

export interface OrderCounts {
  not_accepted: number;
  assigned: number;
  in_progress: number;
  completed: number;
  cancelled: number;
  parked: number;
  /** What the merchant's day has brought so far, by currency. */
  today: DayFigure[];
  /** The newest event's sequence. */
  sequence: bigint;
}

const PHASES = ['not_accepted', 'assigned', 'in_progress', 'completed', 'cancelled'] as const satisfies OrderPhase[];

/** The day's paid orders by currency: kept for the merchant, counted for who is limited to some shops. */
const TODAY = `(SELECT coalesce(jsonb_agg(jsonb_build_object('currency', d.currency, 'orders', d.orders, 'totalMinor', d.total_minor)
                                        ORDER BY d.orders DESC), '[]')
  FROM (SELECT d.currency, d.orders, d.total_minor
        FROM merchants m JOIN order_days d ON d.merchant_id = m.id AND d.day = (now() AT TIME ZONE m.time_zone)::date
        WHERE m.id = current_merchant() AND d.orders > 0 AND current_user <> 'jiedan_limited'
        UNION ALL
        SELECT o.currency, count(*)::int, sum(o.total_minor)::bigint
        FROM merchants m JOIN orders o ON o.merchant_id = m.id
          AND o.placed_at >= date_trunc('day', now() AT TIME ZONE m.time_zone) AT TIME ZONE m.time_zone
          AND o.placed_at < (date_trunc('day', now() AT TIME ZONE m.time_zone) + interval '1 day') AT TIME ZONE m.time_zone
        WHERE m.id = current_merchant() AND o.state IN ('paid', 'accepted', 'completed') AND current_user = 'jiedan_limited'
        GROUP BY o.currency) d)`;

export async function readCounts(client: SqlClient): Promise<OrderCounts> {
  const { rows } = await client.query<Omit<OrderCounts, 'sequence'> & { event_sequence: string }>({
    name: 'read-counts',
    // Who is limited to some shops gets their orders counted, out of an index; the condition on the role spares everybody else that.
    text: `WITH own AS (SELECT ${PHASES.map((phase) => `count(*) FILTER (WHERE phase = '${phase}')::int AS ${phase}`).join(', ')}
                        FROM orders WHERE merchant_id = current_merchant() AND current_user = 'jiedan_limited')
           SELECT ${PHASES.map((phase) => `CASE WHEN current_user = 'jiedan_limited' THEN own.${phase} ELSE c.${phase} END AS ${phase}`).join(', ')},
                  c.event_sequence,
                  (SELECT count(*)::int FROM inbound_messages WHERE merchant_id = current_merchant() AND state = 'parked') AS parked,
                  ${TODAY} AS today
           FROM merchant_counters c, own WHERE c.merchant_id = current_merchant()`,
  });
  const row = rows[0];
  if (!row)
    return {
      not_accepted: 0,
      assigned: 0,
      in_progress: 0,
      completed: 0,
      cancelled: 0,
      parked: 0,
      today: [],
      sequence: 0n,
    };
  const { event_sequence, ...counts } = row;
  return { ...counts, sequence: BigInt(event_sequence) };
}
