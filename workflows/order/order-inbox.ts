import { channelOf } from '../../connectors/registry.ts';
import type { ChangeInput, OrderChange } from '../../domain/order-change.ts';
import { settleOpenCommands } from '../../prisma/store/commands.ts';
import type { Database, SqlClient } from '../../prisma/store/database.ts';
import { park, readInbox } from '../../prisma/store/inbound-messages.ts';
import type { CoalescedNotify } from '../../prisma/store/notify.ts';
import { saveCourier } from '../../prisma/store/order-contacts.ts';
import type { OrderContext } from '../../prisma/store/orders.ts';
import { readAgainSoon } from '../../prisma/store/sync.ts';
import { outcomeBy } from './command-outcome.ts';
import { concernsWorkflow, expected, translateAll } from './order-decisions.ts';
import { orderSoFar, planChange, recordChange, saveChange, withOrder } from './order-record.ts';
import type { OrderRef } from './order.messages.ts';
import { sortOut, unsavable } from './sort-out.ts';

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

/** The waiting messages of an order: translated, applied and marked done in one transaction. */
export class OrderInbox {
  constructor(
    private readonly database: Database,
    private readonly ordersChanged: CoalescedNotify,
  ) {}

  /** For the order's workflow: applies what waits. What can never be saved is set aside, so that the rest is not held up by it. */
  async drain(order: OrderRef): Promise<InboxSeen> {
    const look = await this.look(order, () => false).catch((error: unknown) => {
      if (unsavable(error) === null) throw error;
      return this.look(order, () => false, true);
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
      const { left, more } = await this.look(order, concernsWorkflow);
      if (left || !more) return !left;
    }
  }

  private async look(order: OrderRef, leaves: typeof concernsWorkflow, oneByOne = false): Promise<Look> {
    const look = await withOrder(this.database, order, (client, context) =>
      this.take(client, order, context, leaves, oneByOne),
    );
    if (look.changed) this.ordersChanged.send(order.merchantId);
    return look;
  }

  private async take(
    client: SqlClient,
    { platformOrderId }: OrderRef,
    context: OrderContext,
    leaves: (context: OrderContext, change: OrderChange | null, asksForOrder: boolean) => boolean,
    oneByOne: boolean,
  ): Promise<Look> {
    const { cipher } = this.database;
    const { shop } = context;
    const messages = await readInbox(client, cipher, shop.connectionId, platformOrderId, INBOX_BATCH_MAX);
    const asksNothing = { needsOrder: false, asksForOrder: false, more: false };
    const nothing = { changed: false, left: false, ...asksNothing, ...expected(context, null) };
    if (messages.length === 0) return nothing;
    const translated = translateAll(channelOf(shop.platform), messages);
    const save = (some: ChangeInput[]) => recordChange(client, cipher, platformOrderId, context, some);
    const sorted = oneByOne ? await sortOut(client, translated.inputs, save) : { ...translated, refused: [] };
    const { inputs } = sorted;
    const change = inputs.length === 0 ? null : planChange(cipher, context, inputs);
    if (leaves(context, change, translated.asksForOrder)) return { ...nothing, left: true };
    for (const { id, reason, detail } of [...translated.refused, ...sorted.refused])
      await park(client, id, reason, detail);
    const messageIds = inputs.map((input) => input.messageId ?? '');
    if (change) await saveChange(client, cipher, platformOrderId, context, change, messageIds);
    if (change && translated.courier)
      await saveCourier(client, cipher, { shopId: shop.id, platformOrderId }, translated.courier);
    const asksForOrder = context.order !== null && translated.asksForOrder;
    // Where its workflow cannot read it, the next poll does.
    if (context.order && asksForOrder) await readAgainSoon(client, context.order.id);
    const needsOrder = inputs.length > 0 && change === null;
    if (context.order?.commandOpen && change) {
      const known = orderSoFar(cipher, context.order, change);
      await settleOpenCommands(client, context.order.id, (command) => outcomeBy(command, known));
    }
    const more = messages.length === INBOX_BATCH_MAX;
    return { changed: true, left: false, needsOrder, asksForOrder, more, ...expected(context, change) };
  }
}
