import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { OrderDetail } from '../../api/types.ts';
import { Moment } from '../../ui/Moment.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ForgetCustomer } from './ForgetCustomer.tsx';
import { CourierPhone, CustomerPhone } from './PhoneFacts.tsx';
import css from './customer.module.css';

/** The customer's wish first and bright, then who, where and when. */
export function Customer({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  return (
    <>
      {order.remark && (
        <section className={css['remark']} aria-label={t('order.remark')}>
          <h2>{t('order.remark')}</h2>
          <p>{order.remark}</p>
        </section>
      )}
      {order.merchantRemark && (
        <section className={css['shopNote']} aria-label={t('shopNote.label')}>
          <h2>{t('shopNote.label')}</h2>
          <p>{order.merchantRemark}</p>
        </section>
      )}
      <Panel title={t('order.customer')}>
        <dl className={css['facts']}>
          <Fact name={t('order.name')}>{order.customerName ?? '—'}</Fact>
          <Fact name={t('order.phone')}>
            <CustomerPhone order={order} />
          </Fact>
          <Fact name={t('order.delivery_how')}>{t(`order.${order.deliveryMode}`)}</Fact>
          {order.deliveryMode !== 'pickup' && <Fact name={t('order.address')}>{order.address ?? '—'}</Fact>}
          {order.courier && (
            <Fact name={t('contacts.courier')}>
              <CourierPhone courier={order.courier} />
            </Fact>
          )}
          <Fact name={t('order.promisedAt')}>
            {order.promisedAt ? <Moment at={order.promisedAt} /> : t('order.asap')}
          </Fact>
          <Fact name={t('order.placedAt')}>
            <Moment at={order.placedAt} />
          </Fact>
          <Fact name={t('order.shop')}>{order.shopName}</Fact>
          {!order.remark && <Fact name={t('order.remarkShort')}>{t('order.noRemark')}</Fact>}
        </dl>
        <ForgetCustomer order={order} />
      </Panel>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
