import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fulfilmentAxisEvents,
  noteEvents,
  orderAxisEvents,
  type OrderEvent,
  type OrderEventKind,
  refundAxisEvents,
} from './order-event.ts';
import { applyOrderEvent, type Fact, isFinal, positionOf } from './order-state.ts';
import { fulfilmentStates, type OrderPosition, orderPhase, orderStates, refundStates } from './order.ts';

const NOON = Date.UTC(2026, 10, 23, 4);
const LATER = NOON + 60_000;

function event(kind: OrderEventKind, at = LATER, refundId?: string): OrderEvent {
  const detail = refundId === undefined ? {} : { detail: { refundId } };
  return { kind, occurredAt: new Date(at), actor: 'platform', ...detail };
}

function arrive(events: readonly OrderEvent[]): { facts: readonly Fact[]; position: OrderPosition } {
  return events.reduce<{ facts: readonly Fact[]; position: OrderPosition }>(
    ({ facts }, next) => applyOrderEvent(facts, next),
    { facts: [], position: positionOf([]) },
  );
}

/** A row for each state, a cell for each event: the new state, `~reason` for stale, `!reason` for refused. */
function tableOf(
  paths: Record<string, Fact['kind'] | null>,
  events: readonly Fact['kind'][],
  stateOf: (position: OrderPosition) => string,
): string {
  const cell = (state: string, kind: Fact['kind']): string => {
    const way = paths[state] ?? null;
    const facts: Fact[] = way === null ? [] : [{ kind: way, at: NOON }];
    expect(stateOf(positionOf(facts))).toBe(state);
    const { outcome, reasonCode, position } = applyOrderEvent(facts, event(kind));
    if (outcome === 'applied') return stateOf(position);
    expect(position).toEqual(positionOf(facts));
    return `${outcome === 'stale' ? '~' : '!'}${reasonCode}`;
  };
  const states = Object.keys(paths);
  const rows = [['', ...events], ...states.map((state) => [state, ...events.map((kind) => cell(state, kind))])];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join(' ')
        .trimEnd(),
    )
    .join('\n');
}

describe('the life of an order', () => {
  test('what each fact does to an order in each state', () => {
    const paths = {
      placed: null,
      paid: 'paid',
      accepted: 'accepted',
      completed: 'completed',
      cancelled: 'cancelled',
    } as const;
    expect(Object.keys(paths)).toEqual(orderStates);
    expect(tableOf(paths, orderAxisEvents, ({ state }) => state)).toMatchInlineSnapshot(`
      "          placed     paid       accepted   completed          cancelled          undone
      placed    ~known     paid       accepted   completed          cancelled          ~not_completed
      paid      ~overtaken ~known     accepted   completed          cancelled          ~not_completed
      accepted  ~overtaken ~overtaken ~known     completed          cancelled          ~not_completed
      completed ~overtaken ~overtaken ~overtaken ~known             !already_completed cancelled
      cancelled ~overtaken ~overtaken ~overtaken !already_cancelled ~known             ~known"
    `);
  });

  test('what each fact does to the fulfilment in each state', () => {
    const paths = Object.fromEntries(fulfilmentStates.map((state) => [state, state === 'none' ? null : state]));
    expect(tableOf(paths, fulfilmentAxisEvents, ({ fulfilment }) => fulfilment)).toMatchInlineSnapshot(`
      "           assigned   preparing  ready      shipping   courier_gave_up    in_service delivered
      none       assigned   preparing  ready      shipping   ~nothing_shipping  in_service delivered
      assigned   ~known     preparing  ready      shipping   ~nothing_shipping  in_service delivered
      preparing  ~overtaken ~known     ready      shipping   ~nothing_shipping  in_service delivered
      ready      ~overtaken ~overtaken ~known     shipping   ~nothing_shipping  in_service delivered
      shipping   ~overtaken ~overtaken ~overtaken ~known     ready              in_service delivered
      in_service ~overtaken ~overtaken ~overtaken ~overtaken ~nothing_shipping  ~known     delivered
      delivered  ~overtaken ~overtaken ~overtaken ~overtaken !already_delivered ~overtaken ~known"
    `);
  });

  test('what each fact does to the refund in each state', () => {
    const paths = {
      none: null,
      requested: 'refund_requested',
      agreed: 'refund_agreed',
      refused: 'refund_refused',
      refunded: 'refunded',
    } as const;
    expect(Object.keys(paths)).toEqual(refundStates);
    expect(tableOf(paths, refundAxisEvents, ({ refundState }) => refundState)).toMatchInlineSnapshot(`
      "          refund_requested refund_agreed refund_refused refund_withdrawn   refunded
      none      requested        agreed        refused        ~nothing_requested refunded
      requested ~known           agreed        refused        none               refunded
      agreed    requested        ~known        refused        none               refunded
      refused   requested        agreed        ~known         none               refunded
      refunded  ~overtaken       ~overtaken    ~overtaken     ~overtaken         ~known"
    `);
  });

  test('a note is kept and moves nothing', () => {
    for (const kind of noteEvents) {
      expect(applyOrderEvent([], event(kind))).toEqual({
        outcome: 'applied',
        reasonCode: null,
        facts: [],
        position: positionOf([]),
      });
    }
  });

  test('facts of one axis leave the other two alone', () => {
    const { position } = arrive([event('paid'), event('shipping'), event('refund_requested')]);
    expect(position).toEqual({ state: 'paid', fulfilment: 'shipping', refundState: 'requested' });
  });

  test('the same fact told twice is stale and leaves no trace', () => {
    const once = arrive([event('paid'), event('shipping')]);
    const again = applyOrderEvent(once.facts, event('shipping'));
    expect(again).toMatchObject({ outcome: 'stale', reasonCode: 'known', position: once.position });
    expect(again.facts).toBe(once.facts);
  });

  test('the order in which news arrive is no matter: the same facts end in the same place', () => {
    const kinds = [...orderAxisEvents, ...fulfilmentAxisEvents, ...refundAxisEvents];
    const news = fc.tuple(fc.constantFrom(...kinds), fc.nat(8), fc.constantFrom('r1', 'r2'));
    const life = fc.array(news, { maxLength: 9 });
    const told = life.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(told, ([asHappened, asArrived]) => {
        const end = (list: typeof asHappened) =>
          arrive(list.map(([kind, at, id]) => event(kind, NOON + at, id))).position;
        expect(end(asArrived)).toEqual(end(asHappened));
      }),
    );
  });

  test('a courier who gave up before the second one picked up does not bring the meal back', () => {
    const happened = [event('shipping', NOON), event('courier_gave_up', NOON + 1), event('shipping', NOON + 2)];
    const late = [happened[0], happened[2], happened[1]].filter((one) => one !== undefined);
    expect(arrive(happened).position.fulfilment).toBe('shipping');
    expect(arrive(late).position.fulfilment).toBe('shipping');
  });

  test('a second refund that is paid back is news, although the order looks as before', () => {
    const first = arrive([event('refunded', NOON, 'r1')]);
    const second = applyOrderEvent(first.facts, event('refunded', NOON + 1, 'r2'));
    expect([second.outcome, second.position]).toEqual(['applied', first.position]);
    expect(applyOrderEvent(second.facts, event('refunded', NOON + 2, 'r2')).outcome).toBe('stale');
  });

  test('a second refund opens although the first was paid back; the open one is shown', () => {
    const first = [event('refund_requested', NOON, 'r1'), event('refunded', NOON + 1, 'r1')];
    expect(arrive(first).position.refundState).toBe('refunded');
    const second = [...first, event('refund_requested', NOON + 2, 'r2')];
    expect(arrive(second).position.refundState).toBe('requested');
    expect(arrive([...second, event('refund_refused', NOON + 3, 'r2')]).position.refundState).toBe('refunded');
  });

  test('the tab of an order follows its state', () => {
    const tabs = orderStates.map((state) => fulfilmentStates.map((fulfilment) => orderPhase({ state, fulfilment })));
    const all = <T>(value: T): T[] => fulfilmentStates.map(() => value);
    expect(tabs).toEqual([
      all('not_accepted'),
      all('not_accepted'),
      fulfilmentStates.map((at) => (at === 'none' || at === 'assigned' ? 'assigned' : 'in_progress')),
      all('completed'),
      all('cancelled'),
    ]);
  });

  test('an order is over when it ended and no refund is open', () => {
    const over = orderStates.flatMap((state) =>
      refundStates
        .filter((refundState) => isFinal({ state, fulfilment: 'none', refundState }))
        .map((refundState) => `${state} ${refundState}`),
    );
    expect(over).toEqual([
      'completed none',
      'completed refused',
      'completed refunded',
      'cancelled none',
      'cancelled refused',
      'cancelled refunded',
    ]);
  });
});
