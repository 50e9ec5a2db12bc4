import { MalformedError } from '../../domain/errors.ts';
import { sumMinor, yuanToFen } from '../../domain/money.ts';
import type { EventDetail, OrderEvent, OrderEventKind } from '../../domain/order-event.ts';
import type { OrderSnapshot } from '../../domain/order.ts';
import { parseBeijing } from '../beijing-time.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { parseWire } from '../wire-format.ts';
import { amountsOf, incomeOf, lineOf } from './map-amounts.ts';
import { type Meaning, meaningOf } from './map-status.ts';
import { answer, type OrderFields, orderResult, readTwice } from './wire.ts';

/** Why an order stands at accepted without anybody having accepted it. */
const NO_ACCEPT: EventDetail = { reason: 'no accept call on this platform' };
/** `order_type` of cash on delivery. */
const CASH_ON_DELIVERY = '1';

/**
 * Wire -> domain. A push is signed by nobody, so nothing of it is believed: it makes the hub ask for the order.
 * @throws MalformedError or UnknownValueError: the message is then parked with the reason.
 */
export function translate(message: StoredMessage): TranslatedMessage {
  if (message.source === 'push') return { snapshot: null, events: [], asksForOrder: true };
  const { result } = parseWire(answer, readTwice(message.payload.body).value, 'order.get');
  return translateOrder(parseWire(orderResult, result, 'order.get'), message.receivedAt);
}

/** A detail describes a state; what it tells is recorded only where it moves something. */
function translateOrder(order: OrderFields, readAt: Date): TranslatedMessage {
  const meaning = meaningOf(order);
  const asOf = moment(order.update_time) ?? readAt;
  const placedAt = parseBeijing(order.add_time);
  const payTime = moment(order.pay_time);
  const kinds = factsOf(order, meaning);
  const isPaid = kinds.includes('paid');
  const paidAt = isPaid ? (payTime ?? asOf) : null;
  const times: Partial<Record<OrderEventKind, Date | null>> = {
    placed: placedAt,
    paid: paidAt,
    // There is no moment of acceptance; with the payment's, every message tells the same one.
    accepted: paidAt ?? placedAt,
    shipping: moment(order.send_time),
  };
  const events = kinds.map((kind) => eventOf(kind, times[kind] ?? asOf, meaning));
  const refunds = refundsOf(order, meaning, asOf);
  const refundedMinor = meaning.refund === 'refunded' ? sumMinor(refunds.map(amountOf)) : 0;
  return {
    snapshot: { ...snapshotOf(order, meaning, refundedMinor), asOf, placedAt, paidAt },
    events: [...events, ...refunds],
  };
}

/** The table's facts, and what only the times tell: that a closed order was paid, that a completed one was sent, that cash comes last. */
function factsOf(order: OrderFields, { facts }: Meaning): OrderEventKind[] {
  const wasPaid = order.pay_time !== undefined;
  const isOver = facts.includes('completed');
  if (facts.includes('cancelled')) return wasPaid ? ['placed', 'paid', 'cancelled'] : [...facts];
  const paysAtTheDoor = order.order_type === CASH_ON_DELIVERY && !wasPaid && !isOver;
  const known = facts.filter((kind) => kind !== 'paid' || !paysAtTheDoor);
  const wasSent = isOver && order.send_time !== undefined;
  return wasSent ? known.flatMap((kind) => (kind === 'completed' ? ['shipping', kind] : [kind])) : known;
}

const actors: Partial<Record<OrderEventKind, string>> = {
  placed: 'customer',
  paid: 'customer',
  accepted: 'system',
  shipping: 'merchant',
};

function eventOf(kind: OrderEventKind, occurredAt: Date, { shippedInPart }: Meaning): OrderEvent {
  const event = { kind, occurredAt, actor: actors[kind] ?? 'platform', implied: true };
  if (kind === 'accepted') return { ...event, detail: NO_ACCEPT };
  return kind === 'shipping' && shippedInPart ? { ...event, detail: { part: true } } : event;
}

/**
 * Each refund by its number. What became of them is told for the order as a whole only; those that were over before are not moved by it.
 * A number that stands at several lines is one refund.
 */
function refundsOf(order: OrderFields, { refund: kind }: Meaning, occurredAt: Date): OrderEvent[] {
  if (kind === null) return [];
  const fees = new Map<string, number[]>();
  for (const { refund_info: info } of order.items) {
    if (info?.refund_no === undefined) continue;
    const known = fees.get(info.refund_no) ?? [];
    fees.set(info.refund_no, info.refund_fee === undefined ? known : [...known, feeOf(info.refund_fee)]);
  }
  const event = { kind, occurredAt, actor: 'platform', implied: true };
  if (fees.size === 0) return [event];
  return [...fees].map(([refundId, amounts]) => ({ ...event, detail: { refundId, amountMinor: wholeFee(amounts) } }));
}

/** Whether the fee at each of several lines is that line's or the whole refund's is not said: equal ones are the whole. */
function wholeFee(amounts: readonly number[]): number | null {
  if (amounts.length === 0) return null;
  return new Set(amounts).size === 1 ? (amounts[0] ?? null) : sumMinor(amounts);
}

function feeOf(yuan: string): number {
  const fen = yuanToFen(yuan);
  if (fen < 0) throw new MalformedError('refund_fee is negative');
  return fen;
}

function amountOf({ detail }: OrderEvent): number {
  return typeof detail?.amountMinor === 'number' ? detail.amountMinor : 0;
}

/** All lines, or where the order left in part those that say so. */
function shippedLinesOf(
  { items }: OrderFields,
  { facts, shippedInPart }: Meaning,
): Pick<OrderSnapshot, 'shippedLines'> {
  const left = shippedInPart ? items.map(({ is_delivered }) => is_delivered === '1') : items.map(() => true);
  const isTold = facts.includes('shipping') && left.includes(true);
  return isTold ? { shippedLines: left.flatMap((hasLeft, index) => (hasLeft ? [index + 1] : [])) } : {};
}

function snapshotOf(
  order: OrderFields,
  meaning: Meaning,
  refundedMinor: number,
): Omit<OrderSnapshot, 'asOf' | 'placedAt' | 'paidAt'> {
  const amounts = amountsOf(order);
  return {
    dayNumber: null,
    deliveryMode: 'delivery',
    promisedAt: null,
    currency: 'CNY',
    totalMinor: sumMinor(amounts.map((part) => part.amountMinor)),
    merchantReceivesMinor: incomeOf(order, refundedMinor),
    amounts,
    lines: order.items.map(lineOf),
    ...shippedLinesOf(order, meaning),
    customer: customerOf(order),
    merchantRemark: order.seller_note ?? null,
  };
}

function customerOf({ buyer_info: buyer, note, customInfos = [] }: OrderFields): OrderSnapshot['customer'] {
  const parts = [buyer?.province, buyer?.city, buyer?.region, buyer?.self_address];
  const asked = customInfos.flatMap(({ name, value }) =>
    value === undefined ? [] : [name ? `${name}：${value}` : value],
  );
  return {
    name: buyer?.name ?? null,
    phone: buyer?.phone ?? null,
    // 上海市上海市: province and city of the four great cities are the same words.
    address:
      buyer?.address ??
      (parts.filter((part, index) => part !== undefined && part !== parts[index - 1]).join('') || null),
    remark: [...(note === undefined ? [] : [note]), ...asked].join('；') || null,
  };
}

function moment(text: string | undefined): Date | null {
  return text === undefined ? null : parseBeijing(text);
}
