import { type Fact, refundsOf } from '../../../domain/order-state.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import type { EventRow } from '../../../prisma/store/order-views.ts';

/** The refunds of an order with what their news told of them; later news know more. */
export function refundsJson(facts: readonly Fact[], events: readonly EventRow[]): components['schemas']['Refund'][] {
  return refundsOf(facts).map(({ refundId, state }) => {
    const news = events.filter(({ kind, detail }) => kind.startsWith('refund') && (detail.refundId ?? '') === refundId);
    const told = news.map(({ detail }) => detail);
    const amount = told.findLast(({ amountMinor }) => typeof amountMinor === 'number')?.amountMinor;
    const reason = news.find(({ kind }) => kind === 'refund_requested')?.detail.reason;
    return {
      refundId,
      state,
      amountMinor: typeof amount === 'number' ? amount : null,
      reason: typeof reason === 'string' && reason !== '' ? reason : null,
      part: told.some(({ part }) => part === true),
    };
  });
}
