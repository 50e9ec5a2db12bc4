import { shareOut } from '../amount-shares.ts';
import { yuanFromFen, yuanText } from '../amounts.ts';
import { beijingTime } from '../beijing-time.ts';
import type { VoucherShop } from './apps.ts';
import type { Voucher, VoucherOrder } from './vouchers.ts';

/** Who paid, or bore, a part of the order: 10 Meituan's payment, 15 taken off by Meituan, 17 by the shop. */
const PAID_WITH_MEITUAN = 10;
const OFF_BY_MEITUAN = 15;
const OFF_BY_SHOP = 17;

/** A voucher as it is before it is taken; `count` is how many of its order can be. */
export function preparedView(order: VoucherOrder, voucher: Voucher, count: number): Record<string, unknown> {
  return {
    count,
    ...dealView(order, voucher),
    receipt_end_date: order.endsAt === 0 ? '' : beijingTime(order.endsAt * 1_000),
  };
}

/** A voucher that was taken, under the number of that taking. */
export function takenView(order: VoucherOrder, voucher: Voucher, flowId: string): Record<string, unknown> {
  const place = order.vouchers.indexOf(voucher);
  const even = order.vouchers.map(() => 1);
  return {
    ...dealView(order, voucher),
    platform_amount: yuanFromFen(shareOut(order.byMeituanFen, even)[place] ?? 0),
    merchant_amount: yuanFromFen(shareOut(order.byShopFen, even)[place] ?? 0),
    flow_id: flowId,
  };
}

/** A taken voucher as it is looked up later. */
export function consumedView(order: VoucherOrder, voucher: Voucher): Record<string, unknown> {
  const { taking } = voucher;
  return {
    ...takenView(order, voucher, taking?.flowId ?? ''),
    requestid: taking?.requestId ?? '',
    consume_time: beijingTime((taking?.at ?? 0) * 1_000),
    open_shop_uuid: taking?.openShopUuid ?? '',
    app_shop_account: taking?.account ?? '',
    app_shop_accountname: taking?.accountName ?? '',
  };
}

export function shopView(shop: VoucherShop): Record<string, string> {
  return {
    open_shop_uuid: shop.openShopUuid,
    shopname: shop.name,
    branchname: '',
    shopaddress: shop.address,
    cityname: shop.city,
  };
}

/** `payment_detail` is that of the whole order, whichever voucher is asked for. */
function dealView(order: VoucherOrder, voucher: Voucher): Record<string, unknown> {
  return {
    order_id: BigInt(order.orderId),
    receipt_code: voucher.code,
    deal_id: order.dealId,
    dealgroup_id: order.dealgroupId,
    deal_title: order.dealTitle,
    deal_price: yuanFromFen(order.priceFen),
    deal_market_price: yuanFromFen(order.marketPriceFen),
    mobile: `${order.mobile.slice(0, 3)}****${order.mobile.slice(-4)}`,
    biz_type: order.bizType,
    payment_detail: paymentsOf(order),
  };
}

function paymentsOf(order: VoucherOrder): Record<string, string | number>[] {
  const reductionsFen = order.byMeituanFen + order.byShopFen;
  const paidFen = order.priceFen * order.vouchers.length - reductionsFen;
  const parts: [number, number][] = [
    [PAID_WITH_MEITUAN, paidFen],
    [OFF_BY_MEITUAN, order.byMeituanFen],
    [OFF_BY_SHOP, order.byShopFen],
  ];
  return parts
    .filter(([type, fen]) => fen > 0 || type === PAID_WITH_MEITUAN)
    .map(([type, fen]) => ({
      payment_detail_id: `${order.orderId}-${String(type)}`,
      amount: yuanText(fen),
      amount_type: type,
    }));
}
