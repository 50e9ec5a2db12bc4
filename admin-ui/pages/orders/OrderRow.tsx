import { memo } from 'react';
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
import { useIsUrgent } from '../../util/urgent-orders.ts';
import css from './order-row.module.css';
import type { OrderItemProps } from './OrderList.tsx';
import { LeftNote } from './LeftNote.tsx';

/** An order on a desk: one dense line, read from "which" over "how urgent" and "what" to "do". */
export const OrderRow = memo(function OrderRow({ order, hasLeft, label, isFresh }: OrderItemProps) {
  const hasNote = useHasNote(order.id);
  const isUrgent = useIsUrgent(order.id) && !hasLeft;
  return (
    <div className={css['row']} role="presentation" data-left={hasLeft} data-fresh={isFresh} data-urgent={isUrgent}>
      <span role="cell" className={css['platform']}>
        <PlatformMark platform={order.platform} />
      </span>
      <span role="cell" className={`${css['number']} tabular`}>
        <Link to={paths.order(order.id)} aria-label={label} tabIndex={-1}>
          {order.dayNumber !== null && <strong>#{order.dayNumber}</strong>} <span>{orderNumber(order)}</span>
        </Link>
      </span>
      <span role="cell">
        <OrderStatus order={order} />
      </span>
      <span role="cell" className={css['products']}>
        {hasNote ? (
          <ProgressNote order={order} />
        ) : (
          <>
            <OrderTags order={order} />
            <span className={css['names']}>
              <Products order={order} />
            </span>
            {order.remark && <RemarkTag remark={order.remark} />}
          </>
        )}
      </span>
      <span role="cell" className={css['amount']}>
        <Money minor={order.totalMinor} currency={order.currency} />
      </span>
      <span role="cell" className={css['customer']}>
        <span>{order.customerName}</span> <span className="tabular">{order.customerPhone}</span>
      </span>
      <span role="cell" className={css['placed']}>
        <Moment at={order.placedAt} />
      </span>
      <span role="cell" className={css['actions']}>
        {hasLeft ? <LeftNote order={order} size="row" /> : <OrderActions order={order} size="row" />}
      </span>
    </div>
  );
});
