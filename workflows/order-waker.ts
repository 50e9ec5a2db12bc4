import type { Logger } from 'pino';
import type { Database } from '../prisma/store/database.ts';
import { leaseOpenCommands, type OpenCommand, readOpenCommands } from '../prisma/store/open-commands.ts';
import {
  endWaking,
  leaseWakingShops,
  type OrderWithTimers,
  readOrdersWithTimers,
  type WakingShop,
} from '../prisma/store/waking-shops.ts';
import { goOnWith, type OrderWorkflows, wakeOrder } from './wake-order.ts';

const SWEEP_MS = 1_000;
const COMMANDS_MAX = 50;
const SHOPS_MAX = 5;
const ORDERS_AT_ONCE = 10;
/** A process that dies in the middle of a shop's orders leaves them to the next one after this. */
const SHOP_LEASE_MS = 2 * 60_000;

export interface OrderWakerOptions extends OrderWorkflows {
  database: Database;
  log: Logger;
}

/**
 * Wakes orders that nothing else would wake: those with a command that was left without an end, which their workflow then goes on with,
 * and those of a shop whose timers have changed. Any number may run, and nothing here is remembered.
 */
export class OrderWaker {
  private stopped = false;
  private wake: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: OrderWakerOptions) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.running;
  }

  private async run(): Promise<void> {
    const { log } = this.options;
    while (!this.stopped) {
      try {
        await this.goOnWithCommands();
        await this.wakeShops();
      } catch (error) {
        log.warn({ err: error }, 'orders could not be woken, trying again');
      }
      if (!this.stopped) await this.idle();
    }
  }

  private async goOnWithCommands(): Promise<void> {
    const { database, log } = this.options;
    for (const [merchantId, ids] of await leaseOpenCommands(database.hints, COMMANDS_MAX)) {
      const open = await database.withMerchantSql(merchantId, (client) => readOpenCommands(client, ids));
      await this.handful(open, ({ commandId, ...order }: OpenCommand) =>
        goOnWith(this.options, order, commandId).catch((error: unknown) =>
          log.warn({ err: error, commandId }, 'command could not be gone on with, it is looked at again later'),
        ),
      );
    }
  }

  private async wakeShops(): Promise<void> {
    for (const shop of await leaseWakingShops(this.options.database.hints, SHOP_LEASE_MS, SHOPS_MAX)) {
      await this.wakeOrdersOf(shop);
      if (!this.stopped) await endWaking(this.options.database.system, shop);
    }
  }

  /** @throws while Temporal is away; the shop is taken again after its lease. */
  private async wakeOrdersOf({ merchantId, shopId }: WakingShop): Promise<void> {
    const { database } = this.options;
    let after: string | null = null;
    while (!this.stopped) {
      const orders: OrderWithTimers[] = await database.withMerchantSql(merchantId, (client) =>
        readOrdersWithTimers(client, shopId, after, ORDERS_AT_ONCE),
      );
      await this.handful(orders, ({ platformOrderId }) =>
        wakeOrder(this.options, { merchantId, shopId, platformOrderId }),
      );
      if (orders.length < ORDERS_AT_ONCE) return;
      after = orders.at(-1)?.id ?? null;
    }
  }

  /** A few at a time: a busy shop's open orders all at once would hold up the news of others. */
  private async handful<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
    for (let start = 0; start < all.length && !this.stopped; start += ORDERS_AT_ONCE)
      await Promise.all(all.slice(start, start + ORDERS_AT_ONCE).map(each));
  }

  private async idle(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SWEEP_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
