import type { OrderSummary } from '../api/types.ts';

const DIGITS_MIN = 4;

/** The short number that people read aloud, as `0612`. */
export function orderNumber(order: Pick<OrderSummary, 'number'>): string {
  return String(order.number).padStart(DIGITS_MIN, '0');
}
