import { TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { columnsPreference, ORDER_COLUMNS } from '../../util/order-columns.ts';
import { useStore } from '../../util/store.ts';
import css from './list-tools.module.css';

/** Which columns the list has; remembered for the person, not for the view. */
export function ColumnsButton() {
  const { t } = useTranslation();
  const chosen = useStore(columnsPreference);
  const choices = (
    <div className={css['columns']} role="group" aria-label={t('columns.label')}>
      {ORDER_COLUMNS.map((column) => (
        <Checkbox
          key={column}
          checked={chosen.includes(column)}
          onChange={({ target }) =>
            columnsPreference.set(
              ORDER_COLUMNS.filter((one) => (one === column ? target.checked : chosen.includes(one))),
            )
          }
        >
          {t(`list.column_${column}`)}
        </Checkbox>
      ))}
      <p className={css['hint']}>{t('columns.hint')}</p>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={choices}>
      <Button icon={<TableOutlined aria-hidden />}>{t('columns.button')}</Button>
    </Popover>
  );
}
