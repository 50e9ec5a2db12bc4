/** Facts about an order, grouped by the axis that they move. `undone`: what completed the order was taken back (a voucher that was taken by mistake). */
export const orderAxisEvents = ['placed', 'paid', 'accepted', 'completed', 'cancelled', 'undone'] as const;
export const fulfilmentAxisEvents = [
  'assigned',
  'preparing',
  'ready',
  'shipping',
  'courier_gave_up',
  'in_service',
  'delivered',
] as const;
export const refundAxisEvents = [
  'refund_requested',
  'refund_agreed',
  'refund_refused',
  'refund_withdrawn',
  'refunded',
] as const;
/** Recorded in the timeline; they move no axis. */
export const noteEvents = [
  'courier_update',
  'details_changed',
  'remarked',
  'part_refund_sent',
  'part_shipped',
  'waybill_changed',
  'command_expired',
  'real_phone_fetched',
  'accept_half',
  'accept_urgent',
  'accept_over',
  'pay_over',
] as const;

export type OrderAxisEvent = (typeof orderAxisEvents)[number];
export type FulfilmentAxisEvent = (typeof fulfilmentAxisEvents)[number];
export type RefundAxisEvent = (typeof refundAxisEvents)[number];
export type NoteEvent = (typeof noteEvents)[number];
export type OrderEventKind = OrderAxisEvent | FulfilmentAxisEvent | RefundAxisEvent | NoteEvent;

/** JSON of small facts that people read in the timeline: reason, refund id, amounts. Never personal data. */
export type EventDetail = Record<string, string | number | boolean | null>;

export interface OrderEvent {
  kind: OrderEventKind;
  /** The platform's time of the fact. */
  occurredAt: Date;
  /** Who did it: customer, merchant, platform, courier, system, or the name of a person or key. */
  actor: string;
  /**
   * True when a later fact tells that this one must have been, too ("accepted" implies "paid"). Implied events that move nothing
   * are not recorded; a platform's own events always are.
   */
  implied?: boolean;
  /**
   * True when `occurredAt` of an implied event is the fact's own and not that of a look at the order: told at another time it is another
   * fact (a refund that was agreed to and asks once more).
   */
  dated?: boolean;
  detail?: EventDetail;
}

export function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value);
}
