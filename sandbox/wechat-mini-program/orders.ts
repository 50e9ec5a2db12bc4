/** 1 to be shipped, 2 shipped, 3 received, 4 over, 5 refunded, 6 money on its way. */
export type OrderState = 1 | 2 | 3 | 4 | 5 | 6;

export interface ShippedItem {
  trackingNo: string;
  expressCompany: string;
  itemDesc: string;
  uploadTime: number;
  contact: { consignor: string; receiver: string };
}

export interface Shipping {
  /** 1 all at once, 2 in parcels. */
  deliveryMode: 1 | 2;
  /** 1 express, 2 within the city, 3 nothing to send, 4 pick-up. */
  logisticsType: 1 | 2 | 3 | 4;
  finished: boolean;
  /** 0 not finished, 1 finished, 2 finished again: the one chance is used. */
  finishCount: 0 | 1 | 2;
  items: ShippedItem[];
}

/** A payment of a mini-program. Amounts in fen, moments in Unix milliseconds. */
export interface MiniOrder {
  transactionId: string;
  appid: string;
  mchid: string;
  tradeNo: string;
  description: string;
  paidFen: number;
  openid: string;
  /** Undefined until it is paid: WeChat knows paid orders only. */
  state?: OrderState;
  inComplaint: boolean;
  createdAt: number;
  paidAt?: number;
  shipping?: Shipping;
  shippedAt?: number;
  reminded: boolean;
  confirmedAt?: number;
  settledAt?: number;
}

/** Whether the same was told before, so that a second telling changes nothing. */
export function sameShipping(before: Shipping, after: Shipping): boolean {
  const words = ({ deliveryMode, logisticsType, items }: Shipping): string =>
    JSON.stringify([
      deliveryMode,
      logisticsType,
      items.map(({ trackingNo, expressCompany, itemDesc }) => [trackingNo, expressCompany, itemDesc]),
    ]);
  return words(before) === words(after);
}
