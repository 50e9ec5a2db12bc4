import { useTranslation } from 'react-i18next';
import type { ShopTimers, SyncRunDetail } from '../../api/types.ts';
import { durationParts } from '../../util/duration.ts';

/** A time in words, as 2 分 30 秒. */
export function useDurationText(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) =>
    durationParts(seconds)
      .map(({ amount, unit }) => t(`duration.${unit}`, { count: amount }))
      .join(' ');
}

/** What happens to an order that nobody accepts, in one line. */
export function useTimersText(): (timers: ShopTimers) => string {
  const { t } = useTranslation();
  const duration = useDurationText();
  return ({ acceptDeadlineSeconds, onAcceptDeadline }) =>
    t('shops.timers', { time: duration(acceptDeadlineSeconds), end: t(`onDeadline.${onAcceptDeadline}`) });
}

const ORDER_STATES = ['placed', 'paid', 'accepted', 'completed', 'cancelled'] as const;
const FULFILMENTS = ['assigned', 'preparing', 'ready', 'shipping', 'in_service', 'delivered'] as const;
const REFUNDS = ['requested', 'agreed', 'refused', 'refunded'] as const;

type Found = SyncRunDetail['found'][number];

/**
 * Where an order stands on one side of a difference. The hub tells it as `paid / none / none` (order, fulfilment,
 * refund); anything else, as the words of a failure, is shown as it came.
 */
export function useSideText(): (side: Found['hubHas']) => string {
  const { t } = useTranslation();
  return (side) => {
    if (side === null) return t('difference.nothing');
    if (side === 'order') return t('difference.something');
    const [state, fulfilment, refund] = side.split(' / ');
    const knownState = ORDER_STATES.find((name) => name === state);
    if (!knownState) return side;
    const parts = [t(`orderState.${knownState}`)];
    const knownFulfilment = FULFILMENTS.find((name) => name === fulfilment);
    if (knownFulfilment) parts.push(t(`fulfilment.${knownFulfilment}`));
    const knownRefund = REFUNDS.find((name) => name === refund);
    if (knownRefund) parts.push(t(`refund.${knownRefund}`));
    return parts.join(' · ');
  };
}
