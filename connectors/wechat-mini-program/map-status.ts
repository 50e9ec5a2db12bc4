import { UnknownValueError } from '../../domain/errors.ts';
import type { OrderEventKind } from '../../domain/order-event.ts';

const accepted = ['placed', 'paid', 'accepted'] as const;
const received = [...accepted, 'shipping', 'delivered'] as const;

/**
 * `order_state` -> the facts that it tells, earliest first (protocol notes 3). WeChat knows paid orders only, and there is no call to accept
 * one. 6 is money on its way after the receipt, documented late. 5: all of it was paid back.
 */
const stateFacts = {
  '1': accepted,
  '2': [...accepted, 'shipping'],
  '3': received,
  '4': [...received, 'completed'],
  '5': ['placed', 'paid', 'cancelled', 'refunded'],
  '6': received,
} as const satisfies Record<string, readonly OrderEventKind[]>;

/** @throws UnknownValueError so that the message waits for a person. */
export function factsOfState(state: string): readonly OrderEventKind[] {
  if (!Object.hasOwn(stateFacts, state)) throw new UnknownValueError('order_state', state);
  return stateFacts[state as keyof typeof stateFacts];
}
