import type { WorkflowClient } from '@temporalio/client';
import type { Client as PgClient } from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../prisma/store/database.ts';
import { leaseWaiting, moveLease, park, type WaitingOrder } from '../prisma/store/inbound-messages.ts';
import { type CoalescedNotify, INBOX_CHANNEL } from '../prisma/store/notify.ts';
import { unparkWhatIsKnown } from '../prisma/store/parked-messages.ts';
import { OrderInbox } from './order/order-inbox.ts';
import { UsualConcern } from './usual-concern.ts';
import { wakeOrder } from './wake-order.ts';

const LEASE_COUNT = 64;
/** A dispatcher that dies between lease and signal delays its messages by this. */
const LEASE_MS = 10_000;
/** A workflow that was told has this long to look before it is told again. */
const TOLD_LEASE_MS = 10 * 60_000;
const RETRY_MS = 2_000;
const SWEEP_MS = 1_000;
/** How long a message may wait for the order that names its shop. */
const SHOP_WAIT_MS = 60_000;
/** So many messages whose workflow was told a second ago and has not looked yet: orders are shown before their workflows get to them. */
const BEHIND_FROM = 20;
/** After a workflow could not be told, others are not waited for either. */
const AWAY_MS = 10_000;
/** How often parked messages are looked through for those that can go by now. */
const PARKED_LOOK_MS = 10_000;

export interface DispatcherOptions {
  database: Database;
  ordersChanged: CoalescedNotify;
  workflows: WorkflowClient;
  taskQueue: string;
  log: Logger;
}

/**
 * Brings waiting messages to their orders: leases them, applies what asks nothing of the order's workflow, and tells the workflow once
 * of everything else. Any number of dispatchers may run. Nothing here is remembered: what a crash interrupts is found again by the sweep.
 */
export class Dispatcher {
  private readonly inFlight = new Set<Promise<void>>();
  /** Messages whose workflow has been told. */
  private told: string[] = [];
  /** Messages whose workflow was told and had not looked at the last count. */
  private unheard = 0;
  /** Unix milliseconds until which workflows count as away. */
  private awayUntil = 0;
  private leasesMovedAt = 0;
  private parkedLookedAt = 0;
  private listener: PgClient | undefined;
  private wake: (() => void) | undefined;
  private woken = false;
  private stopped = false;
  private running: Promise<void> | undefined;
  private readonly inbox: OrderInbox;
  private readonly usual = new UsualConcern();

  constructor(private readonly options: DispatcherOptions) {
    this.inbox = new OrderInbox(options.database, options.ordersChanged);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.signalWork();
    await this.running;
    await Promise.allSettled(this.inFlight);
    await this.listener?.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { log } = this.options;
    while (!this.stopped) {
      try {
        this.listener ??= await this.listen();
        await this.moveToldLeases();
        await this.lookThroughParked();
        const leased = await this.dispatchOnce();
        if (leased >= LEASE_COUNT) continue;
      } catch (error) {
        log.warn({ err: error }, 'dispatch failed, trying again');
      }
      await this.idle();
    }
  }

  /** @returns how many messages were leased. */
  private async dispatchOnce(): Promise<number> {
    const { database } = this.options;
    const lease = await leaseWaiting(database.hints, LEASE_COUNT, LEASE_MS);
    const now = Date.now();
    const orphans = lease.withoutShop.filter(({ receivedAt }) => now - receivedAt.getTime() > SHOP_WAIT_MS);
    for (const { id } of orphans)
      await park(database.system, id, 'unknown_shop', 'the push names no shop and its order is not known');
    // A slow signal does not hold up the next lease as long as few are on their way.
    const delivered = this.deliverAll(lease.orders);
    this.inFlight.add(delivered);
    void delivered.finally(() => this.inFlight.delete(delivered));
    if (this.inFlight.size > 1) await Promise.race(this.inFlight);
    return lease.messageCount;
  }

  private async deliverAll(orders: readonly WaitingOrder[]): Promise<void> {
    const { database, log } = this.options;
    const failed: string[] = [];
    await Promise.all(
      orders.map(async (order) => {
        try {
          if (await this.applyAside(order)) return;
          if (this.isBehind()) await this.applyAhead(order);
          await wakeOrder(this.options, order);
          this.told.push(...order.messageIds);
        } catch (error) {
          failed.push(...order.messageIds);
          this.awayUntil = Date.now() + AWAY_MS;
          await this.applyAhead(order);
          log.warn({ err: error, shopId: order.shopId }, 'workflow could not be told, messages wait');
        }
      }),
    );
    try {
      if (failed.length > 0) await moveLease(database.hints, failed, RETRY_MS);
    } catch (error) {
      log.warn({ err: error }, 'lease could not be moved, the messages are told again later');
    }
  }

  /** A little later than told: nearly all are done by then and need no longer lease. */
  private async moveToldLeases(): Promise<void> {
    if (Date.now() - this.leasesMovedAt < SWEEP_MS) return;
    this.leasesMovedAt = Date.now();
    this.unheard = await moveLease(this.options.database.hints, this.told.splice(0), TOLD_LEASE_MS);
  }

  private async lookThroughParked(): Promise<void> {
    if (Date.now() - this.parkedLookedAt < PARKED_LOOK_MS) return;
    this.parkedLookedAt = Date.now();
    const { database, ordersChanged } = this.options;
    for (const merchantId of await unparkWhatIsKnown(database.system)) ordersChanged.send(merchantId);
  }

  /** To wake a workflow costs more than to apply what it would only sleep on. What fails here is the workflow's to try again. */
  private async applyAside(order: WaitingOrder): Promise<boolean> {
    if (!order.mayBeApplied) return false;
    // Several at once may bring the order to its end, however they usually begin.
    const [kind, ...more] = order.kinds;
    const only = more.length === 0 ? kind : undefined;
    if (only !== undefined && this.usual.isSure(only)) return false;
    try {
      const applied = await this.inbox.applyAside(order);
      if (only !== undefined) this.usual.learn(only, !applied);
      return applied;
    } catch (error) {
      this.options.log.warn({ err: error, shopId: order.shopId }, 'news could not be applied, the workflow will try');
      return false;
    }
  }

  /** Whether an order's workflow will not get to it soon. */
  private isBehind(): boolean {
    return this.unheard >= BEHIND_FROM || Date.now() < this.awayUntil;
  }

  /** What fails here the workflow will try. */
  private async applyAhead(order: WaitingOrder): Promise<void> {
    await this.inbox.applyAhead(order).catch((error: unknown) => {
      this.options.log.warn({ err: error, shopId: order.shopId }, 'order could not be shown before its workflow looks');
    });
  }

  private async listen(): Promise<PgClient> {
    const client = await this.options.database.connectListener();
    client.on('notification', () => this.signalWork());
    client.on('end', () => {
      if (this.listener === client) this.listener = undefined;
    });
    await client.query(`LISTEN ${INBOX_CHANNEL}`);
    return client;
  }

  private signalWork(): void {
    this.woken = true;
    this.wake?.();
  }

  /** Until a NOTIFY, or the sweep's time for what no NOTIFY told. */
  private async idle(): Promise<void> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SWEEP_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.woken = false;
  }
}
