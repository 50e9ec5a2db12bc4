import { MalformedError } from '../../domain/errors.ts';
import { minor, sumMinor } from '../../domain/money.ts';
import type { OrderAmount, OrderLineSnapshot } from '../../domain/order.ts';
import type { OrderFields, ProductFields } from './wire.ts';

/**
 * The parts of what the customer pays (protocol notes 4, all in fen): goods and freight, less what was taken off. **?** The sum is not
 * documented; the fields' names say it, and an order that does not hold to it waits for a person.
 * @throws MalformedError when the sum does not hold to the fen.
 */
export function amountsOf({ order_detail }: OrderFields): OrderAmount[] {
  const { product_infos, price_info: price } = order_detail;
  const goods = sumMinor(product_infos.map((product) => lineOf(product).totalMinor));
  if (goods !== price.product_price)
    throw new MalformedError(
      `amounts do not add up: product_price is ${String(price.product_price)} fen, the lines are ${String(goods)} fen`,
    );
  const amounts = [
    part('goods', '商品', goods),
    part('delivery', '运费', price.freight ?? 0),
    part('discount', '优惠', -(price.discounted_price ?? 0)),
    part('discount', '抵扣', -(price.deduction_price ?? 0)),
    part('discount', '改价', -(price.change_down_price ?? 0)),
  ].filter(({ kind, amountMinor }) => kind === 'goods' || amountMinor !== 0);
  const sum = sumMinor(amounts.map(({ amountMinor }) => amountMinor));
  if (sum !== price.order_price)
    throw new MalformedError(
      `amounts do not add up: order_price is ${String(price.order_price)} fen, its parts are ${String(sum)} fen`,
    );
  return amounts;
}

export function lineOf(product: ProductFields): OrderLineSnapshot {
  const unitPriceMinor = minor(product.sale_price);
  return {
    name: product.title,
    spec: product.sku_attrs.flatMap(({ attr_value: value }) => (value === undefined ? [] : [value])).join('，') || null,
    skuCode: product.sku_code ?? product.out_sku_id ?? null,
    quantity: product.sku_cnt,
    unitPriceMinor,
    totalMinor: minor(unitPriceMinor * product.sku_cnt),
  };
}

/** What the merchant receives, less WeChat's commission (before settling the expected one) and what went back; null where it is not told. */
export function incomeOf({ order_detail }: OrderFields, refundedMinor: number): number | null {
  const { price_info: price, settle_info: settled } = order_detail;
  if (price.merchant_receieve_price === undefined) return null;
  const commission = settled?.commission_fee ?? settled?.predict_commission_fee ?? 0;
  return sumMinor([price.merchant_receieve_price, -commission, -refundedMinor]);
}

function part(kind: OrderAmount['kind'], label: string, amountMinor: number): OrderAmount {
  return { kind, label, amountMinor: amountMinor === 0 ? 0 : amountMinor, borneBy: null };
}
