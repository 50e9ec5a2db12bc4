import { MalformedError } from '../../domain/errors.ts';
import { minor, sumMinor, yuanToFen } from '../../domain/money.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import type { OrderAmount, OrderLineSnapshot, OrderSnapshot } from '../../domain/order.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { parseWire, readJson } from '../wire-format.ts';
import type { Encoding } from './form.ts';
import { courierNews, deliveryOfDetail } from './map-courier.ts';
import { AGREED_IS_REFUNDED, refundEvent, refundEvents } from './map-refund.ts';
import { actorOfCancel, deliveryModeOf, factsOfStatus, wordsOfCancel } from './map-status.ts';
import { type PushKind, readParams } from './receive.ts';
import { seconds } from './seconds.ts';
import {
  answer,
  cancelFields,
  logisticsFields,
  type OrderFields,
  orderFields,
  refundFields,
  refundRows,
} from './wire.ts';

/** What a push means when its console ticks leave out `status`. */
const statusOfKind: Partial<Record<string, string>> = {
  'order-placed': '1',
  'order-paid': '2',
  'order-confirmed': '4',
  'order-completed': '8',
  'order-cancelled': '9',
};

/** Wire -> domain. @throws MalformedError or UnknownValueError: the message is then parked with the reason. */
export function translate(message: StoredMessage): TranslatedMessage {
  if (message.source === 'pull') {
    const told =
      message.kind === 'refunds' ? readRefunds(message) : translateDetail(readDetail(message.payload.body), message);
    // What was asked for describes a state; what it tells is recorded only where it moves something.
    return { ...told, events: told.events.map((event) => ({ ...event, implied: true })) };
  }
  const { query, body, method, variant } = message.payload;
  const params = readParams(query, method === 'POST' ? body : '', (variant ?? 'double') as Encoding);
  return translateFields(message.kind as PushKind, params, seconds(params.timestamp) ?? message.receivedAt);
}

/** What is told under the names of A5, whichever gateway of Meituan told it. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws MalformedError or UnknownValueError */
export function translateFields(kind: PushKind, params: Fields, sentAt: Date): TranslatedMessage {
  switch (kind) {
    case 'order-placed':
    case 'order-paid':
    case 'order-confirmed':
    case 'order-completed':
      return translateOrder(parseWire(orderFields, params, kind), statusOfKind[kind] ?? '', sentAt);
    case 'order-cancelled': {
      const fields = parseWire(cancelFields, params, kind);
      const cancelled: OrderEvent = {
        kind: 'cancelled',
        occurredAt: seconds(fields.order_cancel_time) ?? sentAt,
        actor: actorOfCancel(fields.deal_op_type, fields.reason_code),
        detail: { reasonCode: fields.reason_code ?? null, reason: fields.reason ?? wordsOfCancel(fields.reason_code) },
      };
      // Some consoles send the whole order along; then it stands on its own even when the order was never seen.
      const whole =
        params.total === undefined ? null : translateOrder(parseWire(orderFields, params, kind), '9', sentAt);
      return { snapshot: whole?.snapshot ?? null, events: [...(whole?.events.slice(0, -1) ?? []), cancelled] };
    }
    case 'refund':
    case 'part-refund':
    case 'refund-result':
      return refundNews(refundEvent(kind, parseWire(refundFields, params, kind), sentAt));
    case 'logistics':
      return courierNews(parseWire(logisticsFields, params, kind), sentAt);
    case 'shop-status':
      throw new MalformedError('a shop status push concerns no order');
  }
}

/** Of an agreed refund the end may never be pushed: the next poll asks for it. */
function refundNews(event: OrderEvent): TranslatedMessage {
  return { snapshot: null, events: [event], ...(event.kind === 'refund_agreed' ? { asksForOrder: true } : {}) };
}

function readRefunds({ payload, receivedAt }: StoredMessage): TranslatedMessage {
  const { data } = parseWire(answer, readJson(payload.body), 'getOrderRefundDetail');
  const rows = parseWire(refundRows, data, 'getOrderRefundDetail');
  return { snapshot: null, events: refundEvents(rows, receivedAt, payload.variant === AGREED_IS_REFUNDED) };
}

/** A detail also tells how far the delivery is, and who brings it. */
export function translateDetail(
  fields: OrderFields,
  { receivedAt }: Pick<StoredMessage, 'receivedAt'>,
): TranslatedMessage {
  const { snapshot, events, ...told } = translateOrder(fields, '2', receivedAt, 'pull');
  const { events: onTheWay, ...courier } = deliveryOfDetail(fields, snapshot?.asOf ?? receivedAt);
  return { snapshot, events: [...events, ...onTheWay], ...told, ...courier };
}

function translateOrder(
  fields: OrderFields,
  defaultStatus: string,
  sentAt: Date,
  origin: StoredMessage['source'] = 'push',
): TranslatedMessage {
  const asOf = seconds(fields.utime) ?? sentAt;
  const placedAt = seconds(fields.ctime) ?? asOf;
  const kinds = factsOfStatus(fields.status ?? defaultStatus);
  const times: Partial<Record<OrderEvent['kind'], Date | null>> = {
    placed: placedAt,
    paid: seconds(fields.order_send_time) ?? placedAt,
    accepted: seconds(fields.order_confirm_time),
    completed: seconds(fields.order_completed_time),
    cancelled: seconds(fields.order_cancel_time),
  };
  const actors: Partial<Record<OrderEvent['kind'], string>> = {
    placed: 'customer',
    paid: 'customer',
    accepted: 'merchant',
  };
  const events = kinds.map((kind, index): OrderEvent => ({
    kind,
    occurredAt: times[kind] ?? asOf,
    actor: actors[kind] ?? 'platform',
    ...(index < kinds.length - 1 ? { implied: true } : {}),
  }));
  const paidAt = kinds.includes('paid') ? (times.paid ?? null) : null;
  // Some modules behind the push were down (A5): its amounts are not to be trusted. An order that nobody has described yet is then
  // asked for; the answer to that is the best there is and stands or falls by its own sum.
  const degraded = fields.incmp_code === '-1';
  const usable = !degraded || origin === 'pull';
  const snapshot = usable ? snapshotOf(fields, { asOf, placedAt, paidAt }) : null;
  return { snapshot, events, ...(degraded ? { asksForOrder: true } : {}) };
}

function snapshotOf(fields: OrderFields, times: Pick<OrderSnapshot, 'asOf' | 'placedAt' | 'paidAt'>): OrderSnapshot {
  const lines = (fields.detail ?? []).map(lineOf);
  const totalMinor = yuanToFen(fields.total);
  if (totalMinor < 0) throw new MalformedError('total is negative');
  return {
    ...times,
    dayNumber: fields.day_seq === undefined ? null : minor(fields.day_seq),
    deliveryMode: deliveryModeOf(fields),
    promisedAt: seconds(fields.delivery_time),
    currency: 'CNY',
    totalMinor,
    merchantReceivesMinor:
      fields.poi_receive_detail?.wmPoiReceiveCent === undefined
        ? null
        : minor(fields.poi_receive_detail.wmPoiReceiveCent),
    amounts: amountsOf(fields, lines, totalMinor),
    lines,
    customer: {
      name: fields.recipient_name ?? null,
      phone: fields.recipient_phone ?? null,
      // `typed@#geocoded`: the customer's own words are what a courier needs (A5).
      address: fields.recipient_address?.split('@#')[0] ?? null,
      remark: fields.caution ?? null,
    },
  };
}

function lineOf(wire: NonNullable<OrderFields['detail']>[number]): OrderLineSnapshot {
  const quantity = Number(wire.quantity);
  const unitPriceMinor = yuanToFen(wire.price);
  if (quantity === 0 || unitPriceMinor < 0)
    throw new MalformedError(`line ${wire.food_name.slice(0, 40)}: quantity or price is out of range`);
  return {
    name: wire.food_name,
    spec: [wire.spec, wire.food_property].filter(Boolean).join(' ') || null,
    skuCode: wire.sku_id ?? wire.app_food_code ?? null,
    quantity,
    unitPriceMinor,
    totalMinor: minor(unitPriceMinor * quantity),
  };
}

/**
 * The parts of the total. They must add up to it to the fen, or the message is parked.
 * Two things are not said for certain: whether `box_num` counts per line or per piece, and whether an item's own discount stands in
 * `price` or in `extras` as well. Each reading is tried; the one that adds up is the one that was meant.
 * @throws MalformedError when none does.
 */
function amountsOf(fields: OrderFields, lines: OrderLineSnapshot[], totalMinor: number): OrderAmount[] {
  const reductions = (fields.extras ?? [])
    .filter((extra) => extra.reduce_fee !== undefined)
    .map((extra): OrderAmount => ({
      kind: 'discount',
      label: extra.remark ?? '优惠',
      amountMinor: -yuanToFen(extra.reduce_fee ?? '0') || 0,
      borneBy: bearer(extra.mt_charge, extra.poi_charge),
    }));
  const delivery = yuanToFen(fields.shipping_fee ?? '0');
  const bag = minor(fields.package_bag_money ?? '0');
  const fixed = sumMinor([delivery, bag, ...reductions.map((part) => part.amountMinor)]);
  if (fields.detail === undefined) {
    // The console does not send lines: what remains of the total is goods.
    return parts(totalMinor - fixed, bag, delivery, reductions);
  }
  const paidGoods = sumMinor(lines.map((line) => line.totalMinor));
  const originalGoods = sumMinor(
    fields.detail.map((wire) => yuanToFen(wire.original_price ?? wire.price) * Number(wire.quantity)),
  );
  const boxes = [boxesOf(fields, false), boxesOf(fields, true)];
  for (const goods of [paidGoods, originalGoods]) {
    for (const box of boxes) {
      if (goods + box + fixed === totalMinor) return parts(goods, box + bag, delivery, reductions);
    }
  }
  throw new MalformedError(
    `amounts do not add up: total is ${totalMinor} fen, its parts are ${paidGoods + (boxes[0] ?? 0) + fixed} fen`,
  );
}

function boxesOf(fields: OrderFields, perPiece: boolean): number {
  return sumMinor(
    (fields.detail ?? []).map((wire) => {
      const count = Math.ceil(Number(wire.box_num ?? '0'));
      return yuanToFen(wire.box_price ?? '0') * count * (perPiece ? Number(wire.quantity) : 1);
    }),
  );
}

function parts(goods: number, packaging: number, delivery: number, reductions: OrderAmount[]): OrderAmount[] {
  const all: OrderAmount[] = [
    { kind: 'goods', label: '商品', amountMinor: goods, borneBy: null },
    { kind: 'packaging', label: '包装', amountMinor: packaging, borneBy: null },
    { kind: 'delivery', label: '配送', amountMinor: delivery, borneBy: null },
    ...reductions,
  ];
  return all.filter((part) => part.amountMinor !== 0 || part.kind === 'goods');
}

function bearer(platformYuan: string | undefined, merchantYuan: string | undefined): OrderAmount['borneBy'] {
  const platform = yuanToFen(platformYuan ?? '0') !== 0;
  const merchant = yuanToFen(merchantYuan ?? '0') !== 0;
  return platform && merchant ? 'shared' : platform ? 'platform' : merchant ? 'merchant' : null;
}

/** `data` is an object in one SDK and a list in another (A9 no. 5). */
function readDetail(body: string): OrderFields {
  const { data } = parseWire(answer, readJson(body), 'getOrderDetail');
  return parseWire(orderFields, Array.isArray(data) ? data[0] : data, 'getOrderDetail');
}
