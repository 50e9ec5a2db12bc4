import { CloseOutlined, PrinterOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { askMany, bulkStore } from '../../api/bulk-commands.ts';
import type { Action, OrderSummary } from '../../api/types.ts';
import { allows } from '../../ui/OrderActions.tsx';
import { printOrders } from '../../ui/papers/print-orders.ts';
import type { Paper } from '../../ui/papers/print-orders.ts';
import { announce } from '../../util/announce.ts';
import type { OrderFilter } from '../../util/order-filter.ts';
import { selectNone, useSelectedIds } from '../../util/selected-orders.ts';
import { useStore } from '../../util/store.ts';
import css from './bulk-bar.module.css';
import { BulkResults } from './BulkResults.tsx';
import { ExportButton } from './ExportButton.tsx';

type Props = { orders: readonly OrderSummary[]; filter: OrderFilter; onShip: (orders: OrderSummary[]) => void };

/** What can be done with all marked orders, then how it went with each. Stands at the bottom, where a thumb is. */
export function BulkBar({ orders, filter, onShip }: Props) {
  const { t } = useTranslation();
  const selectedIds = useSelectedIds();
  const bulk = useStore(bulkStore);
  const selected = orders.filter(({ id }) => selectedIds.has(id));
  if (bulk === null && selected.length === 0) return null;
  return (
    <section className={css['bar']} aria-label={t('bulk.label')}>
      {bulk ? <BulkResults bulk={bulk} /> : <Choices selected={selected} filter={filter} onShip={onShip} />}
    </section>
  );
}

type ChoicesProps = { selected: OrderSummary[]; filter: OrderFilter; onShip: (orders: OrderSummary[]) => void };

function Choices({ selected, filter, onShip }: ChoicesProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const that = (action: Action) => selected.filter((order) => allows(order, action));
  const ask = (action: 'accept' | 'ready') => {
    askMany(queries, that(action), action);
    selectNone();
  };
  const print = (paper: Paper) => {
    const ids = selected.map(({ id }) => id);
    printOrders(queries, ids, paper).catch(() => announce(t('error.title')));
  };
  const main = (['accept', 'ready', 'ship'] as const).find((action) => that(action).length > 0);
  return (
    <>
      <strong className={css['count']}>{t('bulk.selected', { count: selected.length })}</strong>
      <div className={css['choices']}>
        {(['accept', 'ready', 'ship'] as const).map((action) => {
          const orders = that(action);
          if (orders.length === 0) return null;
          return (
            <Button
              key={action}
              type={action === main ? 'primary' : 'default'}
              onClick={() => (action === 'ship' ? onShip(orders) : ask(action))}
            >
              {t('bulk.do', { action: t(`action.${action}`), count: orders.length })}
            </Button>
          );
        })}
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'kitchen', label: t('paper.kitchen') },
              { key: 'slip', label: t('paper.slip') },
            ],
            onClick: ({ key }) => print(key as Paper),
          }}
        >
          <Button icon={<PrinterOutlined aria-hidden />}>{t('paper.print')}</Button>
        </Dropdown>
        <ExportButton filter={filter} orderIds={selected.map(({ id }) => id)} />
      </div>
      <Button
        type="text"
        className={css['close'] ?? ''}
        icon={<CloseOutlined aria-hidden />}
        aria-label={t('select.none')}
        onClick={selectNone}
      />
    </>
  );
}
