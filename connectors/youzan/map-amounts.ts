import { MalformedError } from '../../domain/errors.ts';
import { minor, sumMinor, yuanToFen } from '../../domain/money.ts';
import type { OrderAmount, OrderLineSnapshot } from '../../domain/order.ts';
import { readJson, text as words } from '../wire-format.ts';
import { isRecord, type LineFields, type OrderDescription } from './wire.ts';

/**
 * The parts of what the customer pays. Checked against both sums that Youzan promises (protocol notes 4): the lines' payments, and
 * total_fee − item_discount_fee − order_discount_fee + adjust_fee + post_fee. Where none of the three is sent, they are what remains.
 * @throws MalformedError when a sum does not hold to the fen.
 */
export function amountsOf({ full_order_info: order, order_promotion: promotion }: OrderDescription): OrderAmount[] {
  const { pay_info: pay } = order;
  const payment = notNegative('payment', pay.payment);
  const goods = notNegative('total_fee', pay.total_fee);
  const delivery = notNegative('post_fee', pay.post_fee ?? '0');
  checkLines(order.orders, payment, delivery);
  const remains = minor(payment - goods - delivery);
  const itemDiscount = pay.item_discount_fee ?? promotion?.item_discount_fee;
  const orderDiscount = pay.order_discount_fee ?? promotion?.order_discount_fee;
  const adjust = pay.adjust_fee ?? promotion?.adjust_fee;
  const told = [itemDiscount, orderDiscount, adjust].some((fee) => fee !== undefined);
  const changes = told
    ? [
        part('discount', '商品优惠', -notNegative('item_discount_fee', itemDiscount ?? '0')),
        part('discount', '订单优惠', -notNegative('order_discount_fee', orderDiscount ?? '0')),
        part('other', '改价', yuanToFen(adjust ?? '0')),
      ]
    : [remains < 0 ? part('discount', '优惠', remains) : part('other', '改价', remains)];
  const changed = sumMinor(changes.map(({ amountMinor }) => amountMinor));
  if (changed !== remains)
    throw new MalformedError(
      `amounts do not add up: payment is ${payment} fen, its parts are ${goods + delivery + changed} fen`,
    );
  const all = [part('goods', '商品', goods), part('delivery', '配送', delivery), ...changes];
  return all.filter(({ kind, amountMinor }) => kind === 'goods' || amountMinor !== 0);
}

export function lineOf(wire: LineFields): OrderLineSnapshot {
  const quantity = Number(wire.num);
  const unitPriceMinor = notNegative('price', wire.price);
  const spec = [...wordsOf(wire.sku_properties_name), ...wordsOf(wire.buyer_messages)];
  return {
    name: wire.title,
    spec: words.parse(spec.join(' ')) || null,
    skuCode: wire.outer_sku_id ?? wire.sku_no ?? wire.outer_item_id ?? wire.item_no ?? null,
    quantity,
    unitPriceMinor,
    totalMinor: minor(unitPriceMinor * quantity),
  };
}

/** Σ payment of lines = payment. Whether postage is shared out among the lines is not said; both readings are tried. */
function checkLines(lines: readonly LineFields[], payment: number, delivery: number): void {
  const paid = sumMinor(lines.map((line) => notNegative('orders.payment', line.payment)));
  if (paid !== payment && paid !== payment - delivery)
    throw new MalformedError(`amounts do not add up: payment is ${payment} fen, its lines are ${paid} fen`);
}

/** `[{"k":"规格","v":"6寸"}]` or `{"蜡烛":"5 支"}` in JSON text; words that are neither are kept as they are. */
function wordsOf(text: string | undefined): string[] {
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = readJson(text);
  } catch (error) {
    if (error instanceof MalformedError) return [text];
    throw error;
  }
  if (Array.isArray(value)) return value.flatMap((each) => (isRecord(each) && isWord(each.v) ? [each.v] : []));
  if (isRecord(value)) return Object.entries(value).flatMap(([k, v]) => (isWord(v) ? [`${k}：${v}`] : []));
  return [text];
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function part(kind: OrderAmount['kind'], label: string, amountMinor: number): OrderAmount {
  return { kind, label, amountMinor: amountMinor === 0 ? 0 : amountMinor, borneBy: null };
}

function notNegative(field: string, yuan: string): number {
  const fen = yuanToFen(yuan);
  if (fen < 0) throw new MalformedError(`${field} is negative`);
  return fen;
}
