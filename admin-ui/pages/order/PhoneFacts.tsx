import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRealPhoneFetch } from '../../api/real-phones.ts';
import type { OrderDetail } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { PhoneLink } from '../../ui/PhoneLink.tsx';
import { REAL_PHONE_REASONS } from '../../ui/order-words.ts';
import { useFailureText } from '../../ui/use-failure-text.ts';
import css from './customer.module.css';

/** The customer's number: the one that the platform shows, and the own one where it was fetched or can be. */
export function CustomerPhone({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const fetching = useRealPhoneFetch(order.id);
  const failureText = useFailureText();
  const failure = fetching.error ? failureText(fetching.error) : fetching.data === 'none' ? t('contacts.none') : null;
  return (
    <div className={css['phones']}>
      <span className="tabular">{order.customerPhone ?? '—'}</span>
      {order.realPhone && (
        <span>
          {t('contacts.real')} <PhoneLink phone={order.realPhone.phone} />
        </span>
      )}
      {order.mayFetchRealPhone && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              {
                type: 'group',
                label: t('contacts.why'),
                children: REAL_PHONE_REASONS.map((key) => ({ key, label: t(`contacts.reason_${key}`) })),
              },
            ],
            onClick: ({ key }) => {
              const reason = REAL_PHONE_REASONS.find((name) => name === key);
              if (reason) fetching.mutate(reason);
            },
          }}
        >
          <Button size="small" loading={fetching.isPending}>
            {t(order.realPhone ? 'contacts.fetchAgain' : 'contacts.fetch')}
          </Button>
        </Dropdown>
      )}
      {failure && <FailureNote text={failure} />}
    </div>
  );
}

/** Who brings the order, to be called when nobody comes. */
export function CourierPhone({ courier }: { courier: NonNullable<OrderDetail['courier']> }) {
  return (
    <div className={css['phones']}>
      {courier.name && <span>{courier.name}</span>}
      {courier.phone && <PhoneLink phone={courier.phone} />}
    </div>
  );
}
