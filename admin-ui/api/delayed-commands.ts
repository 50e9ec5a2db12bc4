import type { QueryClient } from '@tanstack/react-query';
import { orderNumber } from '../util/order-number.ts';
import { randomId } from '../util/random-id.ts';
import { createStore } from '../util/store.ts';
import { createTurns } from '../util/turns.ts';
import { forgetAsks, keepAsks, readAsks, sortLeftBehind } from '../util/waiting-asks.ts';
import type { WaitingAsk } from '../util/waiting-asks.ts';
import { dismissProgress, progressOf, sendCommand, setProgress } from './order-commands.ts';
import type { Progress } from './order-commands.ts';
import { sessionStore } from './session.ts';
import type { OrderSummary } from './types.ts';

/** As long as one may change one's mind. */
export const UNDO_MS = 5_000;
/** Asks on their way at once. */
const AT_ONCE = 4;

/** What was asked in an earlier life of this page, too long ago or by somebody else, and is only told. */
export const unsentStore = createStore<readonly WaitingAsk[]>([]);

type OnEnd = (orderId: string, progress: Progress | undefined) => void;
type Waiting = { ask: WaitingAsk; queries: QueryClient; onEnd: OnEnd | undefined };

const waiting = new Map<string, Waiting>();
const inTurn = createTurns(AT_ONCE);

/**
 * Asks for what can be undone, in a few seconds: until then `undoAsk` takes it back, and no platform has heard of it. Whatever becomes of
 * the page, the ask goes out: at once when the page is left or hidden, and from storage when it was killed.
 */
export function askSoon(
  queries: QueryClient,
  orders: readonly OrderSummary[],
  action: WaitingAsk['action'],
  { delayMs = UNDO_MS, onEnd }: { delayMs?: number; onEnd?: OnEnd } = {},
): void {
  const session = sessionStore.get();
  if (session.status !== 'in') return;
  const sendAt = Date.now() + delayMs;
  const asks = orders
    // A second press on what is under way is the same wish.
    .filter(({ id }) => !isUnderWay(progressOf(id)))
    .map((order) => {
      const before = progressOf(order.id);
      const key = before?.step === 'failed' && before.ask.action === action ? before.key : randomId();
      const personId = session.identity.id;
      return { orderId: order.id, number: orderNumber(order), action, key, sendAt, personId };
    });
  keepAsks(asks);
  for (const ask of asks) {
    waiting.set(ask.orderId, { ask, queries, onEnd });
    setProgress(ask.orderId, { step: 'waiting', ask: { action }, key: ask.key, sendAt });
  }
  const keys = new Set(asks.map(({ key }) => key));
  window.setTimeout(() => sendNow((ask) => keys.has(ask.key)), delayMs);
}

/** Takes back what has not gone out yet. @returns whether it was in time. */
export function undoAsk(orderId: string): boolean {
  const taken = waiting.get(orderId);
  if (!taken) return false;
  waiting.delete(orderId);
  forgetAsks([taken.ask.key]);
  dismissProgress(orderId);
  taken.onEnd?.(orderId, undefined);
  return true;
}

/** Sends what waits without waiting any longer. */
function sendNow(which: (ask: WaitingAsk) => boolean = () => true): void {
  for (const { ask } of [...waiting.values()]) if (which(ask)) inTurn(() => send(ask.orderId));
}

/** Resolves when everything that waited has been answered: for who is about to log out. */
export async function sendAllNow(): Promise<void> {
  await Promise.all([...waiting.keys()].map(send));
}

async function send(orderId: string): Promise<void> {
  const taken = waiting.get(orderId);
  // Undone, or sent by another way, while it waited for its turn.
  if (!taken) return;
  waiting.delete(orderId);
  const { ask, queries, onEnd } = taken;
  const progress = await sendCommand(queries, orderId, { action: ask.action });
  // A failure that somebody sees is theirs to answer; one that nobody saw stays and is taken up by the next page.
  if (progress?.step !== 'failed' || document.visibilityState === 'visible') forgetAsks([ask.key]);
  onEnd?.(orderId, progress);
}

/** Watches for the end of the page, and takes up what an earlier page left behind. Runs while somebody is logged in. */
export function keepAskPromises(queries: QueryClient): () => void {
  // Requests that begin while a page goes away are let through by `keepalive`; all go at once, for there is no later.
  const onLeave = () => void sendAllNow();
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') onLeave();
  };
  window.addEventListener('pagehide', onLeave);
  document.addEventListener('visibilitychange', onVisibility);
  let timer: number | undefined;
  const takeUp = () => {
    const session = sessionStore.get();
    if (session.status !== 'in') return;
    const own = new Set([...waiting.values()].map(({ ask }) => ask.key));
    const left = readAsks().filter(({ key, orderId }) => !own.has(key) && !isUnderWay(progressOf(orderId)));
    const { toSend, toTell, later } = sortLeftBehind(left, session.identity.id, Date.now());
    for (const ask of toSend) {
      waiting.set(ask.orderId, { ask, queries, onEnd: undefined });
      setProgress(ask.orderId, { step: 'waiting', ask: { action: ask.action }, key: ask.key, sendAt: ask.sendAt });
    }
    sendNow((ask) => toSend.includes(ask));
    unsentStore.set(toTell);
    if (later.length > 0) timer = window.setTimeout(takeUp, UNDO_MS * 2);
  };
  takeUp();
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('pagehide', onLeave);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

export function dismissUnsent(): void {
  forgetAsks(unsentStore.get().map(({ key }) => key));
  unsentStore.set([]);
}

function isUnderWay(progress: Progress | undefined): boolean {
  return progress?.step === 'waiting' || progress?.step === 'sending' || progress?.step === 'checking';
}
