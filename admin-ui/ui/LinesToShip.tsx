import { Checkbox, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useOrder } from '../api/orders.ts';
import type { OrderSummary } from '../api/types.ts';
import css from './action-dialog.module.css';
import { FailureNote } from './FailureNote.tsx';
import { useFailureText } from './use-failure-text.ts';

/** What of an order is still here, to choose what leaves now. */
export function LinesToShip({
  order,
  chosen,
  onChoose,
}: {
  order: OrderSummary;
  chosen: readonly string[];
  onChoose: (lineIds: string[]) => void;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const { data, error } = useOrder(order.id);
  if (error) return <FailureNote text={failureText(error)} />;
  // While another order's page is open its data may still stand in for a moment.
  if (data?.id !== order.id) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  const here = data.lines.filter(({ shipped }) => shipped !== true);
  return (
    <>
      <span className={css['label']}>{t('shipping.lines')}</span>
      <Checkbox.Group
        aria-label={t('shipping.lines')}
        className={css['list'] ?? ''}
        value={[...chosen]}
        onChange={onChoose}
        options={here.map((line) => ({
          value: line.id,
          label: `${String(line.quantity)} × ${line.name}${line.spec ? ` (${line.spec})` : ''}`,
        }))}
      />
    </>
  );
}
