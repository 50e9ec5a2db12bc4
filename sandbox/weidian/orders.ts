import { shareOut } from '../amount-shares.ts';
import { WeidianError } from './errors.ts';
import { isOpen, refundedFen, refundStatusOri, type RefundItem, type WeidianRefund } from './refunds.ts';

/** `status_ori`, the number behind all words: 10 unpaid, 21 part paid, 20 paid, 31 part shipped, 30 shipped, 40 confirmed, 50 finished, 60 closed. */
export type StatusOri = 10 | 21 | 20 | 31 | 30 | 40 | 50 | 60;

export interface OrderLine {
  subOrderId: number;
  itemId: string;
  /** `0` for goods of one kind. */
  skuId: string;
  name: string;
  skuTitle: string;
  quantity: number;
  priceFen: number;
  merchantCode: string;
  skuMerchantCode: string | null;
}

export interface Parcel {
  deliverId: string;
  parts: { subOrderId: number; count: number }[];
  /** The courier's number; `0` and `999` when there is none. */
  expressType: string;
  express: string;
  expressNo: string;
  at: number;
}

export interface Buyer {
  name: string;
  phone: string;
  province: string;
  city: string;
  region: string;
  selfAddress: string;
}

/** All moments are Unix milliseconds. */
export interface WeidianOrder {
  orderId: string;
  shopId: string;
  statusOri: StatusOri;
  /** 1 cash on delivery, 2 direct, 3 escrow. */
  orderType: 1 | 2 | 3;
  lines: OrderLine[];
  expressFen: number;
  discountFen: number;
  /** What the merchant changed the price of all goods by; less than zero makes them cheaper. */
  changeFen: number;
  commissionFen: number;
  distributorFen: number;
  buyerId: string;
  buyer: Buyer;
  note: string;
  sellerNote: string;
  /** Group buys wait until they are full. */
  group: 'none' | 'waiting' | 'full';
  complaint: boolean;
  closeReason: string;
  createdAt: number;
  updatedAt: number;
  paidAt?: number;
  sentAt?: number;
  confirmExpiresAt?: number;
  parcels: Parcel[];
  refunds: WeidianRefund[];
}

export interface OrderSums {
  /** Before discounts. */
  linesFen: number;
  /** Goods after discounts. */
  goodsFen: number;
  /** All in. */
  totalFen: number;
  /** What was paid for the goods of each line, in the order of the lines; they add up to `goodsFen`. */
  paidFen: number[];
}

export function sumOrder(order: Pick<WeidianOrder, 'lines' | 'expressFen' | 'discountFen' | 'changeFen'>): OrderSums {
  const weights = order.lines.map((line) => line.priceFen * line.quantity);
  const linesFen = weights.reduce((sum, weight) => sum + weight, 0);
  const goodsFen = linesFen - order.discountFen + order.changeFen;
  return { linesFen, goodsFen, totalFen: goodsFen + order.expressFen, paidFen: shareOut(goodsFen, weights) };
}

/** What of each line can still be given back, its goods and, with the first one, the freight of the order. */
export function refundableItems(order: WeidianOrder): RefundItem[] {
  const { paidFen } = sumOrder(order);
  const expressFen = order.expressFen - refundedFen(order.refunds).expressFen;
  return order.lines.map(({ subOrderId }, index) => ({
    subOrderId,
    itemFen: (paidFen[index] ?? 0) - refundedFen(order.refunds, subOrderId).itemFen,
    expressFen: index === 0 ? expressFen : 0,
  }));
}

/** Whether all goods were given back; the freight may be kept. */
export function isPaidBack(order: WeidianOrder): boolean {
  const { itemFen, expressFen } = refundedFen(order.refunds);
  const { goodsFen, totalFen } = sumOrder(order);
  return goodsFen > 0 ? itemFen >= goodsFen : itemFen + expressFen >= totalFen;
}

/** How many pieces of each line are still to be shipped; none of a line that was paid back in full. */
export function openPieces(order: WeidianOrder): Map<number, number> {
  const { paidFen } = sumOrder(order);
  return new Map(
    order.lines.map(({ subOrderId, quantity }, index) => {
      const backFen = refundedFen(order.refunds, subOrderId).itemFen;
      const gone = backFen > 0 && backFen >= (paidFen[index] ?? 0);
      return [subOrderId, gone ? 0 : quantity - shippedPieces(order, subOrderId)];
    }),
  );
}

/** Everything that is left to be shipped, or 90007. */
export function openParts(order: WeidianOrder): Parcel['parts'] {
  const parts = [...openPieces(order)].map(([subOrderId, count]) => ({ subOrderId, count }));
  const open = parts.filter(({ count }) => count > 0);
  if (open.length === 0) throw new WeidianError('wrongState', '没有可发货的商品');
  return open;
}

export function shippedPieces(order: WeidianOrder, subOrderId: number): number {
  return order.parcels
    .flatMap((parcel) => parcel.parts)
    .filter((part) => part.subOrderId === subOrderId)
    .reduce((sum, part) => sum + part.count, 0);
}

export function isRefunding(order: WeidianOrder): boolean {
  return refundStatusOri(order.refunds) === 1;
}

/** Throws 90007 unless the order is in one of these states. */
export function mustBe(order: WeidianOrder, states: readonly StatusOri[]): void {
  if (states.includes(order.statusOri)) return;
  throw new WeidianError('wrongState', `订单状态不允许该操作(${String(order.statusOri)})`);
}

/** Throws 90007 while a refund is open. */
export function mustNotBeRefunding(order: WeidianOrder): void {
  if (order.refunds.some(isOpen)) throw new WeidianError('wrongState', '订单有进行中的退款');
}
