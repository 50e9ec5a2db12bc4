import { sumMinor } from '../../domain/money.ts';
import type { EventDetail, OrderEvent, OrderEventKind } from '../../domain/order-event.ts';
import type { OrderSnapshot } from '../../domain/order.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { amountsOf, incomeOf, lineOf } from './map-amounts.ts';
import { ALL_REFUNDED, factOfAftersale, factsOfStatus, hasFailed, SHIPPED_IN_PART } from './map-status.ts';
import { type AftersaleFields, type OrderFields, storedOrder } from './wire.ts';

/** Why an order stands at accepted without anybody having accepted it. */
const NO_ACCEPT: EventDetail = { reason: 'no accept call on this platform' };

/**
 * Wire -> domain. A push tells an order's number and that something is different: the order is read again.
 * @throws MalformedError or UnknownValueError: the message is then parked with the reason.
 */
export function translate(message: StoredMessage): TranslatedMessage {
  if (message.source === 'push') return { snapshot: null, events: [], asksForOrder: true };
  const { order, after_sale_orders } = parseWire(storedOrder, readJson(message.payload.body), 'order/get');
  return translateOrder(order, after_sale_orders, message.receivedAt);
}

/** A detail describes a state; what it tells is recorded only where it moves something. */
function translateOrder(order: OrderFields, aftersales: readonly AftersaleFields[], readAt: Date): TranslatedMessage {
  const asOf = order.update_time ?? readAt;
  const placedAt = order.create_time ?? asOf;
  const { pay_info, delivery_info, ext_info } = order.order_detail;
  const kinds = factsOf(order);
  const paidAt = kinds.includes('paid') ? (pay_info?.pay_time ?? asOf) : null;
  const parcelTimes = delivery_info?.delivery_product_info.flatMap(({ delivery_time: at }) => (at ? [at] : [])) ?? [];
  const times: Partial<Record<OrderEventKind, Date | null | undefined>> = {
    placed: placedAt,
    paid: paidAt,
    // There is no moment of acceptance; with the payment's, every message tells the same one.
    accepted: paidAt ?? placedAt,
    shipping: delivery_info?.ship_done_time ?? parcelTimes[0],
    completed: ext_info?.confirm_receipt_time,
  };
  const events = kinds.map((kind) => eventOf(kind, times[kind] ?? asOf, order.status));
  const refunds = refundsOf(order, aftersales, asOf);
  const refundedMinor = sumMinor(refunds.map(({ kind, detail }) => (kind === 'refunded' ? amountOf(detail) : 0)));
  return {
    snapshot: { ...snapshotOf(order, refundedMinor), asOf, placedAt, paidAt },
    events: [...events, ...refunds],
  };
}

/** The table's facts, and what only times tell: that a cancelled order was paid, and how far one came of which all was paid back. */
function factsOf({ status, order_detail }: OrderFields): readonly OrderEventKind[] {
  const facts = factsOfStatus(status);
  if (!facts.includes('cancelled')) return facts;
  const { pay_info, delivery_info, ext_info } = order_detail;
  const wasShipped = delivery_info?.ship_done_time !== undefined;
  if (status === ALL_REFUNDED && ext_info?.confirm_receipt_time !== undefined)
    return factsOfStatus('100').filter((kind) => kind !== 'shipping' || wasShipped);
  return pay_info?.pay_time === undefined && status !== ALL_REFUNDED ? facts : ['placed', 'paid', 'cancelled'];
}

const actors: Partial<Record<OrderEventKind, string>> = {
  placed: 'customer',
  paid: 'customer',
  accepted: 'system',
  shipping: 'merchant',
};

function eventOf(kind: OrderEventKind, occurredAt: Date, status: string): OrderEvent {
  const event = { kind, occurredAt, actor: actors[kind] ?? 'platform', implied: true };
  if (kind === 'accepted') return { ...event, detail: NO_ACCEPT };
  return kind === 'shipping' && status === SHIPPED_IN_PART ? { ...event, detail: { part: true } } : event;
}

/** Each application by its number; an order of which all was paid back without one that we know of says so itself. */
function refundsOf({ status }: OrderFields, aftersales: readonly AftersaleFields[], asOf: Date): OrderEvent[] {
  const told = aftersales.map((aftersale): OrderEvent => {
    const { after_sale_order_id: refundId, refund_info, type, reason_text, update_time } = aftersale;
    return {
      kind: factOfAftersale(aftersale.status),
      occurredAt: update_time ?? asOf,
      actor: 'platform',
      implied: true,
      // The application's own time: one whose parcel has come back asks the shop once more.
      dated: update_time !== undefined,
      detail: {
        refundId,
        amountMinor: refund_info?.amount ?? null,
        type: type ?? null,
        reason: reason_text ?? null,
        ...(hasFailed(aftersale.status) ? { failed: true } : {}),
      },
    };
  });
  if (told.length > 0 || status !== ALL_REFUNDED) return told;
  return [{ kind: 'refunded', occurredAt: asOf, actor: 'platform', implied: true }];
}

function amountOf(detail: EventDetail | undefined): number {
  return typeof detail?.amountMinor === 'number' ? detail.amountMinor : 0;
}

function snapshotOf(order: OrderFields, refundedMinor: number): Omit<OrderSnapshot, 'asOf' | 'placedAt' | 'paidAt'> {
  const amounts = amountsOf(order);
  const { product_infos, ext_info } = order.order_detail;
  return {
    dayNumber: null,
    deliveryMode: 'delivery',
    promisedAt: null,
    currency: 'CNY',
    totalMinor: sumMinor(amounts.map((part) => part.amountMinor)),
    merchantReceivesMinor: incomeOf(order, refundedMinor),
    amounts,
    lines: product_infos.map(lineOf),
    customer: customerOf(order),
    merchantRemark: ext_info?.merchant_notes ?? null,
  };
}

function customerOf({ order_detail: { delivery_info, ext_info } }: OrderFields): OrderSnapshot['customer'] {
  const to = delivery_info?.address_info;
  const parts = [to?.province_name, to?.city_name, to?.county_name, to?.detail_info];
  return {
    name: to?.user_name ?? null,
    phone: to?.tel_number ?? null,
    // 上海市上海市: province and city of the four great cities are the same words.
    address: parts.filter((part, index) => part !== undefined && part !== parts[index - 1]).join('') || null,
    remark: ext_info?.customer_notes ?? null,
  };
}
