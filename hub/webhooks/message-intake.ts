import type { Database } from '../../prisma/store/database.ts';
import { insertMessages, type NewMessage } from '../../prisma/store/inbound-messages.ts';
import { touchShops } from '../../prisma/store/shops.ts';
import type { CoalescedNotify } from '../../prisma/store/notify.ts';

/** Rows of one INSERT. */
const BATCH_MAX = 128;
/**
 * INSERTs on their way at once. One is enough while it is quick: what comes meanwhile gathers for the next. A second one goes when
 * many wait or the first is held up (by an order that is being worked on, say), so that no push waits for another's trouble.
 */
const BATCHES_MAX = 2;
const MANY_WAITING = 32;
const HELD_UP_MS = 10;
/** Waiting pushes beyond this are answered with "try again": the platform does, and memory stays bounded. */
const QUEUE_MAX = 5_000;
const TOUCH_INTERVAL_MS = 2_000;

/** Thrown when more pushes wait than are held; nothing was stored. */
export class IntakeFullError extends Error {
  override name = 'IntakeFullError';
}

/** Stores pushes durably; requests that wait at the same time share one INSERT. */
export class MessageIntake {
  private queue: { message: NewMessage; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private running = 0;
  private heldUp: NodeJS.Timeout | undefined;
  private readonly lastPush = new Map<string, Date>();
  private touchTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly inboxFilled: CoalescedNotify,
    private readonly ordersChanged: CoalescedNotify,
    private readonly onBatch: (size: number) => void,
    private readonly onTouchError: (error: unknown) => void,
  ) {}

  /** Resolves when the message is on disk. @throws IntakeFullError, or what the database threw. */
  store(message: NewMessage): Promise<void> {
    if (this.queue.length >= QUEUE_MAX) return Promise.reject(new IntakeFullError('too many pushes wait'));
    return new Promise((resolve, reject) => {
      this.queue.push({ message, resolve, reject });
      if (this.running === 0 || this.queue.length >= MANY_WAITING) this.startBatch();
      else this.heldUp ??= setTimeout(() => this.startBatch(), HELD_UP_MS);
    });
  }

  private startBatch(): void {
    this.stopWaiting();
    if (this.running >= BATCHES_MAX || this.queue.length === 0) return;
    this.running += 1;
    // Requests that arrived in the same turn of the event loop are taken together.
    setImmediate(() => void this.work());
  }

  private stopWaiting(): void {
    clearTimeout(this.heldUp);
    this.heldUp = undefined;
  }

  /** For messages that wait again without being stored anew. */
  wakeDispatcher(): void {
    this.inboxFilled.send();
  }

  async close(): Promise<void> {
    clearTimeout(this.touchTimer);
    this.stopWaiting();
    await this.touch();
    await Promise.all([this.inboxFilled.settled(), this.ordersChanged.settled()]);
  }

  private async work(): Promise<void> {
    while (this.queue.length > 0) {
      this.stopWaiting();
      const batch = this.queue.splice(0, BATCH_MAX);
      try {
        await insertMessages(
          this.database.system,
          this.database.cipher,
          batch.map(({ message }) => message),
        );
        for (const { resolve } of batch) resolve();
        this.afterStored(batch.map(({ message }) => message));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running -= 1;
  }

  private afterStored(messages: readonly NewMessage[]): void {
    this.inboxFilled.send();
    this.onBatch(messages.length);
    for (const { parkedReason, merchantId } of messages) if (parkedReason) this.ordersChanged.send(merchantId);
    for (const { shopId, receivedAt } of messages) if (shopId) this.lastPush.set(shopId, receivedAt);
    this.touchTimer ??= setTimeout(() => {
      this.touchTimer = undefined;
      void this.touch();
    }, TOUCH_INTERVAL_MS);
  }

  private async touch(): Promise<void> {
    if (this.lastPush.size === 0) return;
    const shops = new Map(this.lastPush);
    this.lastPush.clear();
    await touchShops(this.database, shops).catch(this.onTouchError);
  }
}
