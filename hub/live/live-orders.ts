import type { Response } from 'express';
import type { Client as PgClient, Notification } from 'pg';
import type { Logger } from 'pino';
import type { components } from '../../openapi/generated/schema.ts';
import type { Database } from '../../prisma/store/database.ts';
import type { Identity } from '../../prisma/store/identities.ts';
import { ORDERS_CHANNEL, PRESENCE_CHANNEL } from '../../prisma/store/notify.ts';
import {
  type EventRow,
  readCounts,
  readEventsAfter,
  readOrder,
  readOrdersAfter,
} from '../../prisma/store/order-views.ts';
import { ACCESS_CHANNEL } from '../../prisma/store/sessions.ts';
import type { Access } from '../access.ts';
import type { Metrics } from '../metrics.ts';
import { countsJson, orderSummary } from '../order-json.ts';

/** A stream that missed more than this is told to read its lists again. */
const REPLAY_MAX = 500;
const HEARTBEAT_MS = 15_000;
/** What no NOTIFY told (a connection was being opened again) is found after this time. */
const SWEEP_MS = 5_000;
/**
 * The first news of a quiet time go out at once; in a busy one they gather for twice the time that reading them takes, so that most of
 * the hub's time is always left for other things.
 */
const GAP_TIMES = 2;
const GAP_MAX_MS = 50;
/** A reader this far behind is cut off; it comes back with Last-Event-ID. */
const BUFFER_BYTES_MAX = 1024 * 1024;

/** What every process is told of a person who opens or leaves an order. */
export type PresenceNotice = components['schemas']['Presence'] & { merchantId: string };

interface Stream {
  response: Response;
  identity: Identity;
  sequence: bigint;
}

/** Readers who see the same: a merchant's, or those limited to the same shops of it. */
interface Room {
  database: Database;
  merchantId: string;
  view: string;
  streams: Set<Stream>;
  running: Promise<void> | undefined;
  again: boolean;
  /** Messages that waited for a person at the last look. */
  parked: number | undefined;
}

/**
 * Order changes as server-sent events. One NOTIFY per batch wakes the merchant's room; the room reads what is new once for all of
 * its streams. The event sequence of a merchant has no gaps in commit order, so "after n" misses nothing.
 */
export class LiveOrders {
  /** By merchant, then by what is seen. */
  private readonly rooms = new Map<string, Map<string, Room>>();
  private listener: PgClient | undefined;
  private sweep: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly parts: { database: Database; access: Access; metrics: Metrics; log: Logger }) {}

  async start(): Promise<void> {
    await this.listen();
    this.sweep = setInterval(() => {
      if (!this.listener) void this.listen();
      for (const merchantId of this.rooms.keys()) this.wake(merchantId);
      void this.endWithdrawn();
    }, SWEEP_MS);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.sweep);
    for (const { response } of this.streams()) response.end();
    await Promise.allSettled(this.allRooms().map(async (room) => room.running));
    await this.listener?.end().catch(() => undefined);
  }

  /** @param after the last event that the reader has seen; null starts with what comes next. */
  async open(response: Response, identity: Identity, after: bigint | null): Promise<void> {
    const database = this.parts.database.boundTo({ shopIds: identity.shopIds });
    const { sequence: newest } = await database.withMerchantSql(identity.merchant.id, readCounts);
    // Gone already: its "close" is over and would never take it out of the room again.
    if (response.closed) return;
    // A number beyond the newest is of another database (restored, reset): it could wait for ever.
    const missed = after === null ? 0n : newest - after;
    const reset = missed < 0n || missed > BigInt(REPLAY_MAX);
    const stream: Stream = { response, identity, sequence: after === null || reset ? newest : after };
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    // The id lets a reader that sees nothing for an hour resume from here.
    response.write(`retry: 1000\n${reset ? 'event: reset' : 'event: ready'}\nid: ${stream.sequence}\ndata: {}\n\n`);
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    const room = this.roomOf(identity, database);
    room.streams.add(stream);
    this.parts.metrics.liveStreams.inc();
    response.on('close', () => {
      clearInterval(heartbeat);
      room.streams.delete(stream);
      if (room.streams.size === 0) this.forgetRoom(room);
      this.parts.metrics.liveStreams.dec();
    });
    this.wakeRoom(room);
  }

  private wake(merchantId: string): void {
    for (const room of this.rooms.get(merchantId)?.values() ?? []) this.wakeRoom(room);
  }

  private wakeRoom(room: Room): void {
    if (room.running) {
      room.again = true;
      return;
    }
    const startedAt = performance.now();
    const gapMs = () => Math.min(GAP_MAX_MS, GAP_TIMES * (performance.now() - startedAt));
    room.running = this.deliver(room)
      .catch((error: unknown) => this.parts.log.warn({ err: error }, 'live orders could not be read, trying again'))
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, gapMs())))
      .finally(() => {
        room.running = undefined;
        if (room.again && !this.closed) {
          room.again = false;
          this.wakeRoom(room);
        }
      });
  }

  private async deliver(room: Room): Promise<void> {
    const streams = [...room.streams];
    const from = streams.reduce<bigint | null>(
      (least, { sequence }) => (least === null || sequence < least ? sequence : least),
      null,
    );
    if (from === null) return;
    const { cipher } = room.database;
    const [events, rows, figures] = await room.database.readOfMerchant(room.merchantId, (client) =>
      Promise.all([
        readEventsAfter(client, from, REPLAY_MAX),
        readOrdersAfter(client, from, REPLAY_MAX),
        readCounts(client),
      ]),
    );
    if (events.length === REPLAY_MAX) room.again = true;
    const counts = countsJson(figures);
    // A parked message makes no event of an order; only its count tells of it. The first look of a room is where counting begins.
    const parkedChanged = room.parked !== undefined && room.parked !== counts.parked;
    room.parked = counts.parked;
    const messages = rows
      .flatMap((row) => {
        // The orders are read a moment after the events and may be some more: their turn comes with the next news.
        const ofOrder = events.filter(({ order_id: id }) => id === row.id);
        return ofOrder.length > 0 ? [messageOf(ofOrder, { order: orderSummary(cipher, row), counts })] : [];
      })
      .sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
    for (const stream of streams) {
      send(stream, messages);
      if (parkedChanged) stream.response.write(`event: parked\ndata: ${JSON.stringify(counts)}\n\n`);
    }
  }

  /** Who looks at an order is told as it comes and kept nowhere; what is lost on the way comes again with the next beat. */
  private async tellPresence(payload: string): Promise<void> {
    const { merchantId, ...presence } = JSON.parse(payload) as PresenceNotice;
    for (const room of this.rooms.get(merchantId)?.values() ?? []) {
      // Who is limited to some shops hears nothing of an order of another one.
      const seen = await room.database.withMerchantSql(merchantId, (client) => readOrder(client, presence.orderId));
      if (!seen) continue;
      for (const { response } of room.streams) response.write(`event: presence\ndata: ${JSON.stringify(presence)}\n\n`);
    }
  }

  private roomOf({ merchant: { id: merchantId }, shopIds }: Identity, database: Database): Room {
    const view = shopIds ? [...shopIds].sort().join() : 'all';
    const ofMerchant = this.rooms.get(merchantId) ?? new Map<string, Room>();
    this.rooms.set(merchantId, ofMerchant);
    const known = ofMerchant.get(view);
    if (known) return known;
    const none = { streams: new Set<Stream>(), running: undefined, again: false, parked: undefined };
    const room: Room = { database, merchantId, view, ...none };
    ofMerchant.set(view, room);
    return room;
  }

  private forgetRoom({ merchantId, view }: Room): void {
    const ofMerchant = this.rooms.get(merchantId);
    ofMerchant?.delete(view);
    if (ofMerchant?.size === 0) this.rooms.delete(merchantId);
  }

  private allRooms(): Room[] {
    return [...this.rooms.values()].flatMap((ofMerchant) => [...ofMerchant.values()]);
  }

  private streams(): Stream[] {
    return this.allRooms().flatMap((room) => [...room.streams]);
  }

  /** Somebody's rights have changed: their streams end, and come back with what they may see now, or not at all. */
  private accessChanged(id: string): void {
    this.parts.access.forget();
    for (const stream of this.streams()) if (stream.identity.id === id) stream.response.end();
  }

  /** What no NOTIFY told: keys and log-ins that are over by now, and changes while the line was broken. */
  private async endWithdrawn(): Promise<void> {
    for (const { response, identity } of this.streams()) {
      const same = await this.parts.access.isStill(response.req, identity).catch(() => true);
      if (!same) response.end();
    }
  }

  private async listen(): Promise<void> {
    try {
      const client = await this.parts.database.connectListener();
      client.on('notification', ({ channel, payload }: Notification) => {
        if (!payload) return;
        if (channel === ACCESS_CHANNEL) this.accessChanged(payload);
        else if (channel === PRESENCE_CHANNEL)
          this.tellPresence(payload).catch((error: unknown) =>
            this.parts.log.warn({ err: error }, 'presence not told'),
          );
        else this.wake(payload);
      });
      client.on('end', () => {
        if (this.listener === client) this.listener = undefined;
      });
      await client.query(`LISTEN ${ORDERS_CHANNEL}; LISTEN ${PRESENCE_CHANNEL}; LISTEN ${ACCESS_CHANNEL}`);
      this.listener = client;
    } catch (error) {
      this.parts.log.warn({ err: error }, 'live orders cannot listen, the sweep stands in');
    }
  }
}

interface Message {
  sequence: bigint;
  text: string;
}

function messageOf(events: EventRow[], change: { order: unknown; counts: unknown }): Message {
  const sequence = events.reduce(
    (newest, event) => (BigInt(event.sequence) > newest ? BigInt(event.sequence) : newest),
    0n,
  );
  const kinds = events.filter((event) => event.outcome === 'applied').map((event) => event.kind);
  return { sequence, text: `event: order\nid: ${sequence}\ndata: ${JSON.stringify({ ...change, kinds })}\n\n` };
}

function send(stream: Stream, messages: Message[]): void {
  for (const { sequence, text } of messages) {
    if (sequence <= stream.sequence) continue;
    stream.sequence = sequence;
    stream.response.write(text);
  }
  if (stream.response.writableLength > BUFFER_BYTES_MAX) stream.response.destroy();
}
