import { yuanFromFen } from '../amounts.ts';
import { sumOrder, type MeituanOrder } from './orders.ts';

/** 5.8 % of what the shop earns; the true rates are a matter of each shop's contract. */
export const TECHNICAL_FEE_PER_MILLE = 58;
/** Taken for each order that Meituan delivers. */
const PERFORMANCE_FEE_FEN = 320;

export interface ReceiveSums {
  itemsFen: number;
  boxFen: number;
  totalFen: number;
  byMeituanFen: number;
  byShopFen: number;
  /** The commission on what the shop earns. */
  technicalFen: number;
  performanceFen: number;
  /** Delivery money that Meituan keeps because its riders deliver. */
  logisticsFen: number;
  receivableFen: number;
}

/** Receivable = paid by the customer + reductions borne by Meituan − platform fee − delivery money that Meituan keeps. */
export function receiveSums(order: MeituanOrder): ReceiveSums {
  const { itemsFen, boxFen, totalFen } = sumOrder(order);
  const byMeituanFen = order.reductions.reduce((sum, one) => sum + one.byMeituanFen, 0);
  const byShopFen = order.reductions.reduce((sum, one) => sum + one.byShopFen, 0);
  const delivered = deliveredByMeituan(order);
  const logisticsFen = delivered ? order.shippingFen : 0;
  const technicalFen = technicalFeeFen(Math.max(0, itemsFen + boxFen + order.bagFen - byShopFen));
  const performanceFen = delivered ? PERFORMANCE_FEE_FEN : 0;
  const receivableFen = totalFen + byMeituanFen - technicalFen - performanceFen - logisticsFen;
  return {
    itemsFen,
    boxFen,
    totalFen,
    byMeituanFen,
    byShopFen,
    technicalFen,
    performanceFen,
    logisticsFen,
    receivableFen,
  };
}

/** The commission on an amount, rounded to the nearest fen. */
export function technicalFeeFen(earnedFen: number): number {
  return Math.floor((earnedFen * TECHNICAL_FEE_PER_MILLE + 500) / 1_000);
}

/**
 * What the shop will receive, as the JSON text of `poi_receive_detail`: fen throughout, except the yuan inside
 * `reconciliationExtras`, which is JSON text once more.
 */
export function receiveDetail(order: MeituanOrder): string {
  const sums = receiveSums(order);
  const byMeituan = order.reductions.filter((one) => one.byMeituanFen > 0);
  const byShop = order.reductions.filter((one) => one.byShopFen > 0);
  return JSON.stringify({
    actOrderChargeByMt: [...byMeituan.map((one) => charge(one.remark, one.type, one.byMeituanFen)), {}],
    actOrderChargeByPoi: [...byShop.map((one) => charge(one.remark, one.type, one.byShopFen)), {}],
    foodShareFeeChargeByPoi: sums.technicalFen + sums.performanceFen,
    logisticsFee: sums.logisticsFen,
    onlinePayment: sums.totalFen,
    wmPoiReceiveCent: sums.receivableFen,
    reconciliationExtras: JSON.stringify({
      chargeMode: deliveredByMeituan(order) ? 2 : 1,
      technicalServiceFee: yuanFromFen(sums.technicalFen),
      performanceServiceFee: yuanFromFen(sums.performanceFen),
    }),
  });
}

function deliveredByMeituan(order: MeituanOrder): boolean {
  return order.logisticsCode !== '0000' && order.pickType === 0;
}

function charge(comment: string, feeTypeId: number, moneyCent: number): Record<string, string | number> {
  return { comment, feeTypeDesc: '活动款', feeTypeId, moneyCent };
}
