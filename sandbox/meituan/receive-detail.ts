import { yuanFromFen } from '../amounts.ts';
import { sumOrder, type MeituanOrder } from './orders.ts';

/** 5.8 % of what the shop earns; the true rates are a matter of each shop's contract. */
const TECHNICAL_FEE_PER_MILLE = 58;
/** Taken for each order that Meituan delivers. */
const PERFORMANCE_FEE_FEN = 320;

/**
 * What the shop will receive, as the JSON text of `poi_receive_detail`: fen throughout, except the yuan inside
 * `reconciliationExtras`, which is JSON text once more. Receivable = paid by the customer + reductions borne by Meituan
 * − platform fee − delivery money kept by Meituan when its own riders deliver.
 */
export function receiveDetail(order: MeituanOrder): string {
  const sums = sumOrder(order);
  const byMeituan = order.reductions.filter((one) => one.byMeituanFen > 0);
  const byShop = order.reductions.filter((one) => one.byShopFen > 0);
  const byMeituanFen = byMeituan.reduce((sum, one) => sum + one.byMeituanFen, 0);
  const byShopFen = byShop.reduce((sum, one) => sum + one.byShopFen, 0);
  const delivered = order.logisticsCode !== '0000' && order.pickType === 0;
  const logisticsFen = delivered ? order.shippingFen : 0;
  const earnedFen = Math.max(0, sums.itemsFen + sums.boxFen + order.bagFen - byShopFen);
  const technicalFen = Math.floor((earnedFen * TECHNICAL_FEE_PER_MILLE + 500) / 1_000);
  const performanceFen = delivered ? PERFORMANCE_FEE_FEN : 0;
  return JSON.stringify({
    actOrderChargeByMt: [...byMeituan.map((one) => charge(one.remark, one.type, one.byMeituanFen)), {}],
    actOrderChargeByPoi: [...byShop.map((one) => charge(one.remark, one.type, one.byShopFen)), {}],
    foodShareFeeChargeByPoi: technicalFen + performanceFen,
    logisticsFee: logisticsFen,
    onlinePayment: sums.totalFen,
    wmPoiReceiveCent: sums.totalFen + byMeituanFen - technicalFen - performanceFen - logisticsFen,
    reconciliationExtras: JSON.stringify({
      chargeMode: delivered ? 2 : 1,
      technicalServiceFee: yuanFromFen(technicalFen),
      performanceServiceFee: yuanFromFen(performanceFen),
    }),
  });
}

function charge(comment: string, feeTypeId: number, moneyCent: number): Record<string, string | number> {
  return { comment, feeTypeDesc: '活动款', feeTypeId, moneyCent };
}
