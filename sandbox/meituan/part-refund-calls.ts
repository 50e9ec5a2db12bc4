import { z } from 'zod';
import { yuanFromFen } from '../amounts.ts';
import { changed, orderFor, required, type Call, type Params } from './call-params.ts';
import { MeituanError } from './errors.ts';
import type { MeituanOrder, OrderItem } from './orders.ts';
import type { RefundItem } from './refunds.ts';
import { refundableFen } from './world.ts';

const foodSchema = z.array(
  z.looseObject({
    app_food_code: z.string().default(''),
    sku_id: z.string().default(''),
    /** Of the line; this platform keeps none, so the codes decide. */
    item_id: z.string().optional(),
    count: z.number().int().min(1),
  }),
);

/** What a merchant pays back of its own accord. */
export const partRefundCalls: Readonly<Record<string, Call>> = {
  'order/getPartRefundFoods': (world, app, params) => {
    const order = orderFor(world, app, params);
    return order.items.map((item) => foodRow(order, item)).filter(({ count }) => count > 0);
  },
  'order/applyPartRefund': (world, app, params) => {
    const order = orderFor(world, app, params);
    const reason = required(params, 'reason');
    if (![4, 6, 8].includes(order.status)) throw changed(`status=${String(order.status)}`);
    if (order.refunds.some(({ state }) => state === 'waiting' || state === 'appealed'))
      throw changed('存在处理中的退款');
    const items = foodsOf(params).map((food) => refundItem(order, food));
    const moneyFen = items.reduce((sum, item) => sum + item.count * (item.priceFen + item.boxPriceFen), 0);
    if (moneyFen <= 0 || moneyFen > refundableFen(order)) throw changed('退款金额超过可退金额');
    world.refundByMerchant(app, order, { reason, moneyFen, items });
    return 'ok';
  },
};

function foodsOf(params: Params): z.infer<typeof foodSchema> {
  const text = required(params, 'food_data');
  try {
    const foods = foodSchema.parse(JSON.parse(text));
    const named = new Set(foods.map(({ app_food_code, sku_id }) => `${app_food_code} ${sku_id}`));
    if (foods.length > 0 && named.size === foods.length) return foods;
  } catch {
    // Told below, like an empty list and a dish that is named twice.
  }
  throw new MeituanError('malformedParameter', '参数格式错误: food_data');
}

function refundItem(order: MeituanOrder, food: z.infer<typeof foodSchema>[number]): RefundItem {
  const known = order.items.filter(({ appFoodCode }) => appFoodCode === food.app_food_code);
  if (known.length === 0) throw new MeituanError('unknownDish', '菜品不存在');
  // A dish of one specification may be named without it.
  const item = known.find(({ skuId }) => skuId === food.sku_id || (food.sku_id === '' && known.length === 1));
  if (!item) throw new MeituanError('unknownSku', 'sku不存在');
  if (food.count > leftOf(order, item)) throw changed('退款数量超过可退数量');
  const { appFoodCode, skuId, name, priceFen, boxPriceFen } = item;
  return { appFoodCode, skuId, name, priceFen, boxPriceFen, count: food.count };
}

/** How many of a line no refund has taken, given or asked for. */
function leftOf(order: MeituanOrder, item: OrderItem): number {
  const gone = order.refunds
    .filter(({ state }) => state !== 'closed' && state !== 'rejected')
    .flatMap(({ items }) => items)
    .filter(({ appFoodCode, skuId }) => appFoodCode === item.appFoodCode && skuId === item.skuId);
  return gone.reduce((left, { count }) => left - count, item.quantity);
}

function foodRow(order: MeituanOrder, item: OrderItem) {
  const count = leftOf(order, item);
  return {
    app_food_code: item.appFoodCode,
    sku_id: item.skuId,
    food_name: item.name,
    spec: item.spec,
    count,
    food_price: yuanFromFen(item.priceFen),
    origin_food_price: yuanFromFen(item.priceFen),
    refund_price: yuanFromFen(item.priceFen),
    box_num: item.boxPriceFen > 0 ? count : 0,
    box_price: yuanFromFen(item.boxPriceFen),
  };
}
