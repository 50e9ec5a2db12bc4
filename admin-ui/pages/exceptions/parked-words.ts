import type { ParkedReason } from '../../api/types.ts';

/** Every reason, in the order of how often a shop meets it. */
export const PARKED_REASONS = [
  'unknown_shop',
  'unknown_value',
  'malformed',
  'translation_failed',
  'order_unknown',
  'not_an_order',
] as const satisfies ParkedReason[];

/** Reads the reason of an address; what it does not know is no filter. */
export function readReason(text: string | null): ParkedReason | null {
  return PARKED_REASONS.find((reason) => reason === text) ?? null;
}
