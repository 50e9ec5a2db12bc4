import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import { sumMinor, yuanToFen } from '../../domain/money.ts';
import type { EventDetail, OrderEvent, OrderEventKind } from '../../domain/order-event.ts';
import type { OrderSnapshot } from '../../domain/order.ts';
import { parseBeijing } from '../beijing-time.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { amountsOf, lineOf } from './map-amounts.ts';
import {
  actorOfClose,
  asksForOrder,
  closedByRefund,
  factOfRefund,
  factOfRefundState,
  factsOfStatus,
  isRefundType,
  statusOfType,
} from './map-status.ts';
import {
  answer,
  envelope,
  type FullOrder,
  isRecord,
  orderDescription,
  type OrderDescription,
  readMsg,
  refundNews,
  tradeNews,
  type TradeNews,
} from './wire.ts';

/** Why an order stands at accepted without anybody having accepted it. */
const NO_ACCEPT: EventDetail = { reason: 'no accept call on this platform' };

/** Wire -> domain. @throws MalformedError or UnknownValueError: the message is then parked with the reason. */
export function translate(message: StoredMessage): TranslatedMessage {
  if (message.source === 'pull') {
    const { data } = parseWire(answer, readJson(message.payload.body), 'trade.get');
    const { snapshot, events } = translateOrder(parseWire(orderDescription, data, 'trade.get'), message.receivedAt);
    // A detail describes a state; what it tells is recorded only where it moves something.
    return { snapshot, events: events.map((event) => ({ ...event, implied: true })) };
  }
  const { kind: type } = message;
  const { status, version, msg } = parseWire(envelope, readJson(message.payload.body), 'push');
  const fields = readMsg(msg);
  const sentAt = momentOf(version) ?? message.receivedAt;
  if (isRefundType(type)) return translateRefund(type, status, fields, sentAt);
  if (asksForOrder(type)) return { snapshot: null, events: [], asksForOrder: true };
  const described = descriptionIn(fields);
  if (described) return translateOrder(parseWire(orderDescription, described, type), sentAt, statusOfType(type));
  return translateNews(type, parseWire(tradeNews, fields, type), sentAt);
}

/** The order pushes carry the order as `trade.get` does, or only its `full_order_info` without that name. */
function descriptionIn(fields: Readonly<Record<string, unknown>>): unknown {
  if (isRecord(fields.full_order_info)) return fields;
  return isRecord(fields.order_info) ? { ...fields, full_order_info: fields } : null;
}

function translateOrder(description: OrderDescription, sentAt: Date, statusDefault?: string): TranslatedMessage {
  const { order_info: info } = description.full_order_info;
  const asOf = moment(info.update_time) ?? sentAt;
  const placedAt = parseBeijing(info.created);
  const paidAt = moment(info.pay_time);
  const kinds = factsOfStatus(info.status ?? statusDefault ?? '');
  const times: Partial<Record<OrderEventKind, Date | null>> = {
    placed: placedAt,
    paid: paidAt,
    // There is no moment of acceptance; with the payment's, every message tells the same one.
    accepted: paidAt,
    shipping: moment(info.consign_time),
    completed: moment(info.success_time),
  };
  const known = kinds.includes('cancelled') && paidAt ? (['placed', 'paid', 'cancelled'] as const) : kinds;
  const events = known.map((kind) => eventOf(kind, times[kind] ?? asOf, isNews(kind, kinds), info.close_type));
  const shippedLines = shippedLinesOf(description, kinds);
  if (!kinds.includes('shipping') && kinds.includes('accepted') && shippedLines?.length) events.push(partLeft(asOf));
  const isPaid = known.includes('paid');
  return {
    snapshot: {
      ...snapshotOf(description, { asOf, placedAt, paidAt: isPaid ? (paidAt ?? asOf) : null }),
      ...(shippedLines ? { shippedLines } : {}),
    },
    events: [...events, ...refundsOf(description, asOf, known.includes('cancelled'))],
  };
}

/** A push that tells what happened to an order and nothing else about it. */
function translateNews(type: string, fields: TradeNews, sentAt: Date): TranslatedMessage {
  const at = moment(fields.update_time) ?? sentAt;
  // Which lines left is told by their numbers, and those are in the order itself.
  if (type === 'trade_TradePartlySellerShip') return { snapshot: null, events: [partLeft(at)], asksForOrder: true };
  const status = type === 'TRADE_ORDER_STATE' ? fields.status : statusOfType(type);
  if (status === undefined) throw new UnknownValueError('type', type);
  const kinds = factsOfStatus(status);
  // What must have been before is told at the time of the news only where nobody told it better.
  const events = kinds
    .filter((kind, index) => kind !== 'placed' || index === kinds.length - 1)
    .map((kind) => eventOf(kind, at, isNews(kind, kinds), fields.close_type, fields.close_reason));
  if (kinds.includes('cancelled') && closedByRefund(fields.close_type)) events.push(impliedRefund(at));
  return { snapshot: null, events };
}

function translateRefund(type: string, status: string | undefined, msg: unknown, sentAt: Date): TranslatedMessage {
  const fields = parseWire(refundNews, msg, type);
  const kind = factOfRefund(type, status, fields.refund_type);
  const amountMinor = fields.refunded_fee === undefined ? null : yuanToFen(fields.refunded_fee);
  if (amountMinor !== null && amountMinor < 0) throw new MalformedError('refunded_fee is negative');
  const actor = kind === 'refund_requested' || kind === 'refund_withdrawn' ? 'customer' : 'platform';
  const detail: EventDetail = {
    ...(fields.refund_id === undefined ? {} : { refundId: fields.refund_id }),
    type: fields.refund_type ?? null,
    reason: fields.refund_reason ?? null,
    amountMinor,
  };
  return {
    snapshot: null,
    events: [{ kind, occurredAt: moment(fields.update_time) ?? sentAt, actor, detail }],
  };
}

/** Some lines are on their way; Youzan keeps the order at its status until the last one is. */
function partLeft(occurredAt: Date): OrderEvent {
  return { kind: 'shipping', occurredAt, actor: 'merchant', implied: true, detail: { part: true } };
}

/** Places of the lines that have left, as far as the description tells: all of them where the status says so. */
function shippedLinesOf(
  { full_order_info: { orders }, delivery_order }: OrderDescription,
  kinds: readonly OrderEventKind[],
): number[] | undefined {
  if (kinds.includes('shipping')) return orders.map((_, index) => index + 1);
  if (!delivery_order || orders.some(({ oid }) => oid === undefined)) return undefined;
  const left = delivery_order.filter(({ express_state }) => express_state === '1').flatMap(({ oids = [] }) => oids);
  const oids = new Set(left.map(({ oid }) => oid));
  return orders.flatMap(({ oid = '' }, index) => (oids.has(oid) ? [index + 1] : []));
}

/** The last fact is the news; acceptance never is, because nobody did it. */
function isNews(kind: OrderEventKind, kinds: readonly OrderEventKind[]): boolean {
  return kind === kinds.findLast((each) => each !== 'accepted');
}

const actors: Partial<Record<OrderEventKind, string>> = {
  placed: 'customer',
  paid: 'customer',
  accepted: 'system',
  shipping: 'merchant',
};

function eventOf(
  kind: OrderEventKind,
  occurredAt: Date,
  news: boolean,
  closeType: string | undefined,
  closeReason?: string,
): OrderEvent {
  const event = { kind, occurredAt, actor: actors[kind] ?? 'platform', ...(news ? {} : { implied: true }) };
  if (kind === 'accepted') return { ...event, detail: NO_ACCEPT };
  if (kind !== 'cancelled') return event;
  const detail = { closeType: closeType ?? null, reason: closeReason ?? null };
  return { ...event, actor: actorOfClose(closeType), detail };
}

/** Each refund by itself where the order lists them; else what the order as a whole says about money that has gone back. */
function refundsOf({ full_order_info, refund_order }: OrderDescription, asOf: Date, closed: boolean): OrderEvent[] {
  if (refund_order && refund_order.length > 0)
    return refund_order.map((refund): OrderEvent => ({
      kind: factOfRefundState(refund.refund_state),
      occurredAt: asOf,
      actor: 'platform',
      implied: true,
      detail: {
        refundId: refund.refund_id,
        amountMinor: refund.refund_fee === undefined ? null : yuanToFen(refund.refund_fee),
      },
    }));
  const { close_type, refund_state } = full_order_info.order_info;
  return refund_state === '12' || (closed && closedByRefund(close_type)) ? [impliedRefund(asOf)] : [];
}

function impliedRefund(occurredAt: Date): OrderEvent {
  return { kind: 'refunded', occurredAt, actor: 'platform', implied: true };
}

function snapshotOf(
  description: OrderDescription,
  times: Pick<OrderSnapshot, 'asOf' | 'placedAt' | 'paidAt'>,
): OrderSnapshot {
  const order = description.full_order_info;
  const amounts = amountsOf(description);
  return {
    ...times,
    dayNumber: null,
    deliveryMode: order.order_info.express_type === '1' ? 'pickup' : 'delivery',
    promisedAt: promisedAt(order),
    currency: 'CNY',
    totalMinor: sumMinor(amounts.map((part) => part.amountMinor)),
    merchantReceivesMinor: null,
    amounts,
    lines: order.orders.map(lineOf),
    customer: customerOf(order),
    ...(order.remark_info ? { merchantRemark: order.remark_info.trade_memo ?? null } : {}),
  };
}

function customerOf({ address_info: address, buyer_info, remark_info }: FullOrder): OrderSnapshot['customer'] {
  const parts = [
    address?.delivery_province,
    address?.delivery_city,
    address?.delivery_district,
    address?.delivery_address,
  ];
  return {
    name: address?.receiver_name ?? null,
    phone: address?.receiver_tel ?? buyer_info?.buyer_phone ?? null,
    // 上海市上海市: province and city of the four great cities are the same words.
    address: parts.filter((part, index) => part !== undefined && part !== parts[index - 1]).join('') || null,
    remark: remark_info?.buyer_message ?? null,
  };
}

/** Equal ends mean as soon as possible; a later end is the end of the booked time (protocol notes 4). */
function promisedAt({ address_info: address }: FullOrder): Date | null {
  const end = moment(address?.delivery_end_time);
  return end && end.getTime() !== moment(address?.delivery_start_time)?.getTime() ? end : null;
}

function moment(text: string | undefined): Date | null {
  return text === undefined ? null : parseBeijing(text);
}

/** `version` of most objects is a time in s or ms (protocol notes 4); a small count is none. */
function momentOf(version: string | undefined): Date | null {
  if (version === undefined) return null;
  if (/^1\d{9}$/.test(version)) return new Date(Number(version) * 1000);
  return /^1\d{12}$/.test(version) ? new Date(Number(version)) : null;
}
