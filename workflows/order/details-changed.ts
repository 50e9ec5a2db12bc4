import type { ChangeInput, RecordedEvent } from '../../domain/order-change.ts';
import type { OrderSnapshot } from '../../domain/order.ts';
import type { SnapshotParts } from '../../prisma/store/order-words.ts';

/**
 * What a newer description changes for the people who pack and deliver: the customer's data, the wanted time, the goods. Told by part
 * only; the timeline holds no personal data. Null when nothing they would act on is different.
 */
export function detailsChanged(
  known: SnapshotParts,
  now: SnapshotParts,
  snapshot: OrderSnapshot,
  inputs: readonly ChangeInput[],
): RecordedEvent | null {
  const changed = (Object.keys(now) as (keyof SnapshotParts)[]).filter(
    (part) => known[part] !== undefined && known[part] !== now[part],
  );
  const input = inputs.findLast((each) => each.snapshot === snapshot);
  if (changed.length === 0 || !input) return null;
  return {
    kind: 'details_changed',
    outcome: 'applied',
    reasonCode: null,
    actor: 'platform',
    source: input.source,
    messageId: input.messageId,
    commandId: null,
    occurredAt: snapshot.asOf,
    detail: Object.fromEntries(changed.map((part) => [part, true])),
  };
}
