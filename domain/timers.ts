import type { Fact } from './order-state.ts';
import type { OrderPosition } from './order.ts';

/** What a shop wants to happen when time passes. Seconds. */
export interface TimerSettings {
  acceptDeadlineSeconds: number;
  onAcceptDeadline: 'remind' | 'accept' | 'reject';
  /** Null never asks. */
  payDeadlineSeconds: number | null;
  /** Null waits for the platform. */
  autoCompleteSeconds: number | null;
}

/**
 * - `accept_half` reminds, `accept_urgent` escalates, `accept_over` acts as the shop has chosen
 * - `pay_over` asks the platform what became of an unpaid order
 * - `auto_complete` ends a delivered order that the platform never called completed
 */
export const timerNames = ['accept_half', 'accept_urgent', 'accept_over', 'pay_over', 'auto_complete'] as const;
export type TimerName = (typeof timerNames)[number];

export interface Timer {
  name: TimerName;
  /** Unix milliseconds. */
  at: number;
}

/** Near the end there must be time left to act. */
const URGENT_SHARE = 0.85;

/** The timers of an order that are still to fire, next first. Computed anew at each step, so changed settings count at once. */
export function pendingTimers(
  position: OrderPosition,
  facts: readonly Fact[],
  times: { placedAt: Date; paidAt: Date | null },
  settings: TimerSettings,
  fired: readonly string[],
): Timer[] {
  return timersOf(position, facts, times, settings)
    .filter(({ name }) => !fired.includes(name))
    .sort((a, b) => a.at - b.at);
}

function timersOf(
  position: OrderPosition,
  facts: readonly Fact[],
  { placedAt, paidAt }: { placedAt: Date; paidAt: Date | null },
  settings: TimerSettings,
): Timer[] {
  switch (position.state) {
    case 'placed':
      return settings.payDeadlineSeconds === null
        ? []
        : [{ name: 'pay_over', at: placedAt.getTime() + settings.payDeadlineSeconds * 1000 }];
    case 'paid': {
      const start = (paidAt ?? placedAt).getTime();
      const spanMs = settings.acceptDeadlineSeconds * 1000;
      return [
        { name: 'accept_half', at: start + spanMs / 2 },
        { name: 'accept_urgent', at: start + spanMs * URGENT_SHARE },
        { name: 'accept_over', at: start + spanMs },
      ];
    }
    case 'accepted': {
      const delivered = facts.find(({ kind }) => kind === 'delivered');
      if (settings.autoCompleteSeconds === null || position.fulfilment !== 'delivered' || !delivered) return [];
      return [{ name: 'auto_complete', at: delivered.at + settings.autoCompleteSeconds * 1000 }];
    }
    case 'completed':
    case 'cancelled':
      return [];
  }
}
