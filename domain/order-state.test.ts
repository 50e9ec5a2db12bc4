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
import { actionEvent, allowedActions, applyOrderEvent, isFinal, newOrderPosition } from './order-state.ts';
import { actions, fulfilmentStates, type OrderPosition, orderPhase, orderStates, refundStates } from './order.ts';

const noon = new Date('2026-11-23T04:00:00Z');
const later = new Date(noon.getTime() + 60_000);
const start: OrderPosition = { ...newOrderPosition(noon), fulfilmentAt: noon, refundAt: noon };

function event(kind: OrderEventKind, occurredAt = later): OrderEvent {
  return { kind, occurredAt, actor: 'platform' };
}

/** A row for each state, a cell for each event: the new state, `~reason` for stale, `!reason` for refused. */
function tableOf(
  states: readonly string[],
  events: readonly OrderEventKind[],
  at: (state: string) => OrderPosition,
  stateOf: (position: OrderPosition) => string,
): string {
  const cell = (state: string, kind: OrderEventKind): string => {
    const { outcome, reasonCode, position } = applyOrderEvent(at(state), event(kind));
    if (outcome === 'applied') return stateOf(position);
    expect(position).toEqual(at(state));
    return `${outcome === 'stale' ? '~' : '!'}${reasonCode}`;
  };
  const rows = [['', ...events], ...states.map((state) => [state, ...events.map((kind) => cell(state, kind))])];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' ').trimEnd()).join('\n');
}

describe('the life of an order', () => {
  test('what each fact does to an order in each state', () => {
    const at = (state: string) => ({ ...start, state }) as OrderPosition;
    expect(tableOf(orderStates, orderAxisEvents, at, ({ state }) => state)).toMatchInlineSnapshot();
  });

  test('what each fact does to the fulfilment in each state', () => {
    const at = (fulfilment: string) => ({ ...start, fulfilment }) as OrderPosition;
    expect(tableOf(fulfilmentStates, fulfilmentAxisEvents, at, ({ fulfilment }) => fulfilment)).toMatchInlineSnapshot();
  });

  test('what each fact does to the refund in each state', () => {
    const at = (refundState: string) => ({ ...start, refundState }) as OrderPosition;
    expect(tableOf(refundStates, refundAxisEvents, at, ({ refundState }) => refundState)).toMatchInlineSnapshot();
  });

  test('a note is kept and moves nothing', () => {
    for (const kind of noteEvents) {
      expect(applyOrderEvent(start, event(kind))).toEqual({ outcome: 'applied', reasonCode: null, position: start });
    }
  });

  test('facts of one axis leave the other two alone, and each remembers when it last moved', () => {
    const shipping = applyOrderEvent(start, event('shipping')).position;
    expect(shipping).toEqual({ ...start, fulfilment: 'shipping', fulfilmentAt: later });
    expect(applyOrderEvent(shipping, event('refund_requested')).position).toMatchObject({
      fulfilment: 'shipping',
      refundState: 'requested',
      refundAt: later,
      state: 'placed',
      stateAt: noon,
    });
  });

  test('a rider or refund fact older than the newest known one moves nothing', () => {
    const earlier = new Date(noon.getTime() - 1);
    const known: OrderPosition = { ...start, fulfilment: 'shipping', refundState: 'refused' };
    for (const kind of ['courier_gave_up', 'delivered', 'refund_requested', 'refunded'] as const) {
      expect(applyOrderEvent(known, event(kind, earlier))).toEqual({
        outcome: 'stale',
        reasonCode: 'overtaken',
        position: known,
      });
    }
  });

  test.each(['cancelled', 'completed'] as const)('placed, paid, accepted and %s end the same in any order', (end) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['placed', 'paid', 'accepted'] as const), fc.nat(3), (kinds, place) => {
        const arrival: OrderEventKind[] = [...kinds];
        arrival.splice(place, 0, end);
        const position = arrival.reduce((now, kind) => applyOrderEvent(now, event(kind)).position, start);
        expect(position.state).toBe(end);
      }),
    );
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
      refundStates.filter((refundState) => isFinal({ state, refundState })).map((refundState) => `${state} ${refundState}`),
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

describe('what a clerk may press', () => {
  test('only a paid order can be accepted or rejected; any other says why not', () => {
    const reasons = orderStates.map((state) =>
      allowedActions(state, actions).map(({ action, allowed, reasonCode }) => `${action}: ${allowed ? 'yes' : reasonCode}`),
    );
    expect(Object.fromEntries(orderStates.map((state, index) => [state, reasons[index]]))).toEqual({
      placed: ['accept: not_paid', 'reject: not_paid'],
      paid: ['accept: yes', 'reject: yes'],
      accepted: ['accept: already_accepted', 'reject: already_accepted'],
      completed: ['accept: already_completed', 'reject: already_completed'],
      cancelled: ['accept: already_cancelled', 'reject: already_cancelled'],
    });
  });

  test('what the platform has no call for is never allowed, whatever the state', () => {
    for (const state of orderStates) {
      expect(allowedActions(state, ['accept'])[1]).toEqual({
        action: 'reject',
        allowed: false,
        reasonCode: 'no_such_call_on_platform',
      });
    }
  });

  test('an action that is allowed has an effect: the fact that it stands for moves the order', () => {
    for (const { action, allowed } of orderStates.flatMap((state) => allowedActions(state, actions))) {
      if (!allowed) continue;
      expect(applyOrderEvent({ ...start, state: 'paid' }, event(actionEvent[action])).outcome).toBe('applied');
    }
  });
});
