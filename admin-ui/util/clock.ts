import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const SKEW_IGNORED_MS = 2_000;

let skewMs = 0;
let timer: number | undefined;
let tickAt = Date.now();
const listeners = new Set<() => void>();

/** Now by the hub's clock, in epoch milliseconds. A till whose clock is wrong must not show a wrong time left. */
export function hubNow(): number {
  return Date.now() + skewMs;
}

/** Learns from a `Date` header how far this machine's clock is off. The header has whole seconds only. */
export function learnHubClock(dateHeader: string | null): void {
  const hubMs = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(hubMs)) return;
  const offMs = hubMs + TICK_MS / 2 - Date.now();
  skewMs = Math.abs(offMs) > SKEW_IGNORED_MS ? offMs : 0;
}

/** `hubNow()`, renewed each second for every component that asks, by one timer. */
export function useNow(): number {
  return useSyncExternalStore(follow, () => tickAt + skewMs);
}

/** What `tell` makes of now. The component renders again only when that has changed, not each second. */
export function useClock<T extends string | number | boolean>(tell: (nowMs: number) => T): T {
  return useSyncExternalStore(follow, () => tell(tickAt + skewMs));
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(tick, TICK_MS);
  tickAt = Date.now();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  tickAt = Date.now();
  for (const listener of listeners) listener();
}
