import { EventSource } from 'eventsource';
import { createStore } from '../util/store.ts';
import { fetchAsPerson } from './client.ts';
import type { LiveOrderChange, Presence } from './types.ts';

const STREAM_URL = '/api/v1/live';
/** The hub sends at least a comment every 15 s; three missed ones mean that the line is dead, whatever TCP believes. */
const SILENCE_MAX_MS = 45_000;
const WATCH_EVERY_MS = 5_000;
const REOPEN_FIRST_MS = 1_000;
const REOPEN_SLOWEST_MS = 20_000;

export type LiveStatus = 'connecting' | 'live' | 'reconnecting';
export const liveStatusStore = createStore<LiveStatus>('connecting');

export type LiveHandlers = {
  onOrder: (change: LiveOrderChange) => void;
  onReset: () => void;
  /** A message could not be applied and waits for a person. */
  onParked: () => void;
  /** Somebody opened or left an order. */
  onPresence: (presence: Presence) => void;
};

/** Follows the hub's changes until the returned function is called. Reopens by itself and asks for what it missed. */
export function followLive(handlers: LiveHandlers): () => void {
  let source: EventSource | null = null;
  let lastEventId = '';
  let lastByteAt = Date.now();
  let reopenMs = REOPEN_FIRST_MS;
  let reopenTimer: number | undefined;
  let closed = false;

  const open = () => {
    lastByteAt = Date.now();
    source = new EventSource(STREAM_URL, {
      fetch: async (url, init) => {
        const request = new Request(url, init);
        // EventSource forgets the id when we make a new one after an HTTP error, so it is kept here.
        if (lastEventId) request.headers.set('Last-Event-ID', lastEventId);
        return noticeBytes(await fetchAsPerson(request), () => (lastByteAt = Date.now()));
      },
    });
    source.addEventListener('open', () => {
      reopenMs = REOPEN_FIRST_MS;
      liveStatusStore.set('live');
      // Without an id to resume from, changes between the last read and now are unknown.
      if (!lastEventId) handlers.onReset();
    });
    source.addEventListener('error', () => {
      liveStatusStore.set('reconnecting');
      if (source?.readyState === EventSource.CLOSED) reopenLater();
    });
    source.addEventListener('order', (message) => {
      if (message.lastEventId) lastEventId = message.lastEventId;
      const change = parse<LiveOrderChange>(String(message.data));
      if (change) handlers.onOrder(change);
      else handlers.onReset();
    });
    source.addEventListener('parked', () => handlers.onParked());
    source.addEventListener('presence', (message) => {
      const presence = parse<Presence>(String(message.data));
      if (presence) handlers.onPresence(presence);
    });
    // Tells from where to resume even when nothing happens for an hour.
    source.addEventListener('ready', (message) => {
      if (message.lastEventId) lastEventId = message.lastEventId;
    });
    source.addEventListener('reset', (message) => {
      if (message.lastEventId) lastEventId = message.lastEventId;
      handlers.onReset();
    });
  };
  const reopenLater = () => {
    source?.close();
    if (closed) return;
    liveStatusStore.set('reconnecting');
    window.clearTimeout(reopenTimer);
    reopenTimer = window.setTimeout(open, reopenMs);
    reopenMs = Math.min(REOPEN_SLOWEST_MS, reopenMs * 2);
  };
  const reopenNow = () => {
    window.clearTimeout(reopenTimer);
    source?.close();
    open();
  };
  const onOnline = () => {
    if (liveStatusStore.get() !== 'live') reopenNow();
  };
  const watch = window.setInterval(() => {
    if (Date.now() - lastByteAt > SILENCE_MAX_MS) {
      liveStatusStore.set('reconnecting');
      reopenNow();
    }
  }, WATCH_EVERY_MS);
  window.addEventListener('online', onOnline);
  open();

  return () => {
    closed = true;
    window.clearInterval(watch);
    window.clearTimeout(reopenTimer);
    window.removeEventListener('online', onOnline);
    source?.close();
    liveStatusStore.set('connecting');
  };
}

function noticeBytes(response: Response, onBytes: () => void): Response {
  if (!response.body) return response;
  const noticed = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        onBytes();
        controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  const copy = new Response(noticed, { status, statusText, headers });
  // EventSource resolves and checks `url`, which a constructed response does not have.
  Object.defineProperty(copy, 'url', { value: response.url });
  return copy;
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
