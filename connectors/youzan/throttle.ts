/** How long to wait after the first, second … refusal for speed in a row (protocol notes 7). */
const WAITS_MS = [3_000, 6_000, 12_000, 24_000, 48_000] as const;

/** In this process only: a count that is lost with it costs a wait that is too short once. */
const refusals = new Map<string, { step: number; untilMs: number }>();

/** Calls that were under way together and are refused together are one refusal. */
export function waitAfterThrottle(shop: string, nowMs: number): number {
  const last = refusals.get(shop);
  const step = last === undefined ? 0 : Math.min(last.step + (nowMs < last.untilMs ? 0 : 1), WAITS_MS.length - 1);
  const waitMs = WAITS_MS[step] ?? 0;
  if (!last || nowMs >= last.untilMs) refusals.set(shop, { step, untilMs: nowMs + waitMs });
  return waitMs;
}

export function throttleIsOver(shop: string): void {
  refusals.delete(shop);
}
