import type { OrderSummary } from '../api/types.ts';
import { createStore, useStore } from './store.ts';

/**
 * The orders that somebody has marked to do the same with all of them. It outlives a look at one of them and ends with the list's
 * filters: what is not in sight must not be done by accident.
 */
const selectedStore = createStore<ReadonlySet<string>>(new Set());

export function useSelectedIds(): ReadonlySet<string> {
  return useStore(selectedStore);
}

export function useIsSelected(orderId: string): boolean {
  return useStore(selectedStore, (ids) => ids.has(orderId));
}

export function toggleSelected(orderId: string): void {
  const next = new Set(selectedStore.get());
  if (!next.delete(orderId)) next.add(orderId);
  selectedStore.set(next);
}

/** Marks every order between the last one marked and this one, as a spreadsheet does. */
export function selectUpTo(orders: readonly OrderSummary[], orderId: string): void {
  const last = [...selectedStore.get()].at(-1);
  const from = orders.findIndex(({ id }) => id === last);
  const to = orders.findIndex(({ id }) => id === orderId);
  if (from === -1 || to === -1) return toggleSelected(orderId);
  const between = orders.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);
  selectedStore.set(new Set([...selectedStore.get(), ...between]));
}

export function selectAll(orders: readonly OrderSummary[]): void {
  selectedStore.set(new Set(orders.map(({ id }) => id)));
}

export function selectNone(): void {
  if (selectedStore.get().size > 0) selectedStore.set(new Set());
}
