import {
  type FulfilmentAxisEvent,
  isOneOf,
  type NoteEvent,
  type OrderAxisEvent,
  type RefundAxisEvent,
} from './order-event.ts';
import { type Fact, refundsOf } from './order-state.ts';
import {
  type Action,
  actions,
  type DeliveryMode,
  type FulfilmentState,
  type OrderPosition,
  type OrderState,
  type RefundState,
} from './order.ts';

/** Why an action makes no sense now. */
export type ActionReason =
  | 'not_paid'
  | 'not_accepted'
  | 'not_shipped'
  | 'no_refund_asked'
  | 'already_paid'
  | 'already_accepted'
  | 'already_ready'
  | 'already_shipped'
  | 'partly_shipped'
  | 'already_in_service'
  | 'already_delivered'
  | 'already_completed'
  | 'already_cancelled'
  | 'already_agreed'
  | 'already_refused'
  | 'already_refunded'
  | 'customer_collects'
  | 'platform_delivers'
  | 'refund_open'
  | 'no_such_call_on_platform'
  | 'shop_paused';

export interface AllowedAction {
  action: Action;
  allowed: boolean;
  reasonCode?: ActionReason;
}

/** What decides about the actions of an order. */
export interface ActionSubject extends OrderPosition {
  deliveryMode: DeliveryMode;
  /** Some lines have left and others have not. */
  partlyShipped?: boolean;
  /** Nothing is asked of the platform for a paused shop. */
  shopPaused?: boolean;
}

/** How far the goods are; `partly_shipped` is what of them stays behind an order that is on its way. */
type FulfilmentStage = FulfilmentState | 'partly_shipped';

/** Null is allowed. */
type Verdict = ActionReason | null;

interface ActionRule {
  state: Record<OrderState, Verdict>;
  fulfilment: Record<FulfilmentStage, Verdict>;
  refundState: Record<RefundState, Verdict>;
  deliveryMode: Record<DeliveryMode, Verdict>;
}

const undecided = {
  placed: 'not_paid',
  paid: null,
  accepted: 'already_accepted',
  completed: 'already_completed',
  cancelled: 'already_cancelled',
} as const satisfies ActionRule['state'];

const unpaid = {
  placed: null,
  paid: 'already_paid',
  accepted: 'already_paid',
  completed: 'already_completed',
  cancelled: 'already_cancelled',
} as const satisfies ActionRule['state'];

const accepted = {
  placed: 'not_paid',
  paid: 'not_accepted',
  accepted: null,
  completed: 'already_completed',
  cancelled: 'already_cancelled',
} as const satisfies ActionRule['state'];

/** Refunds outlive the order that they belong to. */
const onceAnyMoneyCame = {
  placed: 'not_paid',
  paid: null,
  accepted: null,
  completed: null,
  cancelled: null,
} as const satisfies ActionRule['state'];

const kept = {
  placed: 'not_paid',
  paid: 'not_accepted',
  accepted: null,
  completed: null,
  cancelled: 'already_cancelled',
} as const satisfies ActionRule['state'];

const anyState = {
  placed: null,
  paid: null,
  accepted: null,
  completed: null,
  cancelled: null,
} as const satisfies ActionRule['state'];

const anyFulfilment = {
  none: null,
  assigned: null,
  preparing: null,
  ready: null,
  partly_shipped: null,
  shipping: null,
  in_service: null,
  delivered: null,
} as const satisfies ActionRule['fulfilment'];

const notReady = {
  ...anyFulfilment,
  ready: 'already_ready',
  partly_shipped: 'already_shipped',
  shipping: 'already_shipped',
  in_service: 'already_in_service',
  delivered: 'already_delivered',
} as const satisfies ActionRule['fulfilment'];

const notShipped = {
  ...anyFulfilment,
  partly_shipped: 'partly_shipped',
  shipping: 'already_shipped',
  in_service: 'already_in_service',
  delivered: 'already_delivered',
} as const satisfies ActionRule['fulfilment'];

const someStillHere = { ...notShipped, partly_shipped: null } as const satisfies ActionRule['fulfilment'];

const onTheWay = {
  none: 'not_shipped',
  assigned: 'not_shipped',
  preparing: 'not_shipped',
  ready: 'not_shipped',
  partly_shipped: 'partly_shipped',
  shipping: null,
  in_service: null,
  delivered: 'already_delivered',
} as const satisfies ActionRule['fulfilment'];

/** On its way by a courier, as far as anybody knows. */
const inParcel = { ...onTheWay, in_service: 'already_in_service' } as const satisfies ActionRule['fulfilment'];

const anyRefund = {
  none: null,
  requested: null,
  agreed: null,
  refused: null,
  refunded: null,
} as const satisfies ActionRule['refundState'];

const refundAsked = {
  none: 'no_refund_asked',
  requested: null,
  agreed: 'already_agreed',
  refused: 'already_refused',
  refunded: 'already_refunded',
} as const satisfies ActionRule['refundState'];

/** Platforms keep one refund of an order open at a time; the one that waits is answered first. */
const noneWaiting = { ...anyRefund, requested: 'refund_open' } as const satisfies ActionRule['refundState'];

const anyDelivery = {
  delivery: null,
  pickup: null,
  platform_delivery: null,
} as const satisfies ActionRule['deliveryMode'];

const ownDelivery = {
  delivery: null,
  pickup: 'customer_collects',
  platform_delivery: 'platform_delivers',
} as const satisfies ActionRule['deliveryMode'];

/** When an action makes sense. API, page and workflow all read this one table; of several reasons the first is told. */
export const actionTable = {
  accept: { state: undecided, fulfilment: anyFulfilment, refundState: anyRefund, deliveryMode: anyDelivery },
  reject: { state: undecided, fulfilment: anyFulfilment, refundState: anyRefund, deliveryMode: anyDelivery },
  ready: { state: accepted, fulfilment: notReady, refundState: anyRefund, deliveryMode: anyDelivery },
  ship: { state: accepted, fulfilment: notShipped, refundState: anyRefund, deliveryMode: ownDelivery },
  ship_part: { state: accepted, fulfilment: someStillHere, refundState: anyRefund, deliveryMode: ownDelivery },
  change_waybill: { state: accepted, fulfilment: inParcel, refundState: anyRefund, deliveryMode: ownDelivery },
  deliver: { state: accepted, fulfilment: onTheWay, refundState: anyRefund, deliveryMode: ownDelivery },
  cancel: { state: accepted, fulfilment: anyFulfilment, refundState: anyRefund, deliveryMode: anyDelivery },
  close: { state: unpaid, fulfilment: anyFulfilment, refundState: anyRefund, deliveryMode: anyDelivery },
  agree_refund: {
    state: onceAnyMoneyCame,
    fulfilment: anyFulfilment,
    refundState: refundAsked,
    deliveryMode: anyDelivery,
  },
  refuse_refund: {
    state: onceAnyMoneyCame,
    fulfilment: anyFulfilment,
    refundState: refundAsked,
    deliveryMode: anyDelivery,
  },
  refund_part: { state: kept, fulfilment: anyFulfilment, refundState: noneWaiting, deliveryMode: anyDelivery },
  remark: { state: anyState, fulfilment: anyFulfilment, refundState: anyRefund, deliveryMode: anyDelivery },
} as const satisfies Record<Action, ActionRule>;

/**
 * The fact that a successful action stands for. A part shipment is a note beside `shipping`, and so is a part refund: the refund itself is told by the platform, which alone knows
 * its number and its sum.
 */
export const actionEvent = {
  accept: 'accepted',
  reject: 'cancelled',
  ready: 'ready',
  ship: 'shipping',
  ship_part: 'part_shipped',
  change_waybill: 'waybill_changed',
  deliver: 'delivered',
  cancel: 'cancelled',
  close: 'cancelled',
  agree_refund: 'refund_agreed',
  refuse_refund: 'refund_refused',
  refund_part: 'part_refund_sent',
  remark: 'remarked',
} as const satisfies Record<Action, OrderAxisEvent | FulfilmentAxisEvent | RefundAxisEvent | NoteEvent>;

export const refundActions = ['agree_refund', 'refuse_refund'] as const satisfies Action[];

/** What a wish is about: where it names one of several refunds, that one alone decides. */
export function subjectOf(
  order: { position: OrderPosition; deliveryMode: DeliveryMode; partlyShipped: boolean; facts: readonly Fact[] },
  action: Action,
  refundId: string | undefined,
): ActionSubject {
  const subject = { ...order.position, deliveryMode: order.deliveryMode, partlyShipped: order.partlyShipped };
  if (!isOneOf(refundActions, action) || refundId === undefined) return subject;
  const refund = refundsOf(order.facts).find((one) => one.refundId === refundId);
  return { ...subject, refundState: refund?.state ?? 'none' };
}

/**
 * The refund that is meant where none is named: the open one, else the newest. Null where several are open: then one has to be named.
 * Undefined where there is none at all.
 */
export function impliedRefund(facts: readonly Fact[]): string | null | undefined {
  const refunds = refundsOf(facts);
  const open = refunds.filter(({ state }) => state === 'requested');
  return open.length > 1 ? null : (open[0] ?? refunds.at(-1))?.refundId;
}

/** @param commands what the platform has a call for. */
export function allowedActions(subject: ActionSubject, commands: readonly Action[]): AllowedAction[] {
  return actions.map((action) => {
    const reasonCode = commands.includes(action) ? verdictOf(actionTable[action], subject) : 'no_such_call_on_platform';
    return reasonCode ? { action, allowed: false, reasonCode } : { action, allowed: true };
  });
}

function verdictOf(rule: ActionRule, subject: ActionSubject): Verdict {
  const { state, fulfilment, refundState, deliveryMode, partlyShipped = false, shopPaused = false } = subject;
  const stage = partlyShipped && fulfilment === 'shipping' ? 'partly_shipped' : fulfilment;
  const byTable =
    rule.state[state] ?? rule.fulfilment[stage] ?? rule.refundState[refundState] ?? rule.deliveryMode[deliveryMode];
  return byTable ?? (shopPaused ? 'shop_paused' : null);
}
