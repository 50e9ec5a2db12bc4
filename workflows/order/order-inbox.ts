import { SpanKind } from '@opentelemetry/api';
import { channelOf } from '../../connectors/registry.ts';
import type { ChangeInput, OrderChange } from '../../domain/order-change.ts';
import { settleOpenCommands } from '../../prisma/store/commands.ts';
import type { Database, SqlClient, WithCommit } from '../../prisma/store/database.ts';
import { type InboxMessage, markTaken, park, readInbox } from '../../prisma/store/inbound-messages.ts';
import type { CoalescedNotify } from '../../prisma/store/notify.ts';
import { saveCourier } from '../../prisma/store/order-contacts.ts';
import type { OrderContext } from '../../prisma/store/orders.ts';
import { readAgainSoon } from '../../prisma/store/sync.ts';
import { eraseBodies } from '../../prisma/store/erasure.ts';
import { outcomeBy } from './command-outcome.ts';
import { concernsWorkflow, expected, translateAll } from './order-decisions.ts';
import { orderSoFar, planChange, recordChange, saveChange, withOrderAnd } from './order-record.ts';
import type { OrderRef } from './order.messages.ts';
import { sortOut, unsavable } from './sort-out.ts';
import { type SpanPlan, traced } from '../tracing.ts';

/** More than this in one transaction would hold the merchant's counter row too long; the rest comes in the next one. */
export const INBOX_BATCH_MAX = 50;

/** What a look into an order's inbox means for its workflow. */
export interface InboxSeen {
  /** Messages wait that nobody has described the order for. */
  needsOrder: boolean;
  /** Something about a known order is said to be different, and not what: its platform is asked. */
  asksForOrder: boolean;
  more: boolean;
  /** Nothing more is expected of this order. */
  final: boolean;
  /** Unix milliseconds of the next timer; null when none is pending. */
  nextTimerAt: number | null;
}

interface Look extends InboxSeen {
  changed: boolean;
  /** True when everything was left as it was, for the workflow. */
  left: boolean;
}

/** Whether the platform has to be asked before anything can be written. */
function needsQuestion(_context: OrderContext, change: OrderChange | null, asksForOrder = false): boolean {
  return change === null || asksForOrder;
}

interface HowToTake {
  /** What is left for the order's workflow, untouched. */
  leaves: typeof concernsWorkflow;
  /** What was applied is still to be told to the workflow. */
  stillWait: boolean;
  /** Each message is tried alone first, because one of them cannot be saved. */
  oneByOne: boolean;
  withCommit: WithCommit;
}

/** Under the push that came first; the others are linked. */
function newsSpan({ shop }: OrderContext, messages: readonly InboxMessage[]): SpanPlan {
  const [parent, ...links] = messages.map(({ traceParent }) => traceParent).filter((trace) => trace !== null);
  const attributes = { 'jiedan.platform': shop.platform, 'jiedan.messages': messages.length };
  return { name: 'apply news', kind: SpanKind.CONSUMER, parent, links, attributes };
}

/** The waiting messages of an order: translated, applied and marked done in one transaction. */
export class OrderInbox {
  constructor(
    private readonly database: Database,
    private readonly ordersChanged: CoalescedNotify,
  ) {}

  /** For the order's workflow: applies what waits. What can never be saved is set aside, so that the rest is not held up by it. */
  async drain(order: OrderRef): Promise<InboxSeen> {
    const all = { leaves: () => false, stillWait: false };
    const look = await this.look(order, { ...all, oneByOne: false }).catch((error: unknown) => {
      if (unsavable(error) === null) throw error;
      return this.look(order, { ...all, oneByOne: true });
    });
    const { needsOrder, asksForOrder, more, final, nextTimerAt } = look;
    return { needsOrder, asksForOrder, more, final, nextTimerAt };
  }

  /**
   * For the dispatcher: applies what waits unless it concerns the order's workflow.
   * @returns false when the workflow has to look; then nothing was changed.
   */
  async applyAside(order: OrderRef): Promise<boolean> {
    for (;;) {
      const { left, more } = await this.look(order, { leaves: concernsWorkflow, stillWait: false, oneByOne: false });
      if (left || !more) return !left;
    }
  }

  /**
   * For a dispatcher whose workflows are behind or away: writes what describes the order, so that people see it, and leaves the messages
   * where they are for the workflow to be told. What needs the platform to be asked is left as it is.
   */
  async applyAhead(order: OrderRef): Promise<void> {
    await this.look(order, { leaves: needsQuestion, stillWait: true, oneByOne: false });
  }

  private async look(order: OrderRef, how: Omit<HowToTake, 'withCommit'>): Promise<Look> {
    const { cipher } = this.database;
    const look = await withOrderAnd(
      this.database,
      order,
      (client) => readInbox(client, cipher, order.shopId, order.platformOrderId, INBOX_BATCH_MAX),
      (client, context, messages, withCommit) =>
        traced(newsSpan(context, messages), () => this.take(client, order, context, messages, { ...how, withCommit })),
    );
    if (look.changed) this.ordersChanged.send(order.merchantId);
    return look;
  }

  private async take(
    client: SqlClient,
    { platformOrderId }: OrderRef,
    context: OrderContext,
    waiting: readonly InboxMessage[],
    { leaves, stillWait, oneByOne, withCommit }: HowToTake,
  ): Promise<Look> {
    const { cipher } = this.database;
    const { shop, order } = context;
    const asksNothing = { needsOrder: false, asksForOrder: false, more: false };
    const nothing = { changed: false, left: false, ...asksNothing, ...expected(context, null) };
    if (waiting.length === 0) return nothing;
    const more = waiting.length === INBOX_BATCH_MAX;
    const messages = waiting.filter(({ isApplied }) => !isApplied);
    const applied = waiting.filter(({ isApplied }) => isApplied).map(({ id }) => id);
    // Somebody has applied these ahead of the workflow, which has not heard of it yet: it has to look in any case.
    if (applied.length > 0 && leaves === concernsWorkflow) return { ...nothing, left: true };
    if (!stillWait) await markTaken(client, { ids: applied });
    if (messages.length === 0) return { ...nothing, more };
    const translated = translateAll(channelOf(shop.platform), messages);
    const save = (some: ChangeInput[]) => recordChange(client, cipher, platformOrderId, context, some);
    const sorted = oneByOne ? await sortOut(client, translated.inputs, save) : { ...translated, refused: [] };
    const { inputs } = sorted;
    const change = inputs.length === 0 ? null : planChange(cipher, context, inputs);
    if (leaves(context, change, translated.asksForOrder)) return { ...nothing, left: true };
    for (const { id, reason, detail } of [...translated.refused, ...sorted.refused])
      await park(client, id, reason, detail);
    const asksForOrder = order !== null && translated.asksForOrder;
    // Where its workflow cannot read it, the next poll does.
    if (order && asksForOrder) await readAgainSoon(client, order.id);
    if (order?.commandOpen && change) {
      const known = orderSoFar(cipher, order, change);
      await settleOpenCommands(client, order.id, (command) => outcomeBy(command, known));
    }
    const { courier } = translated;
    const keepCourier = async () => {
      if (change && courier) await saveCourier(client, cipher, { shopId: shop.id, platformOrderId }, courier);
    };
    if (order) await keepCourier();
    if (change) {
      const messageIds = inputs.map((input) => input.messageId ?? '');
      // From here the merchant's counter row is locked, and all its other orders wait.
      const saving = saveChange(client, cipher, platformOrderId, context, change, { ids: messageIds, stillWait });
      if (order?.customerErased) await saving.then(() => eraseBodies(client, cipher, messageIds));
      else if (order || !courier) withCommit(saving);
      else await saving.then(keepCourier);
    }
    const needsOrder = inputs.length > 0 && change === null;
    return { changed: true, left: false, needsOrder, asksForOrder, more, ...expected(context, change) };
  }
}
