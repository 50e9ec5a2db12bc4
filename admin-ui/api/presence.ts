import { useEffect } from 'react';
import { createStore, useStore } from '../util/store.ts';
import { unwrapNothing } from './api-error.ts';
import { api } from './client.ts';
import { sessionStore } from './session.ts';
import type { Presence } from './types.ts';

const BEAT_EVERY_MS = 20_000;
/** Who has not been heard of for two beats has left without saying so. */
const GONE_AFTER_MS = 45_000;
/** Whoever comes is answered soon, so that both know at once; many who come together are answered once. */
const ANSWER_AFTER_MS = 300;

type Seen = { name: string; heardAt: number };

/** By order and person. Only what the live stream told while this page was open. */
const seenStore = createStore<ReadonlyMap<string, ReadonlyMap<string, Seen>>>(new Map());
const arrivals = new Set<(presence: Presence) => void>();

export function notePresence(presence: Presence): void {
  const session = sessionStore.get();
  // The same person on a second screen is nobody else.
  if (session.status !== 'in' || presence.personId === session.identity.id) return;
  const people = new Map(seenStore.get().get(presence.orderId));
  const isNew = !people.has(presence.personId);
  if (presence.here) people.set(presence.personId, { name: presence.name, heardAt: Date.now() });
  else people.delete(presence.personId);
  replace(presence.orderId, people);
  if (isNew && presence.here) for (const tell of arrivals) tell(presence);
}

/** The others who have this order open, by name; also tells them that this page has. */
export function usePresence(orderId: string): string[] {
  useEffect(() => {
    if (orderId === '') return;
    let answer: number | undefined;
    show(orderId, true);
    const beat = window.setInterval(() => {
      show(orderId, true);
      forgetSilent(orderId);
    }, BEAT_EVERY_MS);
    const onArrival = (presence: Presence) => {
      if (presence.orderId !== orderId) return;
      window.clearTimeout(answer);
      answer = window.setTimeout(() => show(orderId, true), ANSWER_AFTER_MS);
    };
    const onLeave = () => show(orderId, false);
    arrivals.add(onArrival);
    window.addEventListener('pagehide', onLeave);
    return () => {
      window.clearInterval(beat);
      window.clearTimeout(answer);
      arrivals.delete(onArrival);
      window.removeEventListener('pagehide', onLeave);
      onLeave();
    };
  }, [orderId]);
  const people = useStore(seenStore, (all) => all.get(orderId));
  return [...(people?.values() ?? [])].map(({ name }) => name);
}

// A beat that is lost is followed by the next; a press on the order never waits for one.
function show(orderId: string, here: boolean): void {
  const params = { path: { orderId } };
  unwrapNothing(api.POST('/orders/{orderId}/presence', { params, body: { here }, keepalive: true })).catch(
    () => undefined,
  );
}

function forgetSilent(orderId: string): void {
  const people = seenStore.get().get(orderId);
  if (!people) return;
  const heard = [...people].filter(([, { heardAt }]) => Date.now() - heardAt < GONE_AFTER_MS);
  if (heard.length < people.size) replace(orderId, new Map(heard));
}

function replace(orderId: string, people: ReadonlyMap<string, Seen>): void {
  const next = new Map(seenStore.get());
  if (people.size > 0) next.set(orderId, people);
  else next.delete(orderId);
  seenStore.set(next);
}
