import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '../../api/types.ts';
import { Money } from '../../ui/Money.tsx';
import { Panel } from '../../ui/Panel.tsx';
import css from './lines.module.css';

/** What is to be made or packed: quantity first and large, because that is what hands need. */
export function Lines({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <Panel title={t('order.lines')} aside={t('order.sum', { count: pieces })}>
      <ul>
        {order.lines.map((line) => (
          <li key={line.id} className={css['line']}>
            <span className={`${css['quantity']} tabular`} data-many={line.quantity > 1}>
              {line.quantity} ×
            </span>
            <span className={css['what']}>
              <span>{line.name}</span>
              {order.partlyShipped && line.shipped && <span className={css['spec']}>{t('shipping.left')}</span>}
              {(line.spec || line.skuCode) && (
                <span className={css['spec']}>
                  {[line.spec, line.skuCode && t('order.sku', { code: line.skuCode })].filter(Boolean).join(' · ')}
                </span>
              )}
            </span>
            <span className={css['amount']}>
              <Money minor={line.totalMinor} currency={order.currency} />
              {line.quantity > 1 && (
                <span className={css['spec']}>
                  <Money minor={line.unitPriceMinor} currency={order.currency} /> × {line.quantity}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
