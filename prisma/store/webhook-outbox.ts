import { PING, webhookBody, type WebhookEventType } from '../../domain/webhook-events.ts';
import type { Database, SqlClient } from './database.ts';
import { webhooksLock } from './webhook-endpoints.ts';

/** Rows turned into deliveries by one transaction. */
const BATCH_MAX = 500;

/** Something to tell, before it is known whom. */
interface News {
  type: WebhookEventType | typeof PING;
  sourceKey: string;
  orderId: string | null;
  shopId: string | null;
  body: string;
}

/**
 * Turns what has happened to a merchant since the last time into deliveries. Order events have a sequence without gaps in commit
 * order, so "after n" misses none; facts are taken from their queue. Both happen in one transaction with the deliveries: whatever
 * dies, each is told once to each endpoint. @returns true when there may be more.
 */
export async function fanOut(database: Database, merchantId: string): Promise<boolean> {
  return database.withMerchantSql(
    merchantId,
    async (client) => {
      const { rows } = await client.query<{ after: string; newest: string; listeners: boolean }>(
        `SELECT p.event_sequence AS after, c.event_sequence AS newest,
                EXISTS (SELECT FROM webhook_endpoints e WHERE e.merchant_id = p.merchant_id AND e.state = 'enabled'
                                                          AND e.deleted_at IS NULL) AS listeners
         FROM webhook_positions p JOIN merchant_counters c USING (merchant_id) WHERE p.merchant_id = current_merchant()`,
      );
      const [position] = rows;
      if (!position) return false;
      const { events, last } = position.listeners
        ? await readEventNews(client, BigInt(position.after), BigInt(position.newest))
        : { events: [], last: BigInt(position.newest) };
      const facts = await readFactNews(client, 'told_at IS NULL', []);
      if (position.listeners) await deliver(client, [...events, ...facts.news], null);
      await client.query('UPDATE webhook_positions SET event_sequence = $1 WHERE merchant_id = current_merchant()', [
        last,
      ]);
      await client.query('UPDATE webhook_facts SET told_at = now() WHERE id = ANY($1::uuid[])', [facts.ids]);
      return last < BigInt(position.newest) || facts.ids.length === BATCH_MAX;
    },
    { lock: webhooksLock(merchantId) },
  );
}

/**
 * Sends to one endpoint again all that happened since a time, under the same message ids, delivered before or not.
 * @returns how many go, and where to go on when that was the limit.
 */
export async function replaySince(
  database: Database,
  merchantId: string,
  endpointId: string,
  since: Date,
): Promise<{ replayed: number; nextSince: Date | null }> {
  return database.withMerchantSql(
    merchantId,
    async (client) => {
      const { rows } = await client.query<{ after: string; told: string }>(
        `SELECT coalesce((SELECT sequence FROM order_events WHERE merchant_id = current_merchant() AND recorded_at < $1
                          ORDER BY sequence DESC LIMIT 1), 0) AS after, event_sequence AS told
         FROM webhook_positions WHERE merchant_id = current_merchant()`,
        [since],
      );
      const { after = '0', told = '0' } = rows[0] ?? {};
      // What is not told yet comes by itself.
      const { events, last, lastAt } = await readEventNews(client, BigInt(after), BigInt(told));
      const isAll = last >= BigInt(told);
      const until = isAll ? new Date() : lastAt;
      const facts = await readFactNews(client, 'told_at IS NOT NULL AND at >= $1 AND at < $2', [since, until]);
      const replayed = await deliver(client, [...events, ...facts.news], endpointId);
      return { replayed, nextSince: isAll ? null : lastAt };
    },
    { lock: webhooksLock(merchantId) },
  );
}

/** @returns the delivery's id. */
export async function addPing(client: SqlClient, endpointId: string, pingId: string, at: Date): Promise<string> {
  await deliver(
    client,
    [
      {
        type: PING,
        sourceKey: `ping:${pingId}`,
        orderId: null,
        shopId: null,
        body: webhookBody(PING, at, { endpointId }),
      },
    ],
    endpointId,
  );
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 AND source_key = $2',
    [endpointId, `ping:${pingId}`],
  );
  return rows[0]?.id ?? '';
}

interface EventNewsRow {
  sequence: string;
  kind: string;
  occurred_at: Date;
  recorded_at: Date;
  outcome: string;
  first: boolean;
  order_id: string;
  shop_id: string;
  number: string;
  platform: string;
  platform_order_id: string;
  state: string;
  fulfilment: string;
  refund_state: string;
  phase: string;
}

/** Applied events only: what moved nothing is told to nobody. */
async function readEventNews(
  client: SqlClient,
  after: bigint,
  newest: bigint,
): Promise<{ events: News[]; last: bigint; lastAt: Date }> {
  const { rows } = await client.query<EventNewsRow>({
    name: 'webhook-event-news',
    text: `SELECT e.sequence, e.kind, e.occurred_at, e.recorded_at, e.outcome,
                  NOT EXISTS (SELECT FROM order_events p WHERE p.order_id = e.order_id AND p.sequence < e.sequence
                                                          AND p.outcome = 'applied') AS first,
                  o.id AS order_id, o.shop_id, o.number, o.platform, o.platform_order_id, o.state, o.fulfilment, o.refund_state, o.phase
           FROM (SELECT * FROM order_events WHERE merchant_id = current_merchant() AND sequence > $1 AND sequence <= $2
                 ORDER BY sequence LIMIT ${BATCH_MAX}) AS e
           JOIN orders o ON o.id = e.order_id ORDER BY e.sequence`,
    values: [after, newest],
  });
  const events = rows
    .filter((row) => row.outcome === 'applied')
    .map((row): News => {
      const type = row.first ? 'order.created' : 'order.changed';
      const data = { event: { sequence: Number(row.sequence), kind: row.kind }, order: orderOf(row) };
      return {
        type,
        sourceKey: `event:${row.sequence}`,
        orderId: row.order_id,
        shopId: row.shop_id,
        body: webhookBody(type, row.occurred_at, data),
      };
    });
  const lastRow = rows.at(-1);
  const isFull = rows.length === BATCH_MAX && lastRow !== undefined;
  return { events, last: isFull ? BigInt(lastRow.sequence) : newest, lastAt: lastRow?.recorded_at ?? new Date() };
}

/** The order as it stands when the message is made, which may be newer than the event. */
function orderOf(row: EventNewsRow): Record<string, unknown> {
  return {
    id: row.order_id,
    number: Number(row.number),
    shopId: row.shop_id,
    platform: row.platform,
    platformOrderId: row.platform_order_id,
    state: row.state,
    fulfilment: row.fulfilment,
    refundState: row.refund_state,
    phase: row.phase,
  };
}

interface FactRow {
  id: string;
  kind: 'command_finished' | 'message_parked';
  subject_id: string;
  at: Date;
  detail: { reason?: string };
  order_id: string | null;
  shop_id: string | null;
  action: string | null;
  command_state: string | null;
  platform_code: string | null;
  platform: string | null;
  platform_order_id: string | null;
  message_kind: string | null;
}

async function readFactNews(
  client: SqlClient,
  which: string,
  values: unknown[],
): Promise<{ news: News[]; ids: string[] }> {
  const { rows } = await client.query<FactRow>(
    `SELECT f.id, f.kind, f.subject_id, f.at, f.detail, c.order_id, coalesce(o.shop_id, m.shop_id) AS shop_id, c.action,
            c.state AS command_state, c.platform_code, n.platform, m.platform_order_id, m.kind AS message_kind
     FROM (SELECT * FROM webhook_facts WHERE merchant_id = current_merchant() AND ${which} ORDER BY at, id LIMIT ${BATCH_MAX}) AS f
     LEFT JOIN commands c ON f.kind = 'command_finished' AND c.id = f.subject_id
     LEFT JOIN orders o ON o.id = c.order_id
     LEFT JOIN inbound_messages m ON f.kind = 'message_parked' AND m.id = f.subject_id
     LEFT JOIN connections n ON n.id = m.connection_id
     ORDER BY f.at, f.id`,
    values,
  );
  return { news: rows.map(factNews), ids: rows.map((row) => row.id) };
}

function factNews(row: FactRow): News {
  const about = { sourceKey: `fact:${row.id}`, orderId: row.order_id, shopId: row.shop_id };
  if (row.kind === 'command_finished') {
    const { order_id: orderId, shop_id: shopId, action, command_state: state, platform_code: platformCode } = row;
    const command = { id: row.subject_id, orderId, shopId, action, state, platformCode };
    return { ...about, type: 'command.finished', body: webhookBody('command.finished', row.at, { command }) };
  }
  const message = {
    id: row.subject_id,
    shopId: row.shop_id,
    platform: row.platform,
    platformOrderId: row.platform_order_id,
    kind: row.message_kind,
    reason: row.detail.reason ?? null,
  };
  return { ...about, type: 'message.parked', body: webhookBody('message.parked', row.at, { message }) };
}

/**
 * One row for each endpoint that wants it, in the order of the news.
 * @param only null tells all endpoints what they have not been told; an endpoint is told again what it has.
 */
async function deliver(client: SqlClient, news: readonly News[], only: string | null): Promise<number> {
  if (news.length === 0) return 0;
  const { rowCount } = await client.query({
    name: only === null ? 'webhook-fan-out' : 'webhook-replay',
    text: `INSERT INTO webhook_deliveries AS d (merchant_id, endpoint_id, event_type, source_key, order_id, body)
           SELECT e.merchant_id, e.id, n.type, n.source_key, n.order_id, n.body
           FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::text[])
                WITH ORDINALITY AS n(type, source_key, order_id, shop_id, body, place)
           JOIN webhook_endpoints e
             ON e.merchant_id = current_merchant() AND e.state = 'enabled' AND e.deleted_at IS NULL AND ($6::uuid IS NULL OR e.id = $6)
            AND (n.type = '${PING}' OR ((cardinality(e.event_types) = 0 OR n.type = ANY(e.event_types))
                                    AND (cardinality(e.shop_ids) = 0 OR n.shop_id = ANY(e.shop_ids))))
           ORDER BY n.place
           ON CONFLICT (endpoint_id, source_key) DO ${only === null ? 'NOTHING' : AGAIN}`,
    values: [
      news.map((item) => item.type),
      news.map((item) => item.sourceKey),
      news.map((item) => item.orderId),
      news.map((item) => item.shopId),
      news.map((item) => item.body),
      only,
    ],
  });
  return rowCount ?? 0;
}

/** At the end of the line and with a fresh schedule; the body stays what it was. */
const AGAIN = `UPDATE SET state = 'waiting', position = excluded.position, attempts = 0, first_tried_at = NULL,
  next_attempt_at = now(), delivered_at = NULL`;
