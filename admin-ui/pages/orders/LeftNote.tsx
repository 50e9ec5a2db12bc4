import { useTranslation } from 'react-i18next';
import { useProgress } from '../../api/order-commands.ts';
import type { OrderSummary } from '../../api/types.ts';
import { OrderActions } from '../../ui/OrderActions.tsx';
import css from './order-row.module.css';

/** For an order that has moved on but stays on the screen until no finger is near: where it went. */
export function LeftNote({ order, size }: { order: OrderSummary; size: 'row' | 'card' }) {
  const { t } = useTranslation();
  const progress = useProgress(order.id);
  if (progress) return <OrderActions order={order} size={size} />;
  return <span className={css['moved']}>{t('list.moved', { tab: t(`tab.${order.phase}`) })}</span>;
}
