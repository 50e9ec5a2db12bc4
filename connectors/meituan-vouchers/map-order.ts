import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import { yuanToFen } from '../../domain/money.ts';
import type { OrderEvent, OrderEventKind } from '../../domain/order-event.ts';
import type { OrderAmount } from '../../domain/order.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { takenNews, undoneNews } from '../vouchers.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { takenRow, type TakenRow } from './wire.ts';

/** A taken voucher -> an order (docs/decisions/0046). @throws MalformedError or UnknownValueError: the message is then parked with the reason. */
export function translate({ kind, payload }: StoredMessage): TranslatedMessage {
  const told = readJson(payload.body);
  if (kind === 'undone') {
    const { at, by, reason } = parseWire(undoneNews, told, kind);
    return { snapshot: null, events: [{ kind: 'undone', occurredAt: new Date(at), actor: by, detail: { reason } }] };
  }
  if (kind !== 'taken') throw new UnknownValueError('kind', kind);
  const { at, by, row } = parseWire(takenNews, told, kind);
  return translateTaken(new Date(at), by, parseWire(takenRow, readJson(row), 'row'));
}

/** When the customer bought is not told: the order is of the moment at which the shop took the voucher. */
function translateTaken(at: Date, by: string, row: TakenRow): TranslatedMessage {
  const event = (kind: OrderEventKind, actor: string): OrderEvent => ({ kind, occurredAt: at, actor });
  const { priceMinor, paidMinor, amounts } = amountsOf(row);
  return {
    snapshot: {
      asOf: at,
      placedAt: at,
      paidAt: at,
      dayNumber: null,
      deliveryMode: 'pickup',
      promisedAt: null,
      currency: 'CNY',
      totalMinor: paidMinor,
      merchantReceivesMinor: null,
      amounts,
      lines: [
        {
          name: row.deal_title,
          spec: null,
          skuCode: row.deal_id ?? null,
          quantity: 1,
          unitPriceMinor: priceMinor,
          totalMinor: priceMinor,
        },
      ],
      customer: { name: null, phone: row.mobile ?? null, address: null, remark: null },
    },
    events: [event('placed', 'customer'), event('paid', 'customer'), event('accepted', by), event('completed', by)],
  };
}

/**
 * What one voucher cost. `payment_detail` is that of the whole purchase and says nothing of one voucher, so the price is reduced by
 * this voucher's own shares. @throws MalformedError for reductions that are more than the price
 */
export function amountsOf(row: TakenRow): { priceMinor: number; paidMinor: number; amounts: OrderAmount[] } {
  const priceMinor = yuanToFen(row.deal_price);
  const offMinor = yuanToFen(row.platform_amount ?? '0');
  const ownOffMinor = yuanToFen(row.merchant_amount ?? '0');
  const paidMinor = priceMinor - offMinor - ownOffMinor;
  if (paidMinor < 0) throw new MalformedError('the reductions are more than the voucher costs');
  const all: OrderAmount[] = [
    { kind: 'goods', label: '团购券', amountMinor: priceMinor, borneBy: null },
    { kind: 'discount', label: '平台优惠', amountMinor: 0 - offMinor, borneBy: 'platform' },
    { kind: 'discount', label: '商家优惠', amountMinor: 0 - ownOffMinor, borneBy: 'merchant' },
  ];
  return {
    priceMinor,
    paidMinor,
    amounts: all.filter(({ kind, amountMinor }) => kind === 'goods' || amountMinor !== 0),
  };
}
