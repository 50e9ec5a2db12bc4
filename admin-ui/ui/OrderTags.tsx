import { useTranslation } from 'react-i18next';
import type { OrderSummary } from '../api/types.ts';
import { useMomentText } from './Moment.tsx';
import css from './order-tags.module.css';

/** What is unusual about an order and must not be missed while reading its products. */
export function OrderTags({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  return (
    <>
      {order.deliveryMode === 'pickup' && <span className={css['tag']}>{t('order.pickup')}</span>}
      {order.promisedAt && <Promised at={order.promisedAt} />}
    </>
  );
}

function Promised({ at }: { at: string }) {
  const { t } = useTranslation();
  return <span className={css['tag']}>{t('order.promised', { time: useMomentText(at) })}</span>;
}

/** The customer's words, on the colour of a sticky note. */
export function RemarkTag({ remark }: { remark: string }) {
  const { t } = useTranslation();
  return (
    <span className={css['remark']} title={remark}>
      <span className="visually-hidden">{t('order.remarkShort')} </span>
      {remark}
    </span>
  );
}
