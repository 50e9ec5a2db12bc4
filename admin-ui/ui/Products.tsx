import { useTranslation } from 'react-i18next';
import type { OrderSummary } from '../api/types.ts';

/** The first products of an order in one line, with how many kinds there are when not all fit. */
export function Products({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  const separator = t('list.separator');
  const text = order.linesSummary.map((line) => `${line.name} ×${line.quantity}`).join(separator);
  const hidden = order.linesCount > order.linesSummary.length;
  return <>{hidden ? `${text} ${t('list.moreLines', { count: order.linesCount })}` : text}</>;
}
