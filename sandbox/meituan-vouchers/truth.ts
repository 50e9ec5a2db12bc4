import type { Found, VoucherOrder } from './vouchers.ts';

/** What the platform itself knows about an order of vouchers; amounts in fen. */
export function orderTruth(order: VoucherOrder): Record<string, unknown> {
  return {
    orderId: order.orderId,
    appKey: order.appKey,
    bid: order.bid,
    onlyShop: order.onlyShop,
    dealTitle: order.dealTitle,
    bizType: order.bizType,
    priceFen: order.priceFen,
    paidFen: order.priceFen * order.vouchers.length - order.byMeituanFen - order.byShopFen,
    byMeituanFen: order.byMeituanFen,
    byShopFen: order.byShopFen,
    soldAt: order.soldAt,
    endsAt: order.endsAt,
    vouchers: order.vouchers.map(({ code, state }) => ({ code, state })),
  };
}

/** What it knows about one voucher: `taking` is the newest, also after it was taken back. */
export function voucherTruth({ order, voucher }: Found): Record<string, unknown> {
  const { code, state, taking, story } = voucher;
  return { code, state, taking: taking ?? null, story, order: orderTruth(order) };
}
