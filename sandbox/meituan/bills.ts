import { yuanFromFen } from '../amounts.ts';
import { startOfBeijingDay } from '../beijing-time.ts';
import type { MeituanOrder } from './orders.ts';
import { receiveSums, technicalFeeFen, TECHNICAL_FEE_PER_MILLE } from './receive-detail.ts';
import type { Refund } from './refunds.ts';

/** One line of the daily bill. Amounts are yuan, moments Unix seconds; the misspelt day is the platform's own. */
export type BillRow = Record<string, unknown> & {
  bill_charge_type: number;
  daliy_bill_date: number;
  order_time: number;
};

/** 1 an order, 2 all of it paid back, 3 a part of it. */
const CHARGE_TYPES = { order: 1, full: 2, part: 3 } as const;
const CHARGE_NAMES = { order: '外卖订单', full: '全额退款', part: '部分退款' } as const;

interface Amounts {
  settleFen: number;
  foodFen: number;
  boxFen: number;
  bagFen: number;
  byShopFen: number;
  byMeituanFen: number;
  technicalFen: number;
  performanceFen: number;
  shippingFen: number;
  paidFen: number;
}

/** The rows of an order: none before it is completed, then its own and one for each refund that was paid. */
export function billRows(order: MeituanOrder): BillRow[] {
  const completed = order.times.completed;
  if (completed === undefined || order.bill?.missing) return [];
  const whole = amountsOf(order);
  const refunds = order.refunds.filter((refund) => [3, 13].includes(refund.refundStatus));
  return [
    row(order, 'order', completed, whole),
    ...refunds.map((refund) => {
      const amounts = refund.kind === 'full' ? fullBack(whole, refund) : partBack(refund);
      return row(order, refund.kind, Math.max(completed, refund.updatedAt), amounts, refund);
    }),
  ];
}

function amountsOf(order: MeituanOrder): Amounts {
  const sums = receiveSums(order);
  const technicalFen = sums.technicalFen + (order.bill?.feeMoreFen ?? 0);
  return {
    settleFen: sums.receivableFen - (order.bill?.feeMoreFen ?? 0),
    foodFen: sums.itemsFen,
    boxFen: sums.boxFen,
    bagFen: order.bagFen,
    byShopFen: sums.byShopFen,
    byMeituanFen: sums.byMeituanFen,
    technicalFen,
    performanceFen: sums.performanceFen,
    shippingFen: order.shippingFen,
    paidFen: sums.totalFen,
  };
}

/** All of it back is the order's own row with the other sign, unless parts of it went back before. */
function fullBack(whole: Amounts, refund: Refund): Amounts {
  if (refund.moneyFen !== whole.paidFen) return partBack(refund);
  const turned = { ...whole };
  for (const name of Object.keys(whole) as (keyof Amounts)[]) turned[name] = 0 - whole[name];
  return turned;
}

/** A part back costs the shop its money, less the commission on it, which is returned. */
function partBack(refund: Refund): Amounts {
  const boxFen = refund.items.reduce((sum, item) => sum + item.boxPriceFen * item.count, 0);
  const technicalFen = technicalFeeFen(refund.moneyFen);
  return {
    settleFen: technicalFen - refund.moneyFen,
    foodFen: boxFen - refund.moneyFen,
    boxFen: 0 - boxFen,
    bagFen: 0,
    byShopFen: 0,
    byMeituanFen: 0,
    technicalFen: 0 - technicalFen,
    performanceFen: 0,
    shippingFen: 0,
    paidFen: 0 - refund.moneyFen,
  };
}

function row(
  order: MeituanOrder,
  kind: keyof typeof CHARGE_TYPES,
  moment: number,
  amounts: Amounts,
  refund?: Refund,
): BillRow {
  return {
    wm_order_view_id: BigInt(order.orderId),
    bill_charge_type: CHARGE_TYPES[kind],
    charge_fee_desc: CHARGE_NAMES[kind],
    user_pay_type: 2,
    wm_poi_order_push_day_seq: order.daySeq,
    order_time: order.times.created ?? 0,
    finish_time: order.times.completed ?? 0,
    refund_time: refund?.updatedAt ?? 0,
    order_state: order.status,
    shipping_type: Number(order.logisticsCode),
    shipping_status: order.logistics?.status ?? 0,
    account_state: 0,
    daliy_bill_date: startOfBeijingDay(moment * 1_000) / 1_000,
    settle_bill_desc: '',
    settle_amount: yuanFromFen(amounts.settleFen),
    settle_milli: amounts.settleFen * 10,
    total_food_amount: yuanFromFen(amounts.foodFen),
    box_amount: yuanFromFen(amounts.boxFen),
    activity_poi_amount: yuanFromFen(amounts.byShopFen),
    activity_meituan_amount: yuanFromFen(amounts.byMeituanFen),
    activity_agent_amount: 0,
    platform_charge_fee: yuanFromFen(amounts.technicalFen),
    performance_service_fee: yuanFromFen(amounts.performanceFen),
    user_pay_shipping_amount: yuanFromFen(amounts.shippingFen),
    user_online_pay_amount: yuanFromFen(amounts.paidFen),
    user_offline_pay_amount: 0,
    rate: TECHNICAL_FEE_PER_MILLE / 10,
    bottom: '0',
    refund_id: BigInt(refund?.refundId ?? 0),
    discount: 0,
    settle_setting_id: '',
    wm_donation_amount: 0,
    wm_doggy_bag_amount: yuanFromFen(amounts.bagFen),
    deal_tip: '',
    product_preferences: '',
    not_product_preferences: '',
  };
}
