import { memo } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { OrderColumn, OrderSummary } from '../../api/types.ts';
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
import css from './order-row.module.css';
import type { OrderItemProps } from './OrderList.tsx';
import { LeftNote } from './LeftNote.tsx';
import { SelectBox } from './SelectBox.tsx';

/** An order on a desk: one dense line, read from "which" over "how urgent" and "what" to "do". */
export const OrderRow = memo(function OrderRow({ order, onRange, columns, hasLeft, label, isFresh }: OrderItemProps) {
  const hasNote = useHasNote(order.id);
  const isUrgent = useIsUrgent(order.id) && !hasLeft;
  const isSelected = useIsSelected(order.id);
  const [first, ...rest] = columns;
  const hasPlatform = first === 'platform';
  const hasProducts = columns.includes('products');
  return (
    <div
      className={css['row']}
      role="presentation"
      data-left={hasLeft}
      data-fresh={isFresh}
      data-urgent={isUrgent}
      data-selected={isSelected}
    >
      <span role="cell" className={css['select']}>
        <SelectBox order={order} onRange={onRange} />
      </span>
      {hasPlatform && (
        <span role="cell" className={css['platform']}>
          <PlatformMark platform={order.platform} />
        </span>
      )}
      <span role="cell" className={`${css['number']} tabular`}>
        <Link to={paths.order(order.id)} aria-label={label} tabIndex={-1}>
          {order.dayNumber !== null && <strong>#{order.dayNumber}</strong>} <span>{orderNumber(order)}</span>
        </Link>
      </span>
      {(hasPlatform ? rest : columns).map((column) => (
        <span key={column} role="cell" className={css[column] ?? ''}>
          {column === 'products' && hasNote ? <ProgressNote order={order} /> : <Cell order={order} column={column} />}
        </span>
      ))}
      {!hasProducts && <span role="cell">{hasNote && <ProgressNote order={order} />}</span>}
      <span role="cell" className={css['actions']}>
        {hasLeft ? <LeftNote order={order} size="row" /> : <OrderActions order={order} size="row" />}
      </span>
    </div>
  );
});

function Cell({ order, column }: { order: OrderSummary; column: OrderColumn }): ReactNode {
  switch (column) {
    case 'platform':
      return <PlatformMark platform={order.platform} />;
    case 'shop':
      return <span title={order.shopName}>{order.shopName}</span>;
    case 'status':
      return <OrderStatus order={order} />;
    case 'products':
      return (
        <>
          <OrderTags order={order} />
          <span className={css['names']}>
            <Products order={order} />
          </span>
          {order.remark && <RemarkTag remark={order.remark} />}
        </>
      );
    case 'amount':
      return <Money minor={order.totalMinor} currency={order.currency} />;
    case 'customer':
      return (
        <>
          <span>{order.customerName}</span> <span className="tabular">{order.customerPhone}</span>
        </>
      );
    case 'placed':
      return <Moment at={order.placedAt} />;
  }
}
