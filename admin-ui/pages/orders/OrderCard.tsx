import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../../ui/Moment.tsx';
import { Money } from '../../ui/Money.tsx';
import { OrderActions } from '../../ui/OrderActions.tsx';
import { OrderStatus } from '../../ui/OrderStatus.tsx';
import { OrderTags, RemarkTag } from '../../ui/OrderTags.tsx';
import { PlatformMark } from '../../ui/PlatformMark.tsx';
import { Products } from '../../ui/Products.tsx';
import { ProgressNote, useHasNote } from '../../ui/ProgressNote.tsx';
import { orderNumber } from '../../util/order-number.ts';
import { paths } from '../../util/path-builder.ts';
import { useIsSelected } from '../../util/selected-orders.ts';
import { useIsUrgent } from '../../util/urgent-orders.ts';
import { LeftNote } from './LeftNote.tsx';
import css from './order-card.module.css';
import type { OrderItemProps } from './OrderList.tsx';
import { SelectBox } from './SelectBox.tsx';

/** An order on a phone: read with one glance, answered with one thumb. */
export const OrderCard = memo(function OrderCard({ order, onRange, hasLeft, isFresh }: OrderItemProps) {
  const { t } = useTranslation();
  const hasNote = useHasNote(order.id);
  const isSelected = useIsSelected(order.id);
  const isUrgent = useIsUrgent(order.id) && !hasLeft;
  return (
    <div
      className={css['card']}
      data-left={hasLeft}
      data-fresh={isFresh}
      data-urgent={isUrgent}
      data-selected={isSelected}
    >
      <div className={css['head']}>
        <Link to={paths.order(order.id)} className={css['which']}>
          <PlatformMark platform={order.platform} />
          {order.dayNumber !== null && <strong className="tabular">#{order.dayNumber}</strong>}
          <span className={`${css['number']} tabular`}>{orderNumber(order)}</span>
          <span className="visually-hidden">{t('list.id', { id: order.platformOrderId })}</span>
        </Link>
        <span className={css['marks']}>
          <OrderStatus order={order} />
          <SelectBox order={order} onRange={onRange} />
        </span>
      </div>
      <p className={css['products']}>
        <Products order={order} />
      </p>
      {(order.remark || order.promisedAt || order.deliveryMode === 'pickup') && (
        <p className={css['tags']}>
          <OrderTags order={order} />
          {order.remark && <RemarkTag remark={order.remark} />}
        </p>
      )}
      <div className={css['foot']}>
        <span className={css['customer']}>
          {order.customerName} · <Moment at={order.placedAt} />
        </span>
        <strong className={css['amount']}>
          <Money minor={order.totalMinor} currency={order.currency} />
        </strong>
      </div>
      {hasNote && <ProgressNote order={order} />}
      {hasLeft ? <LeftNote order={order} size="card" /> : <OrderActions order={order} size="card" />}
    </div>
  );
});
