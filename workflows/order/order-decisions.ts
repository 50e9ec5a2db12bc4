import type { SalesChannel } from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import type { ChangeInput, OrderChange } from '../../domain/order-change.ts';
import { actionEvent } from '../../domain/order-actions.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import type { Courier } from '../../domain/order.ts';
import { type Fact, isFinal } from '../../domain/order-state.ts';
import { pendingTimers, type Timer } from '../../domain/timers.ts';
import type { StoredCommand } from '../../prisma/store/commands.ts';
import type { InboxMessage } from '../../prisma/store/inbound-messages.ts';
import type { OrderContext } from '../../prisma/store/orders.ts';
import { timelineDetail } from './command-input.ts';

/** What messages say about their order. One that cannot be understood is set aside alone; the others go on. */
export function translateAll(channel: SalesChannel, messages: readonly InboxMessage[]) {
  const inputs: ChangeInput[] = [];
  const refused: { id: string; reason: string; detail: string }[] = [];
  let asksForOrder = false;
  let courier: Courier | null = null;
  for (const message of messages) {
    try {
      const { snapshot, events, ...told } = channel.translate(message);
      asksForOrder ||= told.asksForOrder ?? false;
      if (told.courier && (!courier || told.courier.asOf >= courier.asOf)) courier = told.courier;
      inputs.push({ source: message.source, messageId: message.id, commandId: null, snapshot, events });
    } catch (error) {
      // Translation is pure, so whatever it throws it will throw again: trying once more would only block the order.
      refused.push({ id: message.id, ...parkedFor(error) });
    }
  }
  return { inputs, refused, asksForOrder, courier };
}

/**
 * What a finished command says about its order. It answers what was known when it was asked, so it never counts as earlier than that,
 * whatever the platform's clock says.
 */
export function factOf(command: StoredCommand, known: readonly Fact[]): ChangeInput {
  const occurredAt = new Date(Math.max(Date.now(), ...known.map(({ at }) => at)));
  const event = {
    kind: actionEvent[command.action],
    occurredAt,
    actor: command.actor,
    detail: timelineDetail(command),
  };
  // With the first part the order is on its way.
  const moved = { ...event, kind: 'shipping', implied: true, detail: { part: true } } as const;
  const events = command.action === 'ship_part' ? [event, moved] : [event];
  return { source: 'command', messageId: null, commandId: command.id, snapshot: null, events };
}

/** How long after it was last wanted a command that did nothing yet may still be sent without anybody asking again. */
const WANTED_FOR_MS = 15 * 60_000;
/** The reason of a command that ended because it could not be sent in that time. */
export const NOT_IN_TIME = 'not_in_time';

/** A clerk who pressed at noon expects it in the minutes after, not at four: by then somebody has done it another way. */
export function isTooLate({ wantedAt }: Pick<StoredCommand, 'wantedAt'>, now: number = Date.now()): boolean {
  return now - wantedAt.getTime() > WANTED_FOR_MS;
}

/** Tells beside the order that what was asked has not been done. */
export function expiredEvent({ action }: Pick<StoredCommand, 'action'>): OrderEvent {
  return { kind: 'command_expired', occurredAt: new Date(), actor: 'system', detail: { action } };
}

/** Reminders are notes in the timeline; only the automatic end moves the order. */
export function timerEvent({ name, at }: Timer, now: number): OrderEvent {
  if (name !== 'auto_complete') return { kind: name, occurredAt: new Date(at), actor: 'system' };
  return { kind: 'completed', occurredAt: new Date(now), actor: 'system', detail: { timer: name } };
}

/** What the hub itself says about an order. */
export function fromSystem(events: OrderEvent[]): ChangeInput {
  return { source: 'system', messageId: null, commandId: null, snapshot: null, events };
}

/** What is still to come for an order after a change. */
export function expected(
  { shop, order }: OrderContext,
  change: OrderChange | null,
): { final: boolean; nextTimerAt: number | null } {
  const position = change?.position ?? order?.position;
  if (!position) return { final: true, nextTimerAt: null };
  const placedAt = change?.snapshot?.placedAt ?? order?.placedAt ?? new Date(0);
  const times = { placedAt, paidAt: change ? change.paidAt : (order?.paidAt ?? null) };
  const [next] = pendingTimers(
    position,
    change?.facts ?? order?.facts ?? [],
    times,
    shop.timers,
    order?.timersFired ?? [],
  );
  return { final: isFinal(position), nextTimerAt: next?.at ?? null };
}

/**
 * Whether a change concerns the order's workflow: an order that is new or not described yet, one with a command under way, one that
 * ends or opens again, one that is to be read again, and one whose next timer comes earlier than the workflow knows of. For all else it
 * would only wake up, and an order that is over when it is first seen needs none.
 */
export function concernsWorkflow(context: OrderContext, change: OrderChange | null, asksForOrder = false): boolean {
  if (asksForOrder) return true;
  if (!context.order) return change === null || !expected(context, change).final;
  if (context.order.commandOpen) return true;
  const before = expected(context, null);
  const after = expected(context, change);
  if (after.final !== before.final) return true;
  return after.nextTimerAt !== null && (before.nextTimerAt === null || after.nextTimerAt < before.nextTimerAt);
}

function parkedFor(error: unknown): { reason: string; detail: string } {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof UnknownValueError) return { reason: 'unknown_value', detail };
  if (error instanceof MalformedError || error instanceof ConnectorError) return { reason: 'malformed', detail };
  return { reason: 'translation_failed', detail };
}
