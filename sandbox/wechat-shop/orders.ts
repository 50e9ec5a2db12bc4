import { shareOut } from '../amount-shares.ts';
import type { Aftersale } from './aftersales.ts';
import { shopError } from './errors.ts';

/** 10 unpaid, 12 gift, 13 group, 20 to be shipped, 21 part shipped, 30 shipped, 100 done, 190 oversold, 200 all refunded, 250 cancelled. */
export type OrderStatus = 10 | 12 | 13 | 20 | 21 | 30 | 100 | 190 | 200 | 250;

export interface OrderLine {
  productId: string;
  skuId: string;
  skuCode: string;
  outSkuId: string;
  title: string;
  attribute: string;
  count: number;
  priceFen: number;
}

export interface Piece {
  productId: string;
  skuId: string;
  count: number;
}

export interface Parcel {
  deliveryId: string;
  waybillId: string;
  /** 1 by courier, 3 without anything to be sent. */
  deliverType: 1 | 3;
  pieces: Piece[];
  at: number;
}

export interface Address {
  userName: string;
  telNumber: string;
  province: string;
  city: string;
  county: string;
  detail: string;
}

/** Amounts in fen, moments in Unix milliseconds. */
export interface ShopOrder {
  orderId: string;
  appid: string;
  status: OrderStatus;
  openid: string;
  unionid: string;
  lines: OrderLine[];
  freightFen: number;
  discountFen: number;
  /** What the merchant took off before it was paid. */
  changeDownFen: number;
  address: Address;
  customerNotes: string;
  merchantNotes: string;
  /** 0 goods, 1 nothing to be sent. */
  deliverMethod: 0 | 1;
  /** What a paid order waits for: the gift's taker or the group's quorum. */
  hold?: 12 | 13;
  createdAt: number;
  updatedAt: number;
  paidAt?: number;
  transactionId?: string;
  shippedAt?: number;
  confirmedAt?: number;
  settledAt?: number;
  parcels: Parcel[];
  aftersales: Aftersale[];
}

export interface OrderSums {
  productFen: number;
  originalFen: number;
  orderFen: number;
  /** What was paid for each line, in the order of the lines; the freight is not in it. */
  lineFen: number[];
}

export function sumOrder(order: Pick<ShopOrder, 'lines' | 'freightFen' | 'discountFen' | 'changeDownFen'>): OrderSums {
  const weights = order.lines.map((line) => line.priceFen * line.count);
  const productFen = weights.reduce((sum, weight) => sum + weight, 0);
  const originalFen = productFen + order.freightFen;
  const offFen = order.discountFen + order.changeDownFen;
  return { productFen, originalFen, orderFen: originalFen - offFen, lineFen: shareOut(productFen - offFen, weights) };
}

export function sameGoods(a: Pick<Piece, 'productId' | 'skuId'>, b: Pick<Piece, 'productId' | 'skuId'>): boolean {
  return a.productId === b.productId && a.skuId === b.skuId;
}

/** What is left to be shipped; pieces paid back before they left are not. */
export function openPieces(order: ShopOrder): Piece[] {
  return order.lines
    .map((line) => {
      const shipped = countIn(
        order.parcels.flatMap(({ pieces }) => pieces),
        line,
      );
      const back = countIn(
        order.aftersales.filter(({ outcome, beforeShipping }) => outcome === 'refunded' && beforeShipping),
        line,
      );
      return { productId: line.productId, skuId: line.skuId, count: line.count - shipped - back };
    })
    .filter(({ count }) => count > 0);
}

export function countIn(pieces: readonly Piece[], line: Pick<Piece, 'productId' | 'skuId'>): number {
  return pieces.filter((piece) => sameGoods(piece, line)).reduce((sum, { count }) => sum + count, 0);
}

/** Throws unless the order is in one of these states. */
export function mustBe(order: ShopOrder, statuses: readonly OrderStatus[]): void {
  if (!statuses.includes(order.status)) throw shopError('wrongState', String(order.status));
}
