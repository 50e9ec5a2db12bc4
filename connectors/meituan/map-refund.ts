import { yuanToFen } from '../../domain/money.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import { factOfRefund } from './map-status.ts';
import { seconds } from './seconds.ts';
import type { RefundFields, RefundRow } from './wire.ts';

/**
 * A refund push -> what happened. Its `ctime` is when the customer asked, also in the push of the merchant's answer; what came later
 * happened when Meituan told it.
 */
export function refundEvent(kind: string, fields: RefundFields, sentAt: Date): OrderEvent {
  const event = factOfRefund(fields);
  const appeal = fields.is_appeal === '1';
  const askedAt = event === 'refund_requested' && !appeal ? seconds(fields.ctime) : null;
  return {
    kind: event,
    occurredAt: seconds(fields.utime) ?? askedAt ?? sentAt,
    actor: actorOf(event),
    detail: {
      refundId: fields.refund_id ?? null,
      part: kind === 'part-refund' || fields.refund_status === '13' || fields.refund_status === '14',
      reason: fields.reason ?? null,
      amountMinor: fields.money === undefined ? null : yuanToFen(fields.money),
      appeal,
    },
  };
}

/** `apply_type` of a refund that the merchant started (go-meituan's list of values). */
const BY_MERCHANT = '7';

/** How a pulled list is to be read where no push tells of the money. */
export const AGREED_IS_REFUNDED = 'agreed-is-refunded';

/**
 * The list of an order's refunds -> that each was asked for and how each was answered. The list never says that the money went back.
 * @param agreedIsRefunded where no push will say it either.
 */
export function refundEvents(rows: readonly RefundRow[], readAt: Date, agreedIsRefunded = false): OrderEvent[] {
  return rows.flatMap((row): OrderEvent[] => {
    const events = eventsOfRow(row, readAt);
    const news = events.at(-1);
    if (!agreedIsRefunded || news?.kind !== 'refund_agreed') return events;
    return [
      ...events,
      { ...news, kind: 'refunded', actor: 'platform', detail: { ...news.detail, resultNotPushed: true } },
    ];
  });
}

function eventsOfRow(row: RefundRow, readAt: Date): OrderEvent[] {
  const detail = {
    refundId: row.refund_id ?? null,
    part: row.refund_type === '2',
    reason: row.apply_reason ?? null,
    amountMinor: row.money === undefined ? null : yuanToFen(row.money),
  };
  const askedAt = seconds(row.ctime) ?? readAt;
  const asked: OrderEvent = { kind: 'refund_requested', occurredAt: askedAt, actor: 'customer', detail };
  // Only shops with goods returns have a `status`; their `res_type` says nothing then.
  const decision = factOfRefund(
    row.status === undefined ? row : { status: row.status, service_type: row.service_type },
  );
  if (row.apply_type === BY_MERCHANT) {
    // Nobody asked and nobody decides: the money is on its way as soon as it is told of.
    const kind = decision === 'refund_requested' ? 'refund_agreed' : decision;
    return [{ kind, occurredAt: seconds(row.utime) ?? askedAt, actor: 'merchant', detail }];
  }
  if (decision === 'refund_requested') return [asked];
  return [asked, { kind: decision, occurredAt: seconds(row.utime) ?? askedAt, actor: actorOf(decision), detail }];
}

function actorOf(kind: OrderEvent['kind']): string {
  return kind === 'refund_requested' || kind === 'refund_withdrawn' ? 'customer' : 'platform';
}
