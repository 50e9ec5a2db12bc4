import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeOrder } from './order-change.ts';
import type { OrderEvent, OrderEventKind } from './order-event.ts';
import type { OrderSnapshot } from './order.ts';

const T0 = 1_700_000_000_000;

function event(kind: OrderEventKind, minute: number, refundId?: string): OrderEvent {
  return {
    kind,
    occurredAt: new Date(T0 + minute * 60_000),
    actor: 'platform',
    ...(refundId ? { detail: { refundId } } : {}),
  };
}

const snapshot: OrderSnapshot = {
  asOf: new Date(T0),
  placedAt: new Date(T0),
  paidAt: null,
  dayNumber: 1,
  deliveryMode: 'delivery',
  promisedAt: null,
  currency: 'CNY',
  totalMinor: 0,
  merchantReceivesMinor: null,
  amounts: [],
  lines: [],
  customer: { name: null, phone: null, address: null, remark: null },
};

/** Delivered with a courier who gave up once, a part refund that was refused and appealed, and another that was paid. */
const lives: Record<string, OrderEvent[]> = {
  delivered: [
    event('placed', 0),
    event('paid', 1),
    event('accepted', 2),
    event('shipping', 10),
    event('courier_gave_up', 12),
    event('shipping', 15),
    event('delivered', 30),
    event('completed', 40),
  ],
  'cancelled by the customer': [
    event('placed', 0),
    event('paid', 1),
    event('cancelled', 3),
    event('refunded', 4, 'r1'),
  ],
  refunds: [
    event('completed', 40),
    event('refund_requested', 50, 'r1'),
    event('refund_refused', 51, 'r1'),
    event('refund_requested', 52, 'r1'),
    event('refund_agreed', 53, 'r1'),
    event('refunded', 54, 'r1'),
    event('refund_requested', 55, 'r2'),
    event('refund_withdrawn', 56, 'r2'),
  ],
};

/** Short lives, of which every single order of arrival is tried. */
const shortLives: Record<string, OrderEvent[]> = {
  'made ready, picked up, delivered': [
    event('placed', 0),
    event('paid', 1),
    event('accepted', 2),
    event('ready', 8),
    event('shipping', 10),
    event('delivered', 30),
    event('completed', 40),
  ],
  'part refund asked for and agreed': [
    event('paid', 1),
    event('accepted', 2),
    event('details_changed', 3),
    event('refund_requested', 5, 'part'),
    event('refund_agreed', 6, 'part'),
    event('refunded', 7, 'part'),
    event('completed', 40),
  ],
  'part refund asked for and refused, then the whole one paid': [
    event('paid', 1),
    event('accepted', 2),
    event('refund_requested', 5, 'part'),
    event('refund_refused', 6, 'part'),
    event('refund_requested', 7, 'all'),
    event('refunded', 8, 'all'),
    event('cancelled', 9),
  ],
  'another rider, another time': [
    event('paid', 1),
    event('accepted', 2),
    event('shipping', 10),
    event('courier_gave_up', 11),
    event('courier_update', 12),
    event('shipping', 13),
    event('details_changed', 14),
  ],
};

function* permutations<T>(all: readonly T[]): Generator<T[]> {
  if (all.length <= 1) yield [...all];
  for (const [at, first] of all.entries())
    for (const rest of permutations([...all.slice(0, at), ...all.slice(at + 1)])) yield [first, ...rest];
}

function liveThrough(events: readonly OrderEvent[], batchSize: number) {
  let known: Parameters<typeof changeOrder>[0] = null;
  let last = changeOrder(null, [{ source: 'push', messageId: null, commandId: null, snapshot, events: [] }]);
  for (let at = 0; at < events.length; at += batchSize) {
    const input = { source: 'push' as const, messageId: null, commandId: null, snapshot: at === 0 ? snapshot : null };
    last = changeOrder(known, [{ ...input, events: events.slice(at, at + batchSize) }]);
    known = last && { facts: last.facts, snapshotAt: snapshot.asOf };
  }
  return { position: last?.position, phase: last?.phase, paidAt: last?.paidAt };
}

test.each(Object.entries(lives))(
  'whatever the order in which news arrive, however often, the order ends the same (%s)',
  (_, life) => {
    const expected = liveThrough(life, life.length);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(life, { minLength: life.length }),
        fc.array(fc.constantFrom(...life), { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        (shuffled, repeats, batchSize) => {
          expect(liveThrough([...shuffled, ...repeats], batchSize)).toEqual(expected);
        },
      ),
      { numRuns: 2_000 },
    );
  },
);

test.each(Object.entries(shortLives))(
  'every order of arrival, one by one and all at once, ends the same (%s)',
  { timeout: 60_000 },
  (_, life) => {
    const expected = liveThrough(life, life.length);
    for (const arrival of permutations(life)) {
      for (const batchSize of [1, life.length]) {
        const ended = liveThrough(arrival, batchSize);
        if (JSON.stringify(ended) !== JSON.stringify(expected))
          expect({ arrival: arrival.map(({ kind }) => kind), batchSize, ended }).toEqual({ ended: expected });
      }
    }
  },
);
