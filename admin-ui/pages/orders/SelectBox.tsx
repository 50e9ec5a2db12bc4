import { useTranslation } from 'react-i18next';
import type { OrderSummary } from '../../api/types.ts';
import { orderNumber } from '../../util/order-number.ts';
import { selectAll, selectNone, toggleSelected, useIsSelected, useSelectedIds } from '../../util/selected-orders.ts';
import css from './select-box.module.css';

/** Marks an order. A browser's own box: antd's is heavy, and a long list has a hundred of them. */
export function SelectBox({ order, onRange }: { order: OrderSummary; onRange: (orderId: string) => void }) {
  const { t } = useTranslation();
  const checked = useIsSelected(order.id);
  return (
    <label className={css['box']} onClick={(event) => event.stopPropagation()}>
      <input
        type="checkbox"
        tabIndex={-1}
        checked={checked}
        aria-label={t('select.one', { number: orderNumber(order) })}
        onChange={(event) => {
          if (event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey) onRange(order.id);
          else toggleSelected(order.id);
        }}
      />
    </label>
  );
}

/** Marks all orders that are on the screen's list, or none. */
export function SelectAllBox({ orders }: { orders: readonly OrderSummary[] }) {
  const { t } = useTranslation();
  const selected = useSelectedIds();
  const all = orders.length > 0 && orders.every(({ id }) => selected.has(id));
  return (
    <label className={css['box']}>
      <input
        type="checkbox"
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = !all && selected.size > 0;
        }}
        aria-label={t('select.all')}
        onChange={() => (all ? selectNone() : selectAll(orders))}
      />
    </label>
  );
}
