import { type Fact, refundsOf } from '../../domain/order-state.ts';
import type { Action, FulfilmentState, OrderPosition, RefundState } from '../../domain/order.ts';
import type { StoredCommand } from '../../prisma/store/commands.ts';

/** What is known of an order that a command was asked for. */
export interface OrderSoFar {
  position: OrderPosition;
  facts: readonly Fact[];
}

/** Null while it may still go either way. */
type Outcome = 'done' | 'refused' | null;

/** What the order itself says about a command whose answer was lost. */
export function outcomeBy({ action, input }: Pick<StoredCommand, 'action' | 'input'>, order: OrderSoFar): Outcome {
  return judges[action](order, input.refundId);
}

const judges: Record<Action, (order: OrderSoFar, refundId: string | undefined) => Outcome> = {
  accept: ({ position: { state } }) => {
    if (state === 'placed' || state === 'paid') return null;
    return state === 'cancelled' ? 'refused' : 'done';
  },
  reject: ({ position: { state } }) => {
    if (state === 'placed' || state === 'paid') return null;
    return state === 'cancelled' ? 'done' : 'refused';
  },
  cancel: ({ position: { state } }) => {
    if (state === 'cancelled') return 'done';
    return state === 'completed' ? 'refused' : null;
  },
  ready: ({ position }) => reached(position, ['ready', 'shipping', 'in_service', 'delivered']),
  ship: ({ position }) => reached(position, ['shipping', 'in_service', 'delivered']),
  deliver: ({ position }) => reached(position, ['delivered']),
  agree_refund: (order, refundId) => decided(order, refundId, ['agreed', 'refunded']),
  refuse_refund: (order, refundId) => decided(order, refundId, ['refused']),
};

/** An order that is completed has gone through every stage, told or not. */
function reached({ state, fulfilment }: OrderPosition, stages: readonly FulfilmentState[]): Outcome {
  if (state === 'completed' || stages.includes(fulfilment)) return 'done';
  return state === 'cancelled' ? 'refused' : null;
}

function decided({ facts }: OrderSoFar, refundId = '', wanted: readonly RefundState[]): Outcome {
  const state = refundsOf(facts).find((refund) => refund.refundId === refundId)?.state ?? 'none';
  if (wanted.includes(state)) return 'done';
  return state === 'requested' ? null : 'refused';
}
