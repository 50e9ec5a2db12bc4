import { type EventDetail, isOneOf, type OrderEvent, type OrderEventKind } from './order-event.ts';
import { applyOrderEvent, type Fact, positionOf } from './order-state.ts';
import { orderPhase, type OrderPhase, type OrderPosition, type OrderSnapshot } from './order.ts';

/** What the hub knows of an order before a change. */
export interface KnownOrder {
  facts: readonly Fact[];
  snapshotAt: Date;
}

/** A message or a command's outcome, translated. */
export interface ChangeInput {
  source: 'push' | 'pull' | 'command' | 'system';
  messageId: string | null;
  commandId: string | null;
  snapshot: OrderSnapshot | null;
  events: readonly OrderEvent[];
}

export interface RecordedEvent {
  kind: OrderEventKind;
  outcome: 'applied' | 'stale' | 'refused';
  reasonCode: string | null;
  actor: string;
  source: ChangeInput['source'];
  messageId: string | null;
  commandId: string | null;
  occurredAt: Date;
  detail: EventDetail;
}

export interface OrderChange {
  facts: readonly Fact[];
  position: OrderPosition;
  phase: OrderPhase;
  /** The platform's time of the payment; null while unpaid or unknown. */
  paidAt: Date | null;
  /** The description to store; null when nothing newer than the known one came. */
  snapshot: OrderSnapshot | null;
  events: RecordedEvent[];
}

const newsOnce = ['placed', 'paid'] as const;

/**
 * Applies what came, in order of arrival. Null means that the order is not known and nothing here describes it: it has to be
 * asked for first.
 */
export function changeOrder(known: KnownOrder | null, inputs: readonly ChangeInput[]): OrderChange | null {
  let snapshot: OrderSnapshot | null = null;
  const ended = known !== null && hasEnded(positionOf(known.facts));
  for (const input of inputs) {
    const newest: Date | undefined = snapshot?.asOf ?? known?.snapshotAt;
    // Platforms mask the customer of an ended order, so a later look at it describes less than what is known.
    if (ended && input.source === 'pull') continue;
    if (input.snapshot && (!newest || input.snapshot.asOf >= newest)) snapshot = input.snapshot;
  }
  if (!known && !snapshot) return null;
  let facts: readonly Fact[] = known?.facts ?? [];
  let position = positionOf(facts);
  const events: RecordedEvent[] = [];
  for (const input of inputs) {
    for (const event of input.events) {
      // An order without facts stands at "placed" already, and one that is paid at the door was accepted before: what is told for the
      // first time and not of the past is news all the same.
      const first =
        isOneOf(newsOnce, event.kind) &&
        !facts.some(
          ({ kind, at }) => kind === event.kind || (event.kind === 'paid' && at > event.occurredAt.getTime()),
        );
      const applied = applyOrderEvent(facts, event);
      const refund = event.detail?.refundId ?? undefined;
      const told = facts.some(({ kind, refundId }) => kind === event.kind && refundId === refund);
      const impliedNews = first || (applied.outcome === 'applied' && (!told || event.dated === true));
      if (event.implied && !impliedNews) continue;
      ({ facts, position } = applied);
      events.push({
        kind: event.kind,
        outcome: first ? 'applied' : applied.outcome,
        reasonCode: first ? null : applied.reasonCode,
        actor: event.actor,
        source: input.source,
        messageId: input.messageId,
        commandId: input.commandId,
        occurredAt: event.occurredAt,
        detail: event.detail ?? {},
      });
    }
  }
  const paid = facts.filter(({ kind }) => kind === 'paid').map(({ at }) => at);
  const paidAt = paid.length > 0 ? new Date(Math.min(...paid)) : null;
  return { facts, position, phase: orderPhase(position), paidAt, snapshot, events };
}

function hasEnded({ state }: OrderPosition): boolean {
  return state === 'completed' || state === 'cancelled';
}
