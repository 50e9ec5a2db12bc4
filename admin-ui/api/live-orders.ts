import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { chimeFor } from '../util/chime.ts';
import { hubNow } from '../util/clock.ts';
import type { SoundKind } from '../util/preferences.ts';
import { isDeadline, noteUrgency } from '../util/urgent-orders.ts';
import { timeOf } from '../util/zone-day.ts';
import { followLive } from './live.ts';
import { applyLiveChange, resyncOrders } from './order-cache.ts';
import { refreshParkedCount } from './parked-messages.ts';
import { notePresence } from './presence.ts';
import { merchantTimeZone } from './session.ts';
import type { LiveOrderChange, OrderSummary } from './types.ts';

const RESYNC_MIN_MS = 2_000;
const listeners = new Set<(order: OrderSummary) => void>();

/** Tells of each changed order after the lists on hand have it. */
export function onOrderChange(listener: (order: OrderSummary) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps everything about orders current while somebody is logged in, and rings for new ones. */
export function useLiveOrders(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let resyncTimer: number | undefined;
    const resyncSoon = () => {
      resyncTimer ??= window.setTimeout(() => {
        resyncTimer = undefined;
        void resyncOrders(queries);
      }, firstReset());
    };
    // The first reset comes right after the lists were read, later ones may come in bursts.
    let resets = 0;
    const firstReset = () => (resets++ === 0 ? 0 : RESYNC_MIN_MS);
    const stop = followLive({
      onOrder: (change) => {
        applyLiveChange(queries, change);
        for (const listener of listeners) listener(change.order);
        noteUrgency(change);
        const sound = soundOf(change);
        if (sound) void chimeFor(change.order.id, sound, timeOf(hubNow(), merchantTimeZone()).slice(0, 5));
      },
      onReset: resyncSoon,
      onParked: () => void refreshParkedCount(queries),
      onPresence: notePresence,
    });
    return () => {
      window.clearTimeout(resyncTimer);
      stop();
    };
  }, [queries]);
}

/** What an order rings for; one that was accepted meanwhile is quiet, also when its story comes late after a break. */
function soundOf({ order, kinds }: LiveOrderChange): SoundKind | null {
  if (order.refundState === 'requested' && kinds.includes('refund_requested')) return 'refund';
  if (order.phase !== 'not_accepted' || order.state !== 'paid') return null;
  if (kinds.some(isDeadline)) return 'urgent';
  return kinds.some((kind) => kind === 'placed' || kind === 'paid') ? 'fresh' : null;
}
