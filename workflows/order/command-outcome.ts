import { type Fact, refundsOf } from '../../domain/order-state.ts';
import type { Action, FulfilmentState, OrderPosition, RefundState } from '../../domain/order.ts';
import type { CommandDetails, StoredCommand } from '../../prisma/store/commands.ts';

/** What is known of an order that a command was asked for. */
export interface OrderSoFar {
  position: OrderPosition;
  facts: readonly Fact[];
  /** Places of the lines that have left; null where nobody tells. */
  shippedLines: readonly number[] | null;
  /** Whether these are the words of the merchant's note beside the order now. */
  remarkIs(text: string): boolean;
}

/** Null while it may still go either way. */
type Outcome = 'done' | 'refused' | null;

/** What the order itself says about a command whose answer was lost. */
export function outcomeBy({ action, input }: Pick<StoredCommand, 'action' | 'input'>, order: OrderSoFar): Outcome {
  return judges[action](order, input);
}

const judges: Record<Action, (order: OrderSoFar, input: CommandDetails) => Outcome> = {
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
  // Whoever paid in that moment was faster.
  close: ({ position: { state } }) => {
    if (state === 'placed') return null;
    return state === 'cancelled' ? 'done' : 'refused';
  },
  ready: ({ position }) => reached(position, ['ready', 'shipping', 'in_service', 'delivered']),
  ship: ({ position }) => reached(position, ['shipping', 'in_service', 'delivered']),
  ship_part: ({ position, shippedLines }, { lines = [] }) => {
    const haveLeft = shippedLines !== null && lines.every((line) => shippedLines.includes(line.position));
    return haveLeft ? 'done' : reached(position, ['in_service', 'delivered']);
  },
  // No order tells its waybill. Asked again, the connector looks first and changes it once.
  change_waybill: ({ position: { state } }) => (state === 'completed' || state === 'cancelled' ? 'refused' : null),
  deliver: ({ position }) => reached(position, ['delivered']),
  agree_refund: (order, { refundId }) => decided(order, refundId, ['agreed', 'refunded']),
  refuse_refund: (order, { refundId }) => decided(order, refundId, ['refused']),
  // A refund that nobody knew of and nobody waits for an answer to is ours: a customer's own begins as asked for.
  refund_part: ({ facts }, { knownRefunds = [] }) =>
    refundsOf(facts).some(({ refundId, state }) => !knownRefunds.includes(refundId) && isGiven(state)) ? 'done' : null,
  remark: (order, { text = '' }) => (order.remarkIs(text) ? 'done' : null),
};

function isGiven(state: RefundState): boolean {
  return state === 'agreed' || state === 'refunded';
}

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
