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
import type { Action, FulfilmentState, OrderPosition, OrderState, RefundState } from './order.ts';

/** `stale`: known already or overtaken; `refused`: contradicts what is final. Both are recorded and move nothing. */
export type Move<State extends string> = State | { stale: string } | { refused: string };

const stale = (reason: string) => ({ stale: reason }) as const;
const refused = (reason: string) => ({ refused: reason }) as const;

/**
 * Order axis. A fact of a later stage may arrive before one of an earlier stage, so each state takes every later fact and calls
 * an earlier one stale: whatever the order of arrival, the end is the same.
 */
export const orderTable = {
  placed: { placed: stale('known'), paid: 'paid', accepted: 'accepted', completed: 'completed', cancelled: 'cancelled' },
  paid: { placed: stale('overtaken'), paid: stale('known'), accepted: 'accepted', completed: 'completed', cancelled: 'cancelled' },
  accepted: { placed: stale('overtaken'), paid: stale('overtaken'), accepted: stale('known'), completed: 'completed', cancelled: 'cancelled' },
  completed: { placed: stale('overtaken'), paid: stale('overtaken'), accepted: stale('overtaken'), completed: stale('known'), cancelled: refused('already_completed') },
  cancelled: { placed: stale('overtaken'), paid: stale('overtaken'), accepted: stale('overtaken'), completed: refused('already_cancelled'), cancelled: stale('known') },
} as const satisfies Record<OrderState, Record<OrderAxisEvent, Move<OrderState>>>;

/**
 * Fulfilment axis. It can go back (a courier gives up), so a fact older than the newest known one is stale before this table is
 * asked; between facts of the same moment the later stage wins.
 */
export const fulfilmentTable = {
  none: { assigned: 'assigned', preparing: 'preparing', ready: 'ready', shipping: 'shipping', courier_gave_up: stale('nothing_shipping'), in_service: 'in_service', delivered: 'delivered' },
  assigned: { assigned: stale('known'), preparing: 'preparing', ready: 'ready', shipping: 'shipping', courier_gave_up: stale('nothing_shipping'), in_service: 'in_service', delivered: 'delivered' },
  preparing: { assigned: stale('overtaken'), preparing: stale('known'), ready: 'ready', shipping: 'shipping', courier_gave_up: stale('nothing_shipping'), in_service: 'in_service', delivered: 'delivered' },
  ready: { assigned: stale('overtaken'), preparing: stale('overtaken'), ready: stale('known'), shipping: 'shipping', courier_gave_up: stale('nothing_shipping'), in_service: 'in_service', delivered: 'delivered' },
  shipping: { assigned: stale('overtaken'), preparing: stale('overtaken'), ready: stale('overtaken'), shipping: stale('known'), courier_gave_up: 'ready', in_service: 'in_service', delivered: 'delivered' },
  in_service: { assigned: stale('overtaken'), preparing: stale('overtaken'), ready: stale('overtaken'), shipping: stale('overtaken'), courier_gave_up: stale('nothing_shipping'), in_service: stale('known'), delivered: 'delivered' },
  delivered: { assigned: stale('overtaken'), preparing: stale('overtaken'), ready: stale('overtaken'), shipping: stale('overtaken'), courier_gave_up: refused('already_delivered'), in_service: stale('overtaken'), delivered: stale('known') },
} as const satisfies Record<FulfilmentState, Record<FulfilmentAxisEvent, Move<FulfilmentState>>>;

/** Refund axis. Asked, refused and asked again is ordinary, so here, too, an older fact is stale before the table is asked. */
export const refundTable = {
  none: { refund_requested: 'requested', refund_agreed: 'agreed', refund_refused: 'refused', refund_withdrawn: stale('nothing_requested'), refunded: 'refunded' },
  requested: { refund_requested: stale('known'), refund_agreed: 'agreed', refund_refused: 'refused', refund_withdrawn: 'none', refunded: 'refunded' },
  agreed: { refund_requested: 'requested', refund_agreed: stale('known'), refund_refused: 'refused', refund_withdrawn: 'none', refunded: 'refunded' },
  refused: { refund_requested: 'requested', refund_agreed: 'agreed', refund_refused: stale('known'), refund_withdrawn: 'none', refunded: 'refunded' },
  refunded: { refund_requested: 'requested', refund_agreed: stale('overtaken'), refund_refused: stale('overtaken'), refund_withdrawn: stale('overtaken'), refunded: stale('known') },
} as const satisfies Record<RefundState, Record<RefundAxisEvent, Move<RefundState>>>;

export interface AppliedEvent {
  outcome: 'applied' | 'stale' | 'refused';
  reasonCode: string | null;
  position: OrderPosition;
}

/** What one event does to an order. Pure; never throws for an event that our types allow. */
export function applyOrderEvent(position: OrderPosition, event: OrderEvent): AppliedEvent {
  const at = event.occurredAt;
  if (isOneOf(orderAxisEvents, event.kind)) {
    const move: Move<OrderState> = orderTable[position.state][event.kind];
    return decide(position, move, (state) => ({ ...position, state, stateAt: at }));
  }
  if (isOneOf(fulfilmentAxisEvents, event.kind)) {
    if (position.fulfilmentAt && at < position.fulfilmentAt) return { outcome: 'stale', reasonCode: 'overtaken', position };
    const move: Move<FulfilmentState> = fulfilmentTable[position.fulfilment][event.kind];
    return decide(position, move, (fulfilment) => ({ ...position, fulfilment, fulfilmentAt: at }));
  }
  if (isOneOf(refundAxisEvents, event.kind)) {
    if (position.refundAt && at < position.refundAt) return { outcome: 'stale', reasonCode: 'overtaken', position };
    const move: Move<RefundState> = refundTable[position.refundState][event.kind];
    return decide(position, move, (refundState) => ({ ...position, refundState, refundAt: at }));
  }
  return { outcome: 'applied', reasonCode: null, position };
}

/** The first position of an order: nothing is known but that it exists. */
export function newOrderPosition(placedAt: Date): OrderPosition {
  return { state: 'placed', stateAt: placedAt, fulfilment: 'none', fulfilmentAt: null, refundState: 'none', refundAt: null };
}

/** True when nothing more is expected: the order's workflow may close. It comes back when something new arrives. */
export function isFinal(position: Pick<OrderPosition, 'state' | 'refundState'>): boolean {
  const ended = position.state === 'completed' || position.state === 'cancelled';
  return ended && position.refundState !== 'requested' && position.refundState !== 'agreed';
}

export interface AllowedAction {
  action: Action;
  allowed: boolean;
  reasonCode?: 'not_paid' | 'already_accepted' | 'already_completed' | 'already_cancelled' | 'no_such_call_on_platform';
}

const acceptable = {
  placed: 'not_paid',
  paid: null,
  accepted: 'already_accepted',
  completed: 'already_completed',
  cancelled: 'already_cancelled',
} as const satisfies Record<OrderState, AllowedAction['reasonCode'] | null>;

/** States in which an action makes sense; null is allowed. API, page and workflow all read this one table. */
export const actionTable = {
  accept: acceptable,
  reject: acceptable,
} as const satisfies Record<Action, Record<OrderState, AllowedAction['reasonCode'] | null>>;

/** @param commands what the platform has a call for. */
export function allowedActions(state: OrderState, commands: readonly Action[]): AllowedAction[] {
  return (Object.keys(actionTable) as Action[]).map((action) => {
    if (!commands.includes(action)) return { action, allowed: false, reasonCode: 'no_such_call_on_platform' };
    const reasonCode = actionTable[action][state];
    return reasonCode ? { action, allowed: false, reasonCode } : { action, allowed: true };
  });
}

/** The fact that a successful action stands for. */
export const actionEvent = { accept: 'accepted', reject: 'cancelled' } as const satisfies Record<Action, OrderAxisEvent>;

function decide<State extends string>(
  position: OrderPosition,
  move: Move<State>,
  moved: (state: State) => OrderPosition,
): AppliedEvent {
  if (typeof move === 'string') return { outcome: 'applied', reasonCode: null, position: moved(move) };
  return 'stale' in move
    ? { outcome: 'stale', reasonCode: move.stale, position }
    : { outcome: 'refused', reasonCode: move.refused, position };
}
