import { shareOut } from '../amount-shares.ts';
import type { SkuProperty } from './catalogue.ts';
import { refundedFen, type YouzanRefund } from './refunds.ts';

export const orderStatuses = [
  'WAIT_BUYER_PAY',
  'TRADE_PAID',
  'WAIT_CONFIRM',
  'WAIT_SELLER_SEND_GOODS',
  'WAIT_BUYER_CONFIRM_GOODS',
  'TRADE_SUCCESS',
  'TRADE_CLOSED',
] as const;

/** TRADE_PAID is passed through at once; WAIT_CONFIRM is a group that is not yet full. */
export type OrderStatus = (typeof orderStatuses)[number];

export interface OrderLine {
  oid: string;
  itemId: string;
  /** `0` for goods without specifications. */
  skuId: string;
  title: string;
  num: number;
  /** For one piece, before and after its own discount. */
  priceFen: number;
  discountPriceFen: number;
  itemNo: string;
  skuNo: string;
  barcode: string;
  properties: SkuProperty[];
  itemType: number;
  weightGrams: number;
}

export interface Shipment {
  distId: string;
  oids: string[];
  /** 0 and empty when the goods went without a courier. */
  expressId: number;
  expressNo: string;
  at: number;
}

export interface Address {
  name: string;
  tel: string;
  province: string;
  city: string;
  district: string;
  detail: string;
  longitude: number;
  latitude: number;
}

/** All moments are Unix milliseconds. */
export interface YouzanOrder {
  tid: string;
  kdtId: string;
  status: OrderStatus;
  /** 0 normal, 10 group, 75 knowledge. */
  type: 0 | 10 | 75;
  /** 0 courier, 1 pick-up, 2 city delivery, 9 none. */
  expressType: 0 | 1 | 2 | 9;
  lines: OrderLine[];
  postFen: number;
  orderDiscountFen: number;
  /** What the merchant added (or took off) by hand. */
  adjustFen: number;
  buyer: { openId: string; phone: string };
  address: Address;
  /** When a city delivery is wished for; equal moments mean as soon as possible. */
  delivery?: { from: number; to: number };
  buyerMessage: string;
  memo: string;
  star: number;
  createdAt: number;
  updatedAt: number;
  expiresAt: number;
  paidAt?: number;
  consignedAt?: number;
  successAt?: number;
  closeType: number;
  closeReason: string;
  shipments: Shipment[];
  /** A waybill may be corrected once. */
  waybillChanged: boolean;
  refunds: YouzanRefund[];
}

export interface OrderSums {
  totalFen: number;
  itemDiscountFen: number;
  /** total − item discounts − order discount + adjustment + postage. */
  paymentFen: number;
  /** What was paid for each line, its share of everything included; they add up to the payment. */
  lines: { oid: string; freightFen: number; paymentFen: number }[];
}

export function sumOrder(order: Pick<YouzanOrder, 'lines' | 'postFen' | 'orderDiscountFen' | 'adjustFen'>): OrderSums {
  const totalFen = order.lines.reduce((sum, line) => sum + line.priceFen * line.num, 0);
  const weights = order.lines.map((line) => line.discountPriceFen * line.num);
  const goodsFen = weights.reduce((sum, weight) => sum + weight, 0);
  const reductions = shareOut(order.orderDiscountFen - order.adjustFen, weights);
  const freights = shareOut(order.postFen, weights);
  return {
    totalFen,
    itemDiscountFen: totalFen - goodsFen,
    paymentFen: goodsFen - order.orderDiscountFen + order.adjustFen + order.postFen,
    lines: order.lines.map((line, index) => {
      const freightFen = freights[index] ?? 0;
      return { oid: line.oid, freightFen, paymentFen: (weights[index] ?? 0) - (reductions[index] ?? 0) + freightFen };
    }),
  };
}

/** Lines that can still be shipped: neither shipped nor paid back in full. */
export function openLines(order: YouzanOrder): OrderLine[] {
  const shipped = new Set(order.shipments.flatMap((shipment) => shipment.oids));
  const { lines } = sumOrder(order);
  return order.lines.filter((line) => {
    const paidFen = lines.find((one) => one.oid === line.oid)?.paymentFen ?? 0;
    const backFen = refundedFen(order.refunds, line.oid);
    return !shipped.has(line.oid) && !(backFen > 0 && backFen >= paidFen);
  });
}

/** What of the order can still be paid back. */
export function refundableFen(order: YouzanOrder): number {
  return order.paidAt === undefined ? 0 : sumOrder(order).paymentFen - refundedFen(order.refunds);
}
