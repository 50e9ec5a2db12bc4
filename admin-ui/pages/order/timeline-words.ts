import { useTranslation } from 'react-i18next';
import type { OrderEvent } from '../../api/types.ts';
import { COURIER_STEPS, COURIERS, REAL_PHONE_REASONS, REFUSE_REASONS, REJECT_REASONS } from '../../ui/order-words.ts';

const KINDS = [
  'placed',
  'paid',
  'accepted',
  'cancelled',
  'completed',
  'undone',
  'assigned',
  'preparing',
  'ready',
  'shipping',
  'in_service',
  'delivered',
  'refund_requested',
  'refund_agreed',
  'refund_refused',
  'refunded',
  'refund_withdrawn',
  'courier_gave_up',
  'courier_update',
  'accept_half',
  'accept_urgent',
  'accept_over',
  'pay_over',
  'details_changed',
  'remarked',
  'part_refund_sent',
  'part_shipped',
  'waybill_changed',
  'command_expired',
  'real_phone_fetched',
] as const;
const ACTIONS = [
  'accept',
  'reject',
  'ready',
  'ship',
  'ship_part',
  'change_waybill',
  'deliver',
  'cancel',
  'close',
  'agree_refund',
  'refuse_refund',
  'refund_part',
  'remark',
] as const;
/** The reason of an acceptance that nobody gave. */
const NO_ACCEPT = 'no accept call on this platform';
const ACTORS = ['customer', 'merchant', 'platform', 'courier', 'system'] as const;
const REASONS = [
  'known',
  'overtaken',
  'nothing_shipping',
  'nothing_requested',
  'already_completed',
  'already_cancelled',
  'already_delivered',
  'not_completed',
] as const;

/** Names what happened. The hub may learn new kinds before these pages do; those show as they are. */
export function useEventText(): (kind: string) => string {
  const { t } = useTranslation();
  return (kind) => {
    const known = KINDS.find((name) => name === kind);
    return known ? t(`event.${known}`) : kind;
  };
}

/** Names who did it: a role in our words, or the name of a person or key as it is. */
export function useActorText(): (actor: string) => string {
  const { t } = useTranslation();
  return (actor) => {
    const known = ACTORS.find((name) => name === actor);
    return known ? t(`actor.${known}`) : actor;
  };
}

/** Says why an event moved nothing; null for one that did. */
export function useWhyNot(): (event: Pick<OrderEvent, 'outcome' | 'reasonCode'>) => string | null {
  const { t } = useTranslation();
  return ({ outcome, reasonCode }) => {
    if (outcome === 'applied') return null;
    const known = REASONS.find((name) => name === reasonCode);
    if (known) return t(`eventReason.${known}`);
    return reasonCode ? `${t(`event.${outcome}`)} (${reasonCode})` : t(`event.${outcome}`);
  };
}

/** What came with an event: a reason that a clerk chose here, the words of a customer or platform, or the parcel. */
export function useDetail(): (detail: OrderEvent['detail']) => string | null {
  const { t } = useTranslation();
  return ({ reason, courier, trackingNumber, courierStep, action, lines, part }) => {
    const asked = ACTIONS.find((name) => name === action);
    if (asked) return t(`action.${asked}`);
    const step = COURIER_STEPS.find((name) => name === courierStep);
    if (step) return t(`contacts.step_${step}`);
    const fetched = REAL_PHONE_REASONS.find((name) => name === reason);
    if (fetched) return t(`contacts.reason_${fetched}`);
    const service = COURIERS.find((name) => name === courier);
    const parcel =
      service && `${t(`courier.${service}`)} ${typeof trackingNumber === 'string' ? trackingNumber : ''}`.trim();
    if (typeof lines === 'string' && lines && !reason) return [lines, parcel].filter(Boolean).join(' · ');
    if (parcel) return parcel;
    if (part === true) return t('shipping.part');
    if (reason === NO_ACCEPT) return t('eventReason.no_accept');
    const rejected = REJECT_REASONS.find((name) => name === reason);
    if (rejected) return t(`reject.${rejected}`);
    const refused = REFUSE_REASONS.find((name) => name === reason);
    if (refused) return t(`refundAsk.reason_${refused}`);
    return typeof reason === 'string' && reason ? reason : null;
  };
}
