import { useTranslation } from 'react-i18next';

const KINDS = [
  'placed',
  'paid',
  'accepted',
  'rejected',
  'cancelled',
  'completed',
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
  'reminded',
] as const;
const ACTORS = ['customer', 'merchant', 'platform', 'courier', 'system'] as const;
const REASONS = ['not_paid', 'already_accepted', 'already_completed', 'already_cancelled', 'refund_open'] as const;

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

export function useEventReason(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => {
    const known = REASONS.find((name) => name === code);
    return known ? t(`reason.${known}`) : code;
  };
}
