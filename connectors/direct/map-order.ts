import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import { minor, sumMinor } from '../../domain/money.ts';
import type { OrderEvent, OrderEventKind } from '../../domain/order-event.ts';
import type { OrderAmount } from '../../domain/order.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { parseWire } from '../wire-format.ts';
import { toldNews, type TypedOrder, typedOrder } from '../typed-order.ts';

/** What staff typed -> domain. @throws MalformedError or UnknownValueError: the message is then parked with the reason. */
export function translate({ kind, payload }: StoredMessage): TranslatedMessage {
  const told = json(payload.body);
  if (kind === 'typed') return translateOrder(parseWire(typedOrder, told, kind));
  if (kind !== 'told') throw new UnknownValueError('kind', kind);
  const { at, by, what } = parseWire(toldNews, told, kind);
  return { snapshot: null, events: [{ kind: what, occurredAt: new Date(at), actor: by }] };
}

/** The shop has taken the order by typing it, so it is accepted. */
function translateOrder(order: TypedOrder): TranslatedMessage {
  const at = new Date(order.at);
  const event = (kind: OrderEventKind, actor: string): OrderEvent => ({ kind, occurredAt: at, actor });
  const amounts = amountsOf(order);
  return {
    snapshot: {
      asOf: at,
      placedAt: at,
      paidAt: order.paid ? at : null,
      dayNumber: null,
      deliveryMode: order.deliveryMode,
      promisedAt: order.promisedAt === null ? null : new Date(order.promisedAt),
      currency: 'CNY',
      totalMinor: sumMinor(amounts.map(({ amountMinor }) => amountMinor)),
      merchantReceivesMinor: null,
      amounts,
      lines: order.lines.map((line) => ({
        ...line,
        unitPriceMinor: minor(line.unitPriceMinor),
        totalMinor: minor(line.unitPriceMinor * line.quantity),
      })),
      customer: { ...order.customer, remark: order.remark },
    },
    events: [
      event('placed', 'customer'),
      ...(order.paid ? [event('paid', 'customer')] : []),
      event('accepted', order.by),
    ],
  };
}

/** @throws MalformedError for a discount that is more than all else. */
function amountsOf({ lines, deliveryMinor, discountMinor }: TypedOrder): OrderAmount[] {
  const goods = sumMinor(lines.map(({ quantity, unitPriceMinor }) => minor(quantity * unitPriceMinor)));
  if (discountMinor > goods + deliveryMinor) throw new MalformedError('the discount is more than the order');
  const all: OrderAmount[] = [
    { kind: 'goods', label: '商品', amountMinor: goods, borneBy: null },
    { kind: 'delivery', label: '配送', amountMinor: deliveryMinor, borneBy: null },
    { kind: 'discount', label: '优惠', amountMinor: 0 - discountMinor, borneBy: 'merchant' },
  ];
  return all.filter(({ kind, amountMinor }) => kind === 'goods' || amountMinor !== 0);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new MalformedError('not JSON');
  }
}
