import type { LiveOrderChange } from '../api/types.ts';
import { createStore, useStore } from './store.ts';

/** What the hub tells of the time to accept: half of it gone, nearly all, all. */
const DEADLINES = ['accept_half', 'accept_urgent', 'accept_over'];

const urgentStore = createStore<ReadonlySet<string>>(new Set());

export function isDeadline(kind: string): boolean {
  return DEADLINES.includes(kind);
}

/** Whether the hub has called for this order while this page was open, and it still waits. */
export function useIsUrgent(orderId: string): boolean {
  return useStore(urgentStore, (ids) => ids.has(orderId));
}

/** Remembers an order whose time runs out, and forgets it once it no longer waits. Half gone is only a reminder. */
export function noteUrgency({ order, kinds }: Pick<LiveOrderChange, 'order' | 'kinds'>): void {
  const waits = order.phase === 'not_accepted' && order.state === 'paid';
  const known = urgentStore.get().has(order.id);
  const calls = kinds.includes('accept_urgent') || kinds.includes('accept_over');
  if (waits ? known || !calls : !known) return;
  const next = new Set(urgentStore.get());
  if (waits) next.add(order.id);
  else next.delete(order.id);
  urgentStore.set(next);
}
