import {
  type FulfilmentAxisEvent,
  fulfilmentAxisEvents,
  isOneOf,
  orderAxisEvents,
  type OrderAxisEvent,
  type OrderEvent,
  refundAxisEvents,
  type RefundAxisEvent,
} from './order-event.ts';
import type { FulfilmentState, OrderPosition, OrderState, RefundState } from './order.ts';

/** `stale`: known already or overtaken; `refused`: contradicts what is final. Both are recorded and move nothing. */
export type Move<State extends string> = State | { stale: string } | { refused: string };

const stale = (reason: string) => ({ stale: reason }) as const;
const refused = (reason: string) => ({ refused: reason }) as const;

/** Order axis. A fact of a later stage may come without the ones before it, so each state takes every later fact. */
export const orderTable = {
  placed: {
    placed: stale('known'),
    paid: 'paid',
    accepted: 'accepted',
    completed: 'completed',
    cancelled: 'cancelled',
    undone: stale('not_completed'),
  },
  paid: {
    placed: stale('overtaken'),
    paid: stale('known'),
    accepted: 'accepted',
    completed: 'completed',
    cancelled: 'cancelled',
    undone: stale('not_completed'),
  },
  accepted: {
    placed: stale('overtaken'),
    paid: stale('overtaken'),
    accepted: stale('known'),
    completed: 'completed',
    cancelled: 'cancelled',
    undone: stale('not_completed'),
  },
  completed: {
    placed: stale('overtaken'),
    paid: stale('overtaken'),
    accepted: stale('overtaken'),
    completed: stale('known'),
    cancelled: refused('already_completed'),
    undone: 'cancelled',
  },
  cancelled: {
    placed: stale('overtaken'),
    paid: stale('overtaken'),
    accepted: stale('overtaken'),
    completed: refused('already_cancelled'),
    cancelled: stale('known'),
    undone: stale('known'),
  },
} as const satisfies Record<OrderState, Record<OrderAxisEvent, Move<OrderState>>>;

/** Fulfilment axis. Only a courier who gives up leads back. */
export const fulfilmentTable = {
  none: {
    assigned: 'assigned',
    preparing: 'preparing',
    ready: 'ready',
    shipping: 'shipping',
    courier_gave_up: stale('nothing_shipping'),
    in_service: 'in_service',
    delivered: 'delivered',
  },
  assigned: {
    assigned: stale('known'),
    preparing: 'preparing',
    ready: 'ready',
    shipping: 'shipping',
    courier_gave_up: stale('nothing_shipping'),
    in_service: 'in_service',
    delivered: 'delivered',
  },
  preparing: {
    assigned: stale('overtaken'),
    preparing: stale('known'),
    ready: 'ready',
    shipping: 'shipping',
    courier_gave_up: stale('nothing_shipping'),
    in_service: 'in_service',
    delivered: 'delivered',
  },
  ready: {
    assigned: stale('overtaken'),
    preparing: stale('overtaken'),
    ready: stale('known'),
    shipping: 'shipping',
    courier_gave_up: stale('nothing_shipping'),
    in_service: 'in_service',
    delivered: 'delivered',
  },
  shipping: {
    assigned: stale('overtaken'),
    preparing: stale('overtaken'),
    ready: stale('overtaken'),
    shipping: stale('known'),
    courier_gave_up: 'ready',
    in_service: 'in_service',
    delivered: 'delivered',
  },
  in_service: {
    assigned: stale('overtaken'),
    preparing: stale('overtaken'),
    ready: stale('overtaken'),
    shipping: stale('overtaken'),
    courier_gave_up: stale('nothing_shipping'),
    in_service: stale('known'),
    delivered: 'delivered',
  },
  delivered: {
    assigned: stale('overtaken'),
    preparing: stale('overtaken'),
    ready: stale('overtaken'),
    shipping: stale('overtaken'),
    courier_gave_up: refused('already_delivered'),
    in_service: stale('overtaken'),
    delivered: stale('known'),
  },
} as const satisfies Record<FulfilmentState, Record<FulfilmentAxisEvent, Move<FulfilmentState>>>;

/** Refund axis, for each refund of an order by itself. Asked, refused and asked again (an appeal) is ordinary. */
export const refundTable = {
  none: {
    refund_requested: 'requested',
    refund_agreed: 'agreed',
    refund_refused: 'refused',
    refund_withdrawn: stale('nothing_requested'),
    refunded: 'refunded',
  },
  requested: {
    refund_requested: stale('known'),
    refund_agreed: 'agreed',
    refund_refused: 'refused',
    refund_withdrawn: 'none',
    refunded: 'refunded',
  },
  agreed: {
    refund_requested: 'requested',
    refund_agreed: stale('known'),
    refund_refused: 'refused',
    refund_withdrawn: 'none',
    refunded: 'refunded',
  },
  refused: {
    refund_requested: 'requested',
    refund_agreed: 'agreed',
    refund_refused: stale('known'),
    refund_withdrawn: 'none',
    refunded: 'refunded',
  },
  refunded: {
    refund_requested: stale('overtaken'),
    refund_agreed: stale('overtaken'),
    refund_refused: stale('overtaken'),
    refund_withdrawn: stale('overtaken'),
    refunded: stale('known'),
  },
} as const satisfies Record<RefundState, Record<RefundAxisEvent, Move<RefundState>>>;

/** What moves an order, without words: kind, the platform's time in ms, and the refund's id where there are several. */
export interface Fact {
  kind: OrderAxisEvent | FulfilmentAxisEvent | RefundAxisEvent;
  at: number;
  refundId?: string;
}

export interface AppliedEvent {
  outcome: 'applied' | 'stale' | 'refused';
  reasonCode: string | null;
  facts: readonly Fact[];
  position: OrderPosition;
}

/**
 * The position of an order: its facts in the platform's order of time, led through the tables. The order of arrival is not an input,
 * so late, repeated and reordered news end in the same place by construction.
 */
export function positionOf(facts: readonly Fact[]): OrderPosition {
  return foldFacts(facts).position;
}

/** What one event does to an order with these facts. Pure; never throws for an event that our types allow. */
export function applyOrderEvent(facts: readonly Fact[], event: OrderEvent): AppliedEvent {
  const fact = factOf(event);
  const { position: before, refunds: refundsBefore } = foldFacts(facts);
  // Notes belong into the timeline and move no axis.
  if (!fact) return { outcome: 'applied', reasonCode: null, facts, position: before };
  if (facts.some((known) => isSame(known, fact)))
    return { outcome: 'stale', reasonCode: 'known', facts, position: before };
  const after = [...facts, fact];
  const { position, moves, refunds } = foldFacts(after);
  const move = moves.get(fact);
  // Of several refunds the order shows one; each of them moves by itself all the same.
  const refundId = fact.refundId ?? '';
  const axes = ['state', 'fulfilment', 'refundState'] as const;
  const moved =
    axes.some((axis) => position[axis] !== before[axis]) || refunds.get(refundId) !== refundsBefore.get(refundId);
  if (moved) return { outcome: 'applied', reasonCode: null, facts: after, position };
  if (typeof move === 'object' && 'refused' in move)
    return { outcome: 'refused', reasonCode: move.refused, facts: after, position };
  const reasonCode = typeof move === 'object' ? move.stale : 'overtaken';
  return { outcome: 'stale', reasonCode, facts: after, position };
}

/** True when nothing more is expected: the order's workflow may close. It comes back when something new arrives. */
export function isFinal(position: OrderPosition): boolean {
  const ended = position.state === 'completed' || position.state === 'cancelled';
  return ended && position.refundState !== 'requested' && position.refundState !== 'agreed';
}

/** A refund that somebody asked for, or that the platform gave by itself. */
export interface Refund {
  /** Empty where the platform names none. */
  refundId: string;
  state: RefundState;
}

/** Every refund of an order, the first one asked for first. */
export function refundsOf(facts: readonly Fact[]): Refund[] {
  return [...foldFacts(facts).refunds].map(([refundId, state]) => ({ refundId, state }));
}

/** Between facts of the same moment the earlier stage goes first. */
const rank = new Map<string, number>(
  [...orderAxisEvents, ...fulfilmentAxisEvents, ...refundAxisEvents].map((kind, index) => [kind, index]),
);

function foldFacts(facts: readonly Fact[]) {
  const sorted = [...facts].sort((a, b) => a.at - b.at || (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0));
  let state: OrderState = 'placed';
  let fulfilment: FulfilmentState = 'none';
  const refunds = new Map<string, RefundState>();
  const moves = new Map<Fact, Move<string>>();
  for (const fact of sorted) {
    const { kind, refundId = '' } = fact;
    if (isOneOf(orderAxisEvents, kind)) {
      const move: Move<OrderState> = orderTable[state][kind];
      moves.set(fact, move);
      if (typeof move === 'string') state = move;
    } else if (isOneOf(fulfilmentAxisEvents, kind)) {
      const move: Move<FulfilmentState> = fulfilmentTable[fulfilment][kind];
      moves.set(fact, move);
      if (typeof move === 'string') fulfilment = move;
    } else {
      const move: Move<RefundState> = refundTable[refunds.get(refundId) ?? 'none'][kind];
      moves.set(fact, move);
      if (typeof move === 'string') refunds.set(refundId, move);
    }
  }
  const position: OrderPosition = { state, fulfilment, refundState: refundStateOf([...refunds.values()]) };
  return { position, moves, refunds };
}

/** An order with several refunds shows the one that needs somebody first. */
function refundStateOf(refunds: readonly RefundState[]): RefundState {
  const urgency: RefundState[] = ['requested', 'agreed', 'refunded', 'refused'];
  return urgency.find((state) => refunds.includes(state)) ?? 'none';
}

function factOf(event: OrderEvent): Fact | null {
  const { kind } = event;
  const at = event.occurredAt.getTime();
  if (isOneOf(orderAxisEvents, kind) || isOneOf(fulfilmentAxisEvents, kind)) return { kind, at };
  if (!isOneOf(refundAxisEvents, kind)) return null;
  const { refundId } = event.detail ?? {};
  return typeof refundId === 'string' ? { kind, at, refundId } : { kind, at };
}

function isSame(a: Fact, b: Fact): boolean {
  return a.kind === b.kind && a.at === b.at && a.refundId === b.refundId;
}
