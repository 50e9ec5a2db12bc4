import { MeituanError } from './errors.ts';
import type { Refund } from './refunds.ts';

/** 1 submitted, 2 paid and pushed, 3 received (legacy), 4 confirmed, 6 delivering (legacy), 8 completed, 9 cancelled. */
export type OrderStatus = 1 | 2 | 3 | 4 | 6 | 8 | 9;

/** Who ended an order: 1 user, 2 merchant, 3 service, 4 business developer, 5 system, 6 open platform. */
export type DealOpType = 1 | 2 | 3 | 4 | 5 | 6;

export interface OrderItem {
  name: string;
  quantity: number;
  /** What the customer pays for one. */
  priceFen: number;
  appFoodCode: string;
  skuId: string;
  upc: string;
  unit: string;
  spec: string;
  property: string;
  weightGrams: number;
  boxPriceFen: number;
}

/** Who bears a reduction of the whole order; the two parts are its amount. */
export interface Reduction {
  type: number;
  remark: string;
  byMeituanFen: number;
  byShopFen: number;
}

export interface MeituanOrder {
  orderId: string;
  appId: string;
  appPoiCode: string;
  status: OrderStatus;
  /** 0 until paid; from then on its number within the shop's Beijing day `day`. */
  daySeq: number;
  /** Beijing day as yyyyMMdd, empty until paid. */
  day: string;
  items: OrderItem[];
  bagFen: number;
  shippingFen: number;
  reductions: Reduction[];
  caution: string;
  recipient: { name: string; phone: string; address: string };
  longitude: number;
  latitude: number;
  /** 0 delivery, 1 self pick-up. */
  pickType: 0 | 1;
  /** 0 as soon as possible, else Unix seconds. */
  deliveryTime: number;
  logisticsCode: string;
  /** Pushes say that parts of the order are missing (incmp_code -1); getOrderDetail is whole. */
  incomplete: boolean;
  /** How many answers of getOrderDetail still lack a part. */
  incompleteDetails?: number;
  /** Unix seconds by what happened then: created, updated, sent, received, confirmed, cancelled, completed, prepared. */
  times: Partial<Record<OrderMoment, number>>;
  cancel?: { reasonCode: number; reason: string; by: DealOpType };
  /** Absent until there is a rider. */
  logistics?: { status: number; name: string; phone: string; times: Record<string, number> };
  refunds: Refund[];
  /** How the daily bill differs from what is right: its rows are missing, or a commission higher than agreed. */
  bill?: { missing: boolean; feeMoreFen: number };
}

export type OrderMoment =
  'created' | 'updated' | 'sent' | 'received' | 'confirmed' | 'cancelled' | 'completed' | 'prepared';

export type OrderMove = 'pay' | 'receive' | 'confirm' | 'deliver' | 'complete' | 'cancel';

/** The only moves there are. A move to the status the order has is allowed and changes the time alone. */
const moves = {
  pay: { 1: 2 },
  receive: { 2: 2, 3: 3 },
  confirm: { 2: 4, 3: 4 },
  deliver: { 4: 4, 6: 6 },
  complete: { 4: 8, 6: 8 },
  cancel: { 1: 9, 2: 9, 3: 9, 4: 9, 6: 9 },
} as const satisfies Record<OrderMove, Partial<Record<OrderStatus, OrderStatus>>>;

const momentOf: Record<OrderMove, OrderMoment> = {
  pay: 'sent',
  receive: 'received',
  confirm: 'confirmed',
  deliver: 'updated',
  complete: 'completed',
  cancel: 'cancelled',
};

/** Moves the order or throws the platform's error: 1022 for cancelling a completed order, else 808. */
export function moveOrder(order: MeituanOrder, move: OrderMove, nowSeconds: number, legacyStatuses = false): void {
  const next = (moves[move] as Partial<Record<OrderStatus, OrderStatus>>)[order.status];
  if (next === undefined) {
    if (move === 'cancel' && order.status === 8) {
      throw new MeituanError('completedCannotCancel', '订单已完成，不能取消');
    }
    throw new MeituanError('stateChanged', `操作失败，订单状态已变更(status=${String(order.status)})`);
  }
  order.status = legacyStatuses ? legacyOf(move, next) : next;
  order.times[momentOf[move]] = nowSeconds;
  order.times.updated = nowSeconds;
}

function legacyOf(move: OrderMove, next: OrderStatus): OrderStatus {
  if (move === 'receive') return 3;
  return move === 'deliver' ? 6 : next;
}

export interface OrderSums {
  itemsFen: number;
  boxFen: number;
  reductionFen: number;
  /** Before all reductions. */
  originalFen: number;
  /** What the customer paid. */
  totalFen: number;
}

/** total = items + boxes + bag + delivery − reductions, all in fen. */
export function sumOrder(order: Pick<MeituanOrder, 'items' | 'bagFen' | 'shippingFen' | 'reductions'>): OrderSums {
  const itemsFen = order.items.reduce((sum, item) => sum + item.priceFen * item.quantity, 0);
  const boxFen = order.items.reduce((sum, item) => sum + item.boxPriceFen * item.quantity, 0);
  const reductionFen = order.reductions.reduce((sum, one) => sum + one.byMeituanFen + one.byShopFen, 0);
  const originalFen = itemsFen + boxFen + order.bagFen + order.shippingFen;
  return { itemsFen, boxFen, reductionFen, originalFen, totalFen: originalFen - reductionFen };
}
