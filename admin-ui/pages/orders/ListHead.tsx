import { useTranslation } from 'react-i18next';
import type { OrderColumn, OrderSummary } from '../../api/types.ts';
import css from './order-row.module.css';
import { SelectAllBox } from './SelectBox.tsx';

type Props = { columns: readonly OrderColumn[]; orders: readonly OrderSummary[] };

/** The names of the columns; they stay in sight while the rows pass below. */
export function ListHead({ columns, orders }: Props) {
  const { t } = useTranslation();
  const [first, ...rest] = columns;
  const hasPlatform = first === 'platform';
  return (
    <div role="rowgroup" className={css['headgroup']}>
      <div role="row" className={css['head']}>
        <span role="columnheader">
          <SelectAllBox orders={orders} />
        </span>
        {hasPlatform && <span role="columnheader">{t('list.column_platform')}</span>}
        <span role="columnheader">{t('list.column_number')}</span>
        {(hasPlatform ? rest : columns).map((column) => (
          <span key={column} role="columnheader" className={css[column] ?? ''}>
            {t(`list.column_${column}`)}
          </span>
        ))}
        {!columns.includes('products') && <span aria-hidden />}
        <span role="columnheader" className={css['actions']}>
          {t('list.column_actions')}
        </span>
      </div>
    </div>
  );
}
