import { useTranslation } from 'react-i18next';
import type { OrderSummary } from '../api/types.ts';
import { useMomentText } from './Moment.tsx';
import css from './order-tags.module.css';

/** What is unusual about an order and must not be missed while reading its products. */
export function OrderTags({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  const isPickup = order.deliveryMode === 'pickup';
  return (
    <>
      {order.promisedAt && <Promised at={order.promisedAt} isPickup={isPickup} />}
      {!order.promisedAt && isPickup && <span className={css['tag']}>{t('order.pickup')}</span>}
    </>
  );
}

function Promised({ at, isPickup }: { at: string; isPickup: boolean }) {
  const { t } = useTranslation();
  const time = useMomentText(at);
  return <span className={css['tag']}>{isPickup ? t('order.pickupAt', { time }) : t('order.promised', { time })}</span>;
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
