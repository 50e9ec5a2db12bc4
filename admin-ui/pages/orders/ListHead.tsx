import { useTranslation } from 'react-i18next';
import css from './order-row.module.css';

/** The names of the columns; they stay in sight while the rows pass below. */
export function ListHead() {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className={css['headgroup']}>
      <div role="row" className={css['head']}>
        <span role="columnheader">{t('list.column_platform')}</span>
        <span role="columnheader">{t('list.column_number')}</span>
        <span role="columnheader">{t('list.column_status')}</span>
        <span role="columnheader">{t('list.column_products')}</span>
        <span role="columnheader" className={css['amount']}>
          {t('list.column_amount')}
        </span>
        <span role="columnheader" className={css['customer']}>
          {t('list.column_customer')}
        </span>
        <span role="columnheader" className={css['placed']}>
          {t('list.column_placed')}
        </span>
        <span role="columnheader" className={css['actions']}>
          {t('list.column_actions')}
        </span>
      </div>
    </div>
  );
}
