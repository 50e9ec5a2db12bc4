import { SpanKind } from '@opentelemetry/api';
import { Context } from '@temporalio/activity';
import { channelOf } from '../../connectors/registry.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import type { ChangeInput } from '../../domain/order-change.ts';
import { type AllowedAction, allowedActions, subjectOf } from '../../domain/order-actions.ts';
import type { Action } from '../../domain/order.ts';
import { pendingTimers } from '../../domain/timers.ts';
import {
  askCommand,
  hasCommand,
  moveCommand,
  openCommandByKey,
  readCommand,
  type StoredCommand,
} from '../../prisma/store/commands.ts';
import type { Database, SqlClient } from '../../prisma/store/database.ts';
import { insertPulledMessage, park, readInbox } from '../../prisma/store/inbound-messages.ts';
import type { CoalescedNotify } from '../../prisma/store/notify.ts';
import { newestTraceOf } from '../../prisma/store/order-lookups.ts';
import { saveMerchantRemark } from '../../prisma/store/order-words.ts';
import { addShippedLines, markTimerFired, type OrderContext } from '../../prisma/store/orders.ts';
import { toActivityError } from '../activity-errors.ts';
import { shopOpener } from '../shop-access.ts';
import { isTracing, type SpanPlan, traced } from '../tracing.ts';
import type { CommandOutcome, OrderRef } from './order.messages.ts';
import { sendTo } from './command-input.ts';
import { outcomeBy } from './command-outcome.ts';
import { expected, expiredEvent, factOf, fromSystem, isTooLate, NOT_IN_TIME, timerEvent } from './order-decisions.ts';
import { INBOX_BATCH_MAX, type InboxSeen, OrderInbox } from './order-inbox.ts';
import { orderSoFar, recordChange, withOrder } from './order-record.ts';

/** A send ends this long before its activity's time does, and is not begun when less is left than a call may take. */
const SEND_MARGIN_MS = 2_000;
const SEND_MIN_MS = 8_000;

/** What a timer asks the workflow to do. */
export interface TimerSeen {
  nextTimerAt: number | null;
  /** A command that the shop's choice gave. */
  commandId: string | null;
  askPlatform: boolean;
}

interface PlatformWords {
  platformCode: string | null;
  platformMessage: string | null;
}

export type OrderActivities = ReturnType<typeof createOrderActivities>;

/** Everything an order's workflow does outside itself. Each step may be repeated after a crash and then changes nothing more. */
export function createOrderActivities(database: Database, ordersChanged: CoalescedNotify) {
  const { cipher } = database;
  const open = shopOpener(database);

  const inbox = new OrderInbox(database, ordersChanged);
  const inOrder = <T>(order: OrderRef, run: (client: SqlClient, context: OrderContext) => Promise<T>): Promise<T> =>
    withOrder(database, order, run);
  const record = (client: SqlClient, order: OrderRef, context: OrderContext, inputs: ChangeInput[]) =>
    recordChange(client, cipher, order.platformOrderId, context, inputs);

  /** Nothing was done, and whoever asked has long gone: told beside the order instead of done unasked. */
  const expire = async (client: SqlClient, order: OrderRef, context: OrderContext, command: StoredCommand) => {
    await moveCommand(client, command.id, 'refused', { platformCode: null, platformMessage: NOT_IN_TIME });
    await record(client, order, context, [fromSystem([expiredEvent(command)])]);
  };

  return {
    /** Takes the order's waiting messages, translates and applies them, all in one transaction. */
    drainInbox: (order: OrderRef): Promise<InboxSeen> => inbox.drain(order),

    /**
     * Lets the timers fire whose time has come, each once. The workflow's clock is given, so that a replayed or skipped time is the
     * time that counts.
     */
    async fireTimers(order: OrderRef, now: number): Promise<TimerSeen> {
      const seen = await inOrder(order, async (client, context): Promise<TimerSeen & { changed: boolean }> => {
        const known = context.order;
        const none = { nextTimerAt: null, commandId: null, askPlatform: false, changed: false };
        if (!known) return none;
        const { timers } = context.shop;
        const due = pendingTimers(known.position, known.facts, known, timers, known.timersFired).filter(
          ({ at }) => at <= now,
        );
        const events = due.map((timer) => timerEvent(timer, now));
        const change = events.length === 0 ? null : await record(client, order, context, [fromSystem(events)]);
        for (const { name } of due) await markTimerFired(client, known.id, name);
        const key = `timer accept_over ${known.id}`;
        const { onAcceptDeadline } = timers;
        if (due.some(({ name }) => name === 'accept_over') && onAcceptDeadline !== 'remind')
          await askCommand(client, {
            merchantId: order.merchantId,
            orderId: known.id,
            action: onAcceptDeadline,
            input: onAcceptDeadline === 'reject' ? { reason: 'too_busy' } : {},
            idempotencyKey: key,
            actor: 'system',
          });
        const fired = {
          ...context,
          order: { ...known, timersFired: [...known.timersFired, ...due.map(({ name }) => name)] },
        };
        return {
          nextTimerAt: expected(fired, change).nextTimerAt,
          // Also when a worker died after it had written this and before its workflow knew: nothing is due any more then.
          commandId: await openCommandByKey(client, key),
          askPlatform: due.some(({ name }) => name === 'pay_over'),
          changed: events.length > 0,
        };
      });
      const { changed, ...timers } = seen;
      if (changed) ordersChanged.send(order.merchantId);
      return timers;
    },

    /** Sets everything that waits for this order aside for a person: its platform does not know the order. */
    async parkInbox(order: OrderRef, detail: string): Promise<void> {
      await inOrder(order, async (client) => {
        const messages = await readInbox(client, cipher, order.shopId, order.platformOrderId, INBOX_BATCH_MAX);
        for (const message of messages) await park(client, message.id, 'order_unknown', detail);
      });
      ordersChanged.send(order.merchantId);
    },

    /** Asks the platform for the order and puts the answer into the inbox like any other message. */
    async fetchOrder(order: OrderRef): Promise<void> {
      const { context, ...remote } = await inOrder(order, async (client, context) => ({
        context,
        ...(await open(client, context)),
        // What a clerk paid back of it is a refund that nobody asked for, so nothing on the order waits for it.
        paidBack: context.order !== null && (await hasCommand(client, context.order.id, 'refund_part')),
      }));
      const { channel, paidBack } = remote;
      const signal = Context.current().cancellationSignal;
      const ask = [channel.fetchOrder(remote.access, order.platformOrderId, signal)];
      const refundState = context.order?.position.refundState;
      const refundUnderWay = refundState === 'requested' || refundState === 'agreed';
      if ((refundUnderWay || paidBack) && channel.fetchRefunds)
        ask.push(channel.fetchRefunds(remote.access, order.platformOrderId, signal));
      const messages = await Promise.all(ask).catch((error: unknown) => Promise.reject(toActivityError(error)));
      const { shop } = context;
      const row = { ...order, connectionId: shop.connectionId, platformShopId: shop.platformShopId };
      await database.withMerchantSql(order.merchantId, async (client) => {
        for (const message of messages) await insertPulledMessage(client, cipher, row, message);
      });
    },

    /**
     * asked -> sent when the order's state allows it. A finished command answers what became of it; one that was begun before, by
     * whom ever, has to be looked up.
     */
    async beginCommand(order: OrderRef, commandId: string): Promise<'sent' | 'done' | 'refused' | 'look-up'> {
      const begun = await inOrder(order, async (client, context) => {
        const command = await mustRead(client, commandId);
        if (command.state === 'done' || command.state === 'refused') return command.state;
        if (command.state !== 'asked') return 'look-up';
        if (isTooLate(command)) {
          await expire(client, order, context, command);
          return 'refused';
        }
        const allowed = permission(context, command);
        if (!allowed?.allowed) {
          const code = allowed?.reasonCode ?? 'order_unknown';
          await moveCommand(client, commandId, 'refused', { platformCode: null, platformMessage: code });
          return 'refused';
        }
        await moveCommand(client, commandId, 'sent');
        return 'sent';
      });
      if (begun === 'refused') ordersChanged.send(order.merchantId);
      return begun;
    },

    /** @throws ApplicationFailure by `activity-errors.ts`; `outcome-unknown` when the platform may have acted. */
    async sendCommand(order: OrderRef, commandId: string): Promise<void> {
      const startedMs = performance.now();
      const remote = await inOrder(order, async (client, context) => ({
        ...(await open(client, context)),
        command: await mustRead(client, commandId),
        newsTrace: isTracing() ? await newestTraceOf(client, context.shop.connectionId, order.platformOrderId) : null,
      }));
      try {
        const { cancellationSignal, info } = Context.current();
        // When its time is over the workflow looks the outcome up and may send again: what is sent here must be over by then.
        const leftMs = info.startToCloseTimeoutMs - SEND_MARGIN_MS - (performance.now() - startedMs);
        if (leftMs < SEND_MIN_MS)
          throw new ConnectorError('unavailable', 'the hub was too slow to send it; nothing was sent');
        const signal = AbortSignal.any([cancellationSignal, AbortSignal.timeout(Math.ceil(leftMs))]);
        await traced(commandSpan(remote), () =>
          sendTo(remote.channel, remote.access, remote.command, order.platformOrderId, signal),
        );
      } catch (error) {
        throw toActivityError(error);
      }
    },

    /** Writes the end of a command and, when the platform did it, the fact that it stands for. */
    async finishCommand(
      order: OrderRef,
      commandId: string,
      end: { state: 'done' } | ({ state: 'refused' } & PlatformWords),
    ): Promise<CommandOutcome> {
      await inOrder(order, async (client, context) => {
        const command = await mustRead(client, commandId);
        if (command.state === 'done' || command.state === 'refused') return;
        await moveCommand(client, commandId, end.state, end.state === 'done' ? undefined : end);
        if (end.state !== 'done') return;
        await record(client, order, context, [factOf(command, context.order?.facts ?? [])]);
        if (!context.order) return;
        const { text = '', lines = [] } = command.input;
        if (command.action === 'remark') await saveMerchantRemark(client, cipher, context.order.id, text);
        if (command.action === 'ship_part')
          await addShippedLines(
            client,
            context.order.id,
            lines.map(({ position }) => position),
          );
      });
      ordersChanged.send(order.merchantId);
      return end.state;
    },

    async markUnknown(order: OrderRef, commandId: string, words: PlatformWords): Promise<void> {
      await inOrder(order, (client) => moveCommand(client, commandId, 'unknown', words));
      ordersChanged.send(order.merchantId);
    },

    /** Decides a command of unknown outcome by what the platform has just told about the order. */
    async settleUnknown(order: OrderRef, commandId: string, lastSend: boolean): Promise<CommandOutcome | 'send-again'> {
      const settled = await inOrder(order, async (client, context) => {
        const command = await mustRead(client, commandId);
        if (command.state === 'done' || command.state === 'refused') return command.state;
        const outcome = context.order && outcomeBy(command, orderSoFar(cipher, context.order));
        if (outcome === 'done') {
          await moveCommand(client, commandId, 'done');
          return 'done' as const;
        }
        if (outcome === null && isTooLate(command)) {
          await expire(client, order, context, command);
          return 'refused' as const;
        }
        const allowed = permission(context, command);
        // The platform says that it did not happen and still could: sending again cannot act twice.
        if (outcome === null && allowed?.allowed && !lastSend) {
          await moveCommand(client, commandId, 'sent');
          return 'send-again' as const;
        }
        const { platformCode, platformMessage } = command;
        // What stands in its way by now (the shop is paused, the order is over) says more than what the platform answered before.
        const reason = outcome === null ? allowed?.reasonCode : undefined;
        const words = reason ? { platformCode: null, platformMessage: reason } : { platformCode, platformMessage };
        await moveCommand(client, commandId, 'refused', words);
        return 'refused' as const;
      });
      ordersChanged.send(order.merchantId);
      return settled;
    },
  };
}

/** Under the press that asked for it, beside the news that it answers; one that a timer gave belongs to the news. */
function commandSpan({ command, newsTrace }: { command: StoredCommand; newsTrace: string | null }): SpanPlan {
  const { action, traceParent } = command;
  return { name: `command ${action}`, kind: SpanKind.INTERNAL, parent: traceParent ?? newsTrace, links: [newsTrace] };
}

async function mustRead(client: SqlClient, commandId: string): Promise<StoredCommand> {
  const command = await readCommand(client, commandId);
  if (!command) throw new Error(`no command ${commandId}`);
  return command;
}

/** What the table says about an action now; undefined while nobody has described the order. */
function permission({ shop, order }: OrderContext, { action, input }: StoredCommand): AllowedAction | undefined {
  if (!order) return undefined;
  const commands = Object.keys(channelOf(shop.platform).commands) as Action[];
  const subject = { ...subjectOf(order, action, input.refundId), shopPaused: shop.paused };
  return allowedActions(subject, commands).find((allowed) => allowed.action === action);
}
