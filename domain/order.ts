import type { Currency, Minor } from './money.ts';

export const orderStates = ['placed', 'paid', 'accepted', 'completed', 'cancelled'] as const;
export type OrderState = (typeof orderStates)[number];

export const fulfilmentStates = [
  'none',
  'assigned',
  'preparing',
  'ready',
  'shipping',
  'in_service',
  'delivered',
] as const;
export type FulfilmentState = (typeof fulfilmentStates)[number];

export const refundStates = ['none', 'requested', 'agreed', 'refused', 'refunded'] as const;
export type RefundState = (typeof refundStates)[number];

export const orderPhases = ['not_accepted', 'assigned', 'in_progress', 'completed', 'cancelled'] as const;
export type OrderPhase = (typeof orderPhases)[number];

/** What a person can ask of an order, in the order of its life. */
export const actions = [
  'accept',
  'reject',
  'ready',
  'ship',
  'ship_part',
  'change_waybill',
  'deliver',
  'cancel',
  'close',
  'agree_refund',
  'refuse_refund',
  'refund_part',
  'remark',
] as const;
export type Action = (typeof actions)[number];

/** `delivery` is by the shop itself or a courier that it asks; `platform_delivery` by a rider whom the platform sends. */
export const deliveryModes = ['delivery', 'pickup', 'platform_delivery'] as const;
export type DeliveryMode = (typeof deliveryModes)[number];

export interface OrderLineSnapshot {
  name: string;
  spec: string | null;
  skuCode: string | null;
  quantity: number;
  unitPriceMinor: Minor;
  totalMinor: Minor;
}

export interface OrderAmount {
  kind: 'goods' | 'packaging' | 'delivery' | 'discount' | 'other';
  label: string;
  amountMinor: Minor;
  /** Who pays for a discount; null where the question does not arise. */
  borneBy: 'merchant' | 'platform' | 'shared' | null;
}

/** Personal data: stored encrypted, masked by role. */
export interface Customer {
  name: string | null;
  phone: string | null;
  address: string | null;
  remark: string | null;
}

/** Who brings an order, by the platform's news of `asOf`: personal data, stored as the customer's is. Both null: nobody any more. */
export interface Courier {
  name: string | null;
  phone: string | null;
  asOf: Date;
}

/** How far a rider is before the goods are with him; `asked` for, `held` back, `taken` on, `at_shop`. */
export const courierSteps = ['asked', 'held', 'taken', 'at_shop'] as const;
export type CourierStep = (typeof courierSteps)[number];

/** A platform's full description of an order at one moment: what was bought, for how much, by whom. */
export interface OrderSnapshot {
  /** The platform's time of this description; an older one replaces nothing. */
  asOf: Date;
  placedAt: Date;
  paidAt: Date | null;
  dayNumber: number | null;
  deliveryMode: DeliveryMode;
  promisedAt: Date | null;
  currency: Currency;
  /** What the customer pays. Equals the sum of `amounts`. */
  totalMinor: Minor;
  /** What the platform says the merchant will receive; null when it does not say. */
  merchantReceivesMinor: Minor | null;
  amounts: OrderAmount[];
  lines: OrderLineSnapshot[];
  /** Places, from 1, of the lines that have left; absent where the platform does not tell. */
  shippedLines?: number[];
  customer: Customer;
  /** The merchant's own note beside the order; absent where the platform does not say whether there is one. */
  merchantRemark?: string | null;
}

/** The place of an order on its three axes. */
export interface OrderPosition {
  state: OrderState;
  fulfilment: FulfilmentState;
  refundState: RefundState;
}

/** The same order of nobody: for a customer who wants to be forgotten. */
export function withoutCustomer(snapshot: OrderSnapshot): OrderSnapshot {
  const nobody = { name: null, phone: null, address: null, remark: null };
  const { merchantRemark: _, lines, ...rest } = snapshot;
  // Some platforms tell the customer's words beside the goods.
  return { ...rest, lines: lines.map((line) => ({ ...line, spec: null })), customer: nobody };
}

/** Whether some of an order's lines have left and others have not. @param shippedLines null where nobody tells. */
export function isPartlyShipped(shippedLines: readonly number[] | null, linesCount: number): boolean {
  return shippedLines !== null && shippedLines.length > 0 && shippedLines.length < linesCount;
}

/** The tab an order stands in. */
export function orderPhase(position: Pick<OrderPosition, 'state' | 'fulfilment'>): OrderPhase {
  switch (position.state) {
    case 'placed':
    case 'paid':
      return 'not_accepted';
    case 'accepted':
      return position.fulfilment === 'none' || position.fulfilment === 'assigned' ? 'assigned' : 'in_progress';
    case 'completed':
      return 'completed';
    case 'cancelled':
      return 'cancelled';
  }
}
