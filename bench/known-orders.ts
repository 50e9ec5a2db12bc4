import type { BenchHub } from './hub.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import type { LiveStream } from './live-stream.ts';
import type { PushMaker } from './pushes.ts';

/** A table, and what is to be another in each copy of its row; `n` counts the copies. */
const COPIES: [table: string, where: string, changes: string][] = [
  [
    'orders',
    'platform_order_id = $1',
    `'id', md5('order ' || n)::uuid, 'number', 1000000 + n, 'platform_order_id', (5000000000000000000 + n)::text,
     'state', 'completed', 'phase', 'completed', 'placed_at', t.placed_at - n * interval '1 minute', 'accept_deadline_at', NULL`,
  ],
  [
    'order_lines',
    `order_id = (SELECT id FROM orders WHERE platform_order_id = $1)`,
    `'id', uuidv7(), 'order_id', md5('order ' || n)::uuid`,
  ],
  [
    'inbound_messages',
    'platform_order_id = $1',
    `'id', uuidv7(), 'platform_order_id', (5000000000000000000 + n)::text, 'message_key', 'known ' || n`,
  ],
  [
    'order_events',
    `order_id = (SELECT id FROM orders WHERE platform_order_id = $1)`,
    `'id', uuidv7(), 'order_id', md5('order ' || n)::uuid, 'sequence', 1000000 + n * 10 + t.sequence`,
  ],
];

/** Makes a shop with a past: one real order, copied with its lines, its events and its message. */
export async function makeKnown(hub: BenchHub, live: LiveStream, maker: PushMaker, count: number): Promise<void> {
  const { platformOrderId, tells, request } = maker.paid();
  const sender = await KeepAliveSender.open(hub.api.port);
  const told = live.told(platformOrderId, tells);
  await sender.send(request);
  sender.close();
  await told;
  for (const [table, where, changes] of COPIES) {
    await hub.sql(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object(${changes}))).*
       FROM ${table} t, generate_series(1, $2::int) AS n WHERE ${where}`,
      [platformOrderId, count - 1],
    );
    await hub.sql(`VACUUM ANALYZE ${table}`);
  }
  await hub.sql('UPDATE merchant_counters SET order_number = 1000000 + $1, event_sequence = 1000000 + $1 * 10 + 10', [
    count,
  ]);
}
