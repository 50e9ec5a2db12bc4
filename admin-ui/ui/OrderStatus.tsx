import { useTranslation } from 'react-i18next';
import type { OrderSummary } from '../api/types.ts';
import css from './order-status.module.css';
import { TimeLeft } from './TimeLeft.tsx';

/** Where an order stands: the running clock while it waits, then how far it has come. */
export function OrderStatus({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  if (order.refundState !== 'none') return <Tag tone="bad">{t(`refund.${order.refundState}`)}</Tag>;
  switch (order.phase) {
    case 'not_accepted':
      if (order.state === 'placed') return <Tag tone="plain">{t('order.unpaid')}</Tag>;
      if (!order.acceptDeadlineAt) return <Tag tone="warn">{t('tab.not_accepted')}</Tag>;
      return <TimeLeft startAt={order.paidAt ?? order.placedAt} deadlineAt={order.acceptDeadlineAt} />;
    case 'assigned':
    case 'in_progress':
      if (order.partlyShipped && order.fulfilment === 'shipping') return <Tag tone="warn">{t('shipping.partly')}</Tag>;
      return <Tag tone="info">{t(`fulfilment.${order.fulfilment}`)}</Tag>;
    case 'completed':
      return <Tag tone="good">{t('tab.completed')}</Tag>;
    case 'cancelled':
      return <Tag tone="plain">{t('tab.cancelled')}</Tag>;
  }
}

function Tag({ tone, children }: { tone: 'good' | 'warn' | 'bad' | 'info' | 'plain'; children: string }) {
  return (
    <span className={css['tag']} data-tone={tone}>
      {children}
    </span>
  );
}
