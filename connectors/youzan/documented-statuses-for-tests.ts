import type { OrderEventKind } from '../../domain/order-event.ts';
import type { StatusCase } from '../conformance-subject.ts';

type Expected = Pick<StatusCase, 'facts' | 'position' | 'after'>;

const paid = ['placed', 'paid'] as const;
const accepted = [...paid, 'accepted'] as const;
const asked = [...accepted, 'refund_requested'] as const;

/** Protocol notes 6: `status` of a described order. */
export const orderStatuses: Readonly<Record<string, Expected>> = {
  WAIT_BUYER_PAY: { facts: ['placed'], position: 'placed none none' },
  TRADE_PAID: { facts: paid, position: 'paid none none' },
  WAIT_CONFIRM: { facts: paid, position: 'paid none none' },
  WAIT_SELLER_SEND_GOODS: { facts: accepted, position: 'accepted none none' },
  WAIT_BUYER_CONFIRM_GOODS: { facts: [...accepted, 'shipping'], position: 'accepted shipping none' },
  TRADE_BUYER_SIGNED: { facts: [...accepted, 'shipping'], position: 'accepted shipping none' },
  TRADE_SUCCESS: { facts: [...accepted, 'completed'], position: 'completed none none' },
  TRADE_CLOSED: { facts: ['placed', 'cancelled'], position: 'cancelled none none' },
  TRADE_CLOSE: { facts: ['placed', 'cancelled'], position: 'cancelled none none' },
};

/** Protocol notes 4: pushes that tell what happened and nothing else about the order. */
export const newsTypes: Readonly<Record<string, Expected>> = {
  trade_TradeCreate: { facts: ['placed'], position: 'placed none none' },
  trade_TradePaid: { after: ['placed'], facts: ['paid'], position: 'paid none none' },
  trade_TradeBuyerPay: { after: ['placed'], facts: ['paid', 'accepted'], position: 'accepted none none' },
  trade_TradePartlySellerShip: { after: accepted, facts: ['shipping'], position: 'accepted shipping none' },
  trade_TradeSellerShip: {
    after: accepted,
    facts: ['paid', 'accepted', 'shipping'],
    position: 'accepted shipping none',
  },
  trade_TradeSuccess: { after: accepted, facts: ['paid', 'accepted', 'completed'], position: 'completed none none' },
  trade_TradeClose: { after: ['placed'], facts: ['cancelled'], position: 'cancelled none none' },
};

/** Protocol notes 4: pushes that say "look again" and nothing else. */
export const lookAgainTypes = [
  'trade_TradeMemoModified',
  'trade_MessagesTheChangeAddresses',
  'TRADE_ORDER_REFUND',
  'TRADE_ORDER_EXPRESS',
];

const ends: Partial<Record<OrderEventKind, Expected>> = {
  refund_requested: { after: accepted, facts: ['refund_requested'], position: 'accepted none requested' },
  refund_agreed: { after: asked, facts: ['refund_agreed'], position: 'accepted none agreed' },
  refund_refused: { after: asked, facts: ['refund_refused'], position: 'accepted none refused' },
  refund_withdrawn: { after: asked, facts: ['refund_withdrawn'], position: 'accepted none none' },
  refunded: { after: asked, facts: ['refunded'], position: 'accepted none refunded' },
};
export const refundExpectation = (kind: OrderEventKind): Expected => ends[kind] ?? { facts: [kind], position: 'none' };

/** Protocol notes 4: refund messages of both sets, whatever their status says. */
export const refundTypes: Readonly<Record<string, OrderEventKind>> = {
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

/** Protocol notes 6: `status` of a refund, in a message of a type that no list has. */
export const refundStatuses: Readonly<Record<string, OrderEventKind>> = {
  WAIT_SELLER_AGREE: 'refund_requested',
  WAIT_BUYER_RETURN_GOODS: 'refund_agreed',
  WAIT_SELLER_CONFIRM_GOODS: 'refund_agreed',
  SELLER_REFUSE_BUYER: 'refund_refused',
  SELLER_REFUSE_BUYER_RETURN_GOODS: 'refund_refused',
  CLOSED: 'refund_withdrawn',
  SUCCESS: 'refunded',
};

/** Protocol notes 6: `refund_state` of a refund in a described order. */
export const refundStates: Readonly<Record<string, OrderEventKind>> = {
  '1': 'refund_requested',
  '10': 'refund_refused',
  '20': 'refund_agreed',
  '30': 'refund_agreed',
  '40': 'refund_refused',
  '50': 'refund_withdrawn',
  '60': 'refunded',
};
