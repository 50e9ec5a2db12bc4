import { minor } from '../../domain/money.ts';
import type { EventDetail, OrderEvent, OrderEventKind } from '../../domain/order-event.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { factsOfState } from './map-status.ts';
import { orderAnswer, type OrderFields } from './wire.ts';

/** Why an order stands at accepted without anybody having accepted it. */
const NO_ACCEPT: EventDetail = { reason: 'no accept call on this platform' };

/** What an order is called of which the payment says nothing. */
const NAMELESS = '微信支付订单';

/**
 * Wire -> domain. A push tells an order's number and that something is different: the order is read again.
 * @throws MalformedError or UnknownValueError: the message is then parked with the reason.
 */
export function translate(message: StoredMessage): TranslatedMessage {
  if (message.source === 'push') return { snapshot: null, events: [], asksForOrder: true };
  const { order } = parseWire(orderAnswer, readJson(message.payload.body), 'get_order');
  return translateOrder(order, message.receivedAt);
}

/** A detail describes a state; what it tells is recorded only where it moves something. */
function translateOrder(order: OrderFields, readAt: Date): TranslatedMessage {
  const paidAt = order.pay_time ?? readAt;
  const placedAt = order.trade_create_time ?? paidAt;
  const times: Partial<Record<OrderEventKind, Date | undefined>> = {
    placed: placedAt,
    paid: paidAt,
    // There is no moment of acceptance; with the payment's, every message tells the same one.
    accepted: paidAt,
    shipping: order.shipping?.shipping_list[0]?.upload_time,
  };
  const events = factsOfState(order.order_state).map((kind) => eventOf(kind, times[kind] ?? readAt, order));
  return { snapshot: { ...snapshotOf(order), asOf: readAt, placedAt, paidAt }, events };
}

const actors: Partial<Record<OrderEventKind, string>> = {
  placed: 'customer',
  paid: 'customer',
  accepted: 'system',
  shipping: 'merchant',
  delivered: 'customer',
};

function eventOf(kind: OrderEventKind, occurredAt: Date, order: OrderFields): OrderEvent {
  const event = { kind, occurredAt, actor: actors[kind] ?? 'platform', implied: true };
  if (kind === 'accepted') return { ...event, detail: NO_ACCEPT };
  return kind === 'refunded' ? { ...event, detail: { amountMinor: order.paid_amount } } : event;
}

/** WeChat knows what was paid and in which words, not what was bought: that is one line. Of the customer it tells nothing. */
function snapshotOf({ description, paid_amount, merchant_trade_no }: OrderFields) {
  const totalMinor = minor(paid_amount);
  const line = { name: description ?? NAMELESS, spec: null, skuCode: null, quantity: 1 };
  return {
    dayNumber: null,
    deliveryMode: 'delivery' as const,
    promisedAt: null,
    currency: 'CNY' as const,
    totalMinor,
    merchantReceivesMinor: null,
    amounts: [{ kind: 'goods' as const, label: '商品', amountMinor: totalMinor, borneBy: null }],
    lines: [{ ...line, unitPriceMinor: totalMinor, totalMinor }],
    customer: { name: null, phone: null, address: null, remark: null },
    // The number by which the merchant's own program knows the order.
    merchantRemark: merchant_trade_no === undefined ? null : `商户单号 ${merchant_trade_no}`,
  };
}
