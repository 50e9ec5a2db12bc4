import { Context } from '@temporalio/activity';
import type { PollCursor, PulledMessage } from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import { dayBounds, PLATFORM_ZONE } from '../../domain/business-day.ts';
import { changeOrder } from '../../domain/order-change.ts';
import type { OrderPosition } from '../../domain/order.ts';
import { saveBill, saveBillFailure } from '../../prisma/store/bills.ts';
import type { Database, SqlClient } from '../../prisma/store/database.ts';
import { insertPulledMessage } from '../../prisma/store/inbound-messages.ts';
import type { CoalescedNotify } from '../../prisma/store/notify.ts';
import { readOrderContext } from '../../prisma/store/orders.ts';
import {
  type Difference,
  knownOrderIds,
  orderIdsBetween,
  readCursor,
  readProgress,
  type RunState,
  saveCursor,
  saveDay,
  savePartOfDay,
  savePollFailure,
  setRunState,
  takeStaleOrders,
} from '../../prisma/store/sync.ts';
import { type FailureTold, toActivityError, toConnectorError } from '../activity-errors.ts';
import { type OpenShop, shopOpener } from '../shop-access.ts';
import { readBill } from './read-bill.ts';
import type { RunRef, ShopRef } from './sync.messages.ts';

const CALLS_AT_ONCE = 4;
/** Orders compared between two looks whether the run is to pause. */
const PART_OF_DAY = 20;
/** A platform whose walk never ends is wrong; this many pages are two weeks of a busy shop. */
const PAGES_MAX = 2_000;
/** Open orders are looked at again when neither push nor pull told anything for this long. */
const STALE_MS = 10 * 60_000;
const STALE_MAX = 50;

export type SyncActivities = ReturnType<typeof createSyncActivities>;

/** Pull. Everything found goes into the inbox like a push; orders are changed by their own workflows alone. */
export function createSyncActivities(database: Database, inboxFilled: CoalescedNotify) {
  const { cipher } = database;
  const openShop = shopOpener(database);

  async function open({ merchantId, shopId }: ShopRef): Promise<OpenShop> {
    return database.withMerchantSql(merchantId, async (client) => {
      const context = await readOrderContext(client, shopId, '');
      if (!context) throw new Error(`merchant has no shop ${shopId}`);
      return openShop(client, context);
    });
  }

  async function store({ shop }: OpenShop, platformOrderId: string, messages: PulledMessage[]): Promise<void> {
    const row = { ...shop, shopId: shop.id, platformOrderId };
    await database.withMerchantSql(shop.merchantId, async (client) => {
      for (const message of messages) await insertPulledMessage(client, cipher, row, message);
    });
  }

  /** A bill that cannot be read is noted and read by the next sweep; the orders of the day are compared all the same. */
  async function keepBill({ shop, channel, access }: OpenShop, day: string): Promise<void> {
    const bill = await readBill(channel, access, day, activityContext().cancellationSignal);
    if (!bill) return;
    const ref = { merchantId: shop.merchantId, shopId: shop.id, day };
    await database.withMerchantSql(shop.merchantId, (client) =>
      'rows' in bill ? saveBill(client, ref, bill.rows) : saveBillFailure(client, ref, bill.failure),
    );
  }

  async function fetchAll(
    opened: OpenShop,
    ids: readonly string[],
    each: (id: string, messages: PulledMessage[]) => Promise<void>,
  ): Promise<void> {
    const { cancellationSignal, heartbeat } = activityContext();
    for (let start = 0; start < ids.length; start += CALLS_AT_ONCE) {
      const some = ids.slice(start, start + CALLS_AT_ONCE);
      await Promise.all(some.map(async (id) => each(id, await readOrder(opened, id, cancellationSignal))));
      heartbeat();
    }
    if (ids.length > 0) inboxFilled.send();
  }

  return {
    /** Walks from the bookmark to the newest order; reads those that no message has told of, and open ones long unheard of. */
    async pollShop(ref: ShopRef): Promise<{ checked: number; found: number }> {
      return translated(async () => {
        const { cancellationSignal, heartbeat } = activityContext();
        const opened = await open(ref);
        const { shop, channel, access } = opened;
        if (shop.paused) return { checked: 0, found: 0 };
        let cursor: PollCursor | null = await database.withMerchantSql(ref.merchantId, (client) =>
          readCursor(client, shop.id),
        );
        let checked = 0;
        let found = 0;
        for (let pages = 1, more = true; more; pages += 1) {
          if (pages > PAGES_MAX) throw new Error('the platform lists orders without end');
          const page = await channel.discoverOrders(access, cursor, new Date(), cancellationSignal);
          const known = await database.withMerchantSql(ref.merchantId, (client) =>
            knownOrderIds(client, shop.connectionId, page.platformOrderIds),
          );
          const unknown = page.platformOrderIds.filter((id) => !known.has(id));
          await fetchAll(opened, unknown, (id, messages) => store(opened, id, messages));
          // The bookmark moves only after what lies before it is stored.
          await database.withMerchantSql(ref.merchantId, (client) =>
            saveCursor(client, ref.merchantId, shop.id, page.cursor, !page.more),
          );
          heartbeat();
          checked += page.platformOrderIds.length;
          found += unknown.length;
          ({ cursor, more } = page);
        }
        const stale = await database.withMerchantSql(ref.merchantId, (client) =>
          takeStaleOrders(client, shop.id, STALE_MS, STALE_MAX),
        );
        await fetchAll(opened, stale, (id, messages) => store(opened, id, messages));
        return { checked: checked + stale.length, found };
      });
    },

    /** @param told what `activity-errors.ts` made of the platform's answer; null, or absent in older runs, for any other failure. */
    async notePollFailure(ref: ShopRef, failure: string, told: FailureTold | null = null): Promise<void> {
      const { shop, channel } = await open(ref);
      const error = told && toConnectorError(told, failure);
      const trouble = error ? channel.troubleOf(error) : 'refused';
      await database.withMerchantSql(ref.merchantId, (client) =>
        savePollFailure(client, ref.merchantId, shop.id, failure, trouble),
      );
    },

    /**
     * Compares the orders of a business day, both ways, and puts what the platform knows better into the inbox. What an attempt before, or a
     * run before that failed, has compared is not compared again.
     * @param from how many of the day were compared before a pause. @returns where it paused; null when the day is done.
     */
    async reconcileDay(run: RunRef, day: string, daysDone: number, from = 0): Promise<{ pausedAt: number } | null> {
      return translated(async () => {
        const asMerchant = <T>(work: (client: SqlClient) => Promise<T>) =>
          database.withMerchantSql(run.merchantId, work);
        const reached = await asMerchant((client) => readProgress(client, run.runId));
        if (reached.daysDone >= daysDone) return null;
        const opened = await open(run);
        const listed = await listWholeDay(opened, day);
        const ids = [...listed];
        for (let at = Math.max(from, reached.dayCompared); at < ids.length; at += PART_OF_DAY) {
          const differences: Difference[] = [];
          await fetchAll(opened, ids.slice(at, at + PART_OF_DAY), async (id, messages) => {
            const difference = await compare(database, opened, id, messages);
            if (difference) differences.push(difference);
            await store(opened, id, messages);
          });
          const isToPause = await asMerchant((client) => savePartOfDay(client, run, at + PART_OF_DAY, differences));
          if (isToPause && at + PART_OF_DAY < ids.length) return { pausedAt: at + PART_OF_DAY };
        }
        const { start, end } = dayBounds(day, PLATFORM_ZONE);
        await asMerchant(async (client) => {
          const ours = await orderIdsBetween(client, run.shopId, start, end);
          const missing = ours.filter((id) => !listed.has(id)).map(missingOnPlatform);
          await saveDay(client, run, daysDone, listed.size, missing);
        });
        await keepBill(opened, day);
        return null;
      });
    },

    async noteRun(run: RunRef, state: RunState, failure: string | null): Promise<void> {
      await database.withMerchantSql(run.merchantId, (client) => setRunState(client, run.runId, state, failure));
    },
  };
}

/**
 * The order as the platform has it, and where it keeps refunds apart, what it knows of them: a refund whose push was lost shows nowhere else.
 * That is one call more for each order. Refunds that cannot be asked for hold nothing up, and an order without any needs no message.
 */
async function readOrder({ channel, access }: OpenShop, id: string, signal: AbortSignal): Promise<PulledMessage[]> {
  const order = await channel.fetchOrder(access, id, signal);
  const refunds = await channel.fetchRefunds?.(access, id, signal).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.kind === 'rejected') return undefined;
    throw error;
  });
  return refunds && saysSomething(channel, refunds) ? [order, refunds] : [order];
}

/** What cannot be read says something to people. */
function saysSomething(channel: OpenShop['channel'], message: PulledMessage): boolean {
  try {
    return channel.translate({ ...message, source: 'pull', receivedAt: new Date() }).events.length > 0;
  } catch {
    return true;
  }
}

async function listWholeDay({ channel, access }: OpenShop, day: string): Promise<Set<string>> {
  const { cancellationSignal, heartbeat } = activityContext();
  const ids = new Set<string>();
  let cursor: PollCursor | null = null;
  for (let pages = 1, more = true; more; pages += 1) {
    if (pages > PAGES_MAX) throw new Error('the platform lists orders without end');
    const page = await channel.listDay(access, day, cursor, cancellationSignal);
    for (const id of page.platformOrderIds) ids.add(id);
    heartbeat();
    ({ cursor, more } = page);
  }
  return ids;
}

/** What the order would become if the platform's description were applied now; null when that is where it stands. */
async function compare(
  database: Database,
  { shop, channel }: OpenShop,
  platformOrderId: string,
  messages: readonly PulledMessage[],
): Promise<Difference | null> {
  const known = await database.withMerchantSql(shop.merchantId, (client) =>
    readOrderContext(client, shop.id, platformOrderId),
  );
  const order = known?.order ?? null;
  try {
    const inputs = messages.map((message) => ({
      ...channel.translate({ ...message, source: 'pull' as const, receivedAt: new Date() }),
      source: 'pull' as const,
      messageId: null,
      commandId: null,
    }));
    const change = changeOrder(order, inputs);
    if (!change) return null;
    const [hubHas, platformHas] = [order ? describe(order.position) : null, describe(change.position)];
    if (hubHas === platformHas) return null;
    return { platformOrderId, kind: order ? 'state_differs' : 'missing_in_hub', hubHas, platformHas, repaired: true };
  } catch (error) {
    // It goes into the inbox all the same, where it is parked with this reason.
    const platformHas = error instanceof Error ? error.message.slice(0, 200) : 'unreadable';
    return {
      platformOrderId,
      kind: 'unreadable',
      hubHas: order ? describe(order.position) : null,
      platformHas,
      repaired: false,
    };
  }
}

function missingOnPlatform(platformOrderId: string): Difference {
  return { platformOrderId, kind: 'missing_on_platform', hubHas: 'order', platformHas: null, repaired: false };
}

function describe({ state, fulfilment, refundState }: OrderPosition): string {
  return [state, fulfilment, refundState].join(' / ');
}

function activityContext(): { cancellationSignal: AbortSignal; heartbeat: () => void } {
  const context = Context.current();
  return { cancellationSignal: context.cancellationSignal, heartbeat: () => context.heartbeat() };
}

async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof ConnectorError ? toActivityError(error) : error;
  }
}
