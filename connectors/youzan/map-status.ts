import { UnknownValueError } from '../../domain/errors.ts';
import type { OrderEventKind } from '../../domain/order-event.ts';

/** Order status -> the facts that it tells, earliest first (protocol notes 6). Paid orders are accepted: there is no call for it. */
const statusFacts = {
  WAIT_BUYER_PAY: ['placed'],
  TRADE_PAID: ['placed', 'paid'],
  WAIT_CONFIRM: ['placed', 'paid'],
  WAIT_SELLER_SEND_GOODS: ['placed', 'paid', 'accepted'],
  WAIT_BUYER_CONFIRM_GOODS: ['placed', 'paid', 'accepted', 'shipping'],
  TRADE_BUYER_SIGNED: ['placed', 'paid', 'accepted', 'shipping'],
  TRADE_SUCCESS: ['placed', 'paid', 'accepted', 'completed'],
  TRADE_CLOSED: ['placed', 'cancelled'],
  TRADE_CLOSE: ['placed', 'cancelled'],
} as const satisfies Record<string, readonly OrderEventKind[]>;

export type OrderStatus = keyof typeof statusFacts;

/** @throws UnknownValueError so that the message waits for a person. */
export function factsOfStatus(status: string): readonly OrderEventKind[] {
  const facts = lookUp<readonly OrderEventKind[]>(statusFacts, status);
  if (!facts) throw new UnknownValueError('status', status);
  return facts;
}

/** Push type -> the status that it announces; undefined for pushes of another sort. */
const statusOfTypes: Record<string, OrderStatus> = {
  trade_TradeCreate: 'WAIT_BUYER_PAY',
  trade_TradePaid: 'TRADE_PAID',
  trade_TradeBuyerPay: 'WAIT_SELLER_SEND_GOODS',
  trade_TradeSellerShip: 'WAIT_BUYER_CONFIRM_GOODS',
  trade_TradeSuccess: 'TRADE_SUCCESS',
  trade_TradeClose: 'TRADE_CLOSED',
};

export function statusOfType(type: string): OrderStatus | undefined {
  return lookUp(statusOfTypes, type);
}

/** Pushes that say that something about the order is different and not what: the order has to be read again. */
const RE_READ = new Set([
  'trade_TradeMemoModified',
  'trade_MessagesTheChangeAddresses',
  'TRADE_ORDER_REFUND',
  'TRADE_ORDER_EXPRESS',
]);

export function asksForOrder(type: string): boolean {
  return RE_READ.has(type);
}

const refundTypeFacts: Record<string, OrderEventKind> = {
  trade_refund_BuyerCreated: 'refund_requested',
  trade_refund_RefundSellerAgree: 'refund_agreed',
  trade_refund_RefundSuccess: 'refunded',
  trade_refund_RefundClosed: 'refund_withdrawn',
  trade_refund_SysRefund: 'refunded',
  youzan_trade_RefundCreated: 'refund_requested',
  youzan_trade_RefundSellerAgree: 'refund_agreed',
  youzan_trade_RefundSuccess: 'refunded',
  youzan_trade_RefundClosed: 'refund_withdrawn',
};

const refundStatusFacts: Record<string, OrderEventKind> = {
  WAIT_SELLER_AGREE: 'refund_requested',
  WAIT_BUYER_RETURN_GOODS: 'refund_agreed',
  WAIT_SELLER_CONFIRM_GOODS: 'refund_agreed',
  SELLER_REFUSE_BUYER: 'refund_refused',
  SELLER_REFUSE_BUYER_RETURN_GOODS: 'refund_refused',
  CLOSED: 'refund_withdrawn',
  SUCCESS: 'refunded',
};

/** Exchanges end without money: for the refund axis nothing is asked any more. */
const EXCHANGE = 'EXCHANGE_GOODS_FLOW';

export function isRefundType(type: string): boolean {
  return /^(?:trade_refund_|youzan_trade_Refund)/.test(type);
}

/** A refusal has a status and no type of its own in the lists, so an unlisted type is read by its status. @throws UnknownValueError */
export function factOfRefund(type: string, status: string | undefined, refundType: string | undefined): OrderEventKind {
  const fact = lookUp(refundTypeFacts, type) ?? lookUp(refundStatusFacts, status ?? '');
  if (!fact) throw new UnknownValueError('type', type);
  return fact === 'refunded' && refundType === EXCHANGE ? 'refund_withdrawn' : fact;
}

/** `refund_order[].refund_state` of a described order. */
const refundStateFacts: Record<string, OrderEventKind> = {
  '1': 'refund_requested',
  '10': 'refund_refused',
  '20': 'refund_agreed',
  '30': 'refund_agreed',
  '40': 'refund_refused',
  '50': 'refund_withdrawn',
  '60': 'refunded',
};

export function factOfRefundState(state: string): OrderEventKind {
  const fact = lookUp(refundStateFacts, state);
  if (!fact) throw new UnknownValueError('refund_state', state);
  return fact;
}

/** Reasons of closing that mean that the money went back. */
const REFUND_CLOSES = new Set(['2', '6', '22']);

export function closedByRefund(closeType: string | undefined): boolean {
  return REFUND_CLOSES.has(closeType ?? '');
}

const closeActors: Record<string, string> = {
  '1': 'system',
  '4': 'customer',
  '5': 'merchant',
  '30': 'merchant',
  ...Object.fromEntries(['10', '11', '12', '13', '14', '15', '16', '17'].map((type) => [type, 'merchant'])),
};

/** Who closed an order, as far as the reason tells. */
export function actorOfClose(closeType: string | undefined): string {
  return lookUp(closeActors, closeType ?? '') ?? 'platform';
}

/** The tables' own keys only: "valueOf" is a text that anybody may send and no status. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
