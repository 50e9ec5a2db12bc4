import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '../../api/types.ts';
import { Money } from '../../ui/Money.tsx';
import { Panel } from '../../ui/Panel.tsx';
import css from './refunds.module.css';

/** What the customer wants back, why, and what was answered; the newest first. */
export function Refunds({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const refunds = order.refunds.filter(({ state }) => state !== 'none');
  if (refunds.length === 0) return null;
  return (
    <Panel title={t('refundAsk.panel')}>
      <ul className={css['list']}>
        {refunds.toReversed().map(({ refundId, state, amountMinor, reason, part }) => (
          <li key={refundId} className={css['refund']}>
            <span className={css['state']} data-open={state === 'requested'}>
              {state === 'none' ? '' : t(`refund.${state}`)}
            </span>
            <strong>
              <Money minor={amountMinor ?? order.totalMinor} currency={order.currency} />
            </strong>
            <span className={css['reason']}>
              {reason ?? t('refundAsk.nothing')}
              {part && <span className={css['part']}> · {t('refundAsk.part')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
