import { useTranslation } from 'react-i18next';
import { useOrderCounts } from '../../api/orders.ts';
import { Money } from '../../ui/Money.tsx';
import css from './list-tools.module.css';

/** What the day has brought so far, as the hub keeps it. */
export function DayFigure() {
  const { t } = useTranslation();
  const counts = useOrderCounts().data;
  if (!counts) return null;
  const [main = { currency: 'CNY', orders: 0, totalMinor: 0 }, ...others] = counts.today;
  return (
    <p className={css['figure']} title={t('today.hint')}>
      <span>{t('today.name')}</span>
      <strong>
        <Money minor={main.totalMinor} currency={main.currency} />
        {others.map(({ currency, totalMinor }) => (
          <span key={currency}>
            {' + '}
            <Money minor={totalMinor} currency={currency} />
          </span>
        ))}
      </strong>
      <span className="tabular">
        {t('today.orders', { count: counts.today.reduce((sum, { orders }) => sum + orders, 0) })}
      </span>
    </p>
  );
}
