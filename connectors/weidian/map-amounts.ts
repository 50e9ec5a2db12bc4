import { MalformedError } from '../../domain/errors.ts';
import { minor, sumMinor, yuanToFen } from '../../domain/money.ts';
import type { OrderAmount, OrderLineSnapshot } from '../../domain/order.ts';
import type { ItemFields, OrderFields } from './wire.ts';

/**
 * The parts of what the customer pays. Weidian's sum (protocol notes 3) is total = price (goods after discounts) + freight; what lies between
 * the lines and `price` are discounts, by their names where those make up the difference, or a price changed by hand.
 * @throws MalformedError when the sum does not hold to the fen.
 */
export function amountsOf(order: OrderFields): OrderAmount[] {
  const total = notNegative('total', order.total);
  const price = notNegative('price', order.price);
  const delivery = notNegative('express_fee', order.express_fee_num ?? order.express_fee ?? '0');
  if (total !== price + delivery)
    throw new MalformedError(
      `amounts do not add up: total is ${String(total)} fen, its parts are ${String(price + delivery)} fen`,
    );
  const goods = sumMinor(order.items.map((item) => lineOf(item).totalMinor));
  const all = [
    part('goods', '商品', goods),
    part('delivery', '运费', delivery),
    ...changesOf(order, minor(price - goods)),
  ];
  return all.filter(({ kind, amountMinor }) => kind === 'goods' || amountMinor !== 0);
}

export function lineOf(item: ItemFields): OrderLineSnapshot {
  const quantity = Number(item.quantity);
  const unitPriceMinor = notNegative('items.price', item.price);
  return {
    name: item.item_name,
    spec: item.sku_title ?? null,
    skuCode: item.sku_merchant_code ?? item.merchant_code ?? null,
    quantity,
    unitPriceMinor,
    totalMinor: minor(unitPriceMinor * quantity),
  };
}

/**
 * What the platform says that the merchant receives; else, where it tells of commission, what remains after it and after money that went back
 * (protocol notes 4); null where it tells neither.
 */
export function incomeOf(order: OrderFields, refundedMinor: number): number | null {
  const told = order.last_income ?? order.real_income_price;
  if (told !== undefined) return yuanToFen(told);
  if (order.total_fee === undefined && order.fx_fee_value === undefined) return null;
  const fees = [order.total_fee, order.fx_fee_value].map((fee) => yuanToFen(fee ?? '0'));
  return sumMinor([yuanToFen(order.total), -refundedMinor, ...fees]);
}

function changesOf({ discount_list: list = [] }: OrderFields, changed: number): OrderAmount[] {
  if (changed >= 0) return [part('other', '改价', changed)];
  // Whether a discount is written with its minus sign is not said.
  const named = list.map(({ discount_info, discount_price }) =>
    part('discount', discount_info ?? '优惠', -Math.abs(yuanToFen(discount_price ?? '0'))),
  );
  const explains = sumMinor(named.map(({ amountMinor }) => amountMinor)) === changed;
  return explains ? named : [part('discount', '优惠', changed)];
}

function part(kind: OrderAmount['kind'], label: string, amountMinor: number): OrderAmount {
  return { kind, label, amountMinor: amountMinor === 0 ? 0 : amountMinor, borneBy: null };
}

function notNegative(field: string, yuan: string): number {
  const fen = yuanToFen(yuan);
  if (fen < 0) throw new MalformedError(`${field} is negative`);
  return fen;
}
