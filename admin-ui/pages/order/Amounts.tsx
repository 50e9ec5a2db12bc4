import { useTranslation } from 'react-i18next';
import type { OrderAmount, OrderDetail } from '../../api/types.ts';
import { Money } from '../../ui/Money.tsx';
import { Panel } from '../../ui/Panel.tsx';
import css from './amounts.module.css';

/** How the total comes about, who bears each discount, and what is left for the merchant. */
export function Amounts({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('order.amounts')}>
      <dl className={css['amounts']}>
        {order.amounts.map((amount, index) => (
          <Part key={index} amount={amount} currency={order.currency} />
        ))}
        <div className={css['total']}>
          <dt>{t('order.customerPays')}</dt>
          <dd>
            <Money minor={order.totalMinor} currency={order.currency} />
          </dd>
        </div>
        {order.merchantReceivesMinor !== null && order.merchantReceivesMinor !== order.totalMinor && (
          <div>
            <dt>{t('company.settled')}</dt>
            <dd>
              <Money minor={order.merchantReceivesMinor - order.totalMinor} currency={order.currency} />
            </dd>
          </div>
        )}
        {order.merchantReceivesMinor !== null && (
          <div className={css['receives']}>
            <dt>{t('order.merchantReceives')}</dt>
            <dd>
              <Money minor={order.merchantReceivesMinor} currency={order.currency} />
            </dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}

function Part({ amount, currency }: { amount: OrderAmount; currency: string }) {
  const { t } = useTranslation();
  // What is the same everywhere is in our words; a discount goes by the name that the platform gave it.
  const isNamed = amount.kind === 'discount' || amount.kind === 'other';
  return (
    <div>
      <dt>
        {(isNamed && amount.label) || t(`amount.${amount.kind}`)}
        {amount.borneBy && (
          <span className={css['borne']} data-by={amount.borneBy}>
            {t(`order.borne_${amount.borneBy}`)}
          </span>
        )}
      </dt>
      <dd>
        <Money minor={amount.amountMinor} currency={currency} />
      </dd>
    </div>
  );
}
