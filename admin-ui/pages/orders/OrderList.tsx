import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { CSSProperties, MouseEvent, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { OrderColumn, OrderSummary } from '../../api/types.ts';
import { usePlatformName } from '../../ui/PlatformMark.tsx';
import { orderNumber } from '../../util/order-number.ts';
import { paths } from '../../util/path-builder.ts';
import { PHONE, useMedia, useWindowWidth } from '../../util/use-media.ts';
import { columnsPreference, columnsShown, columnTemplate } from '../../util/order-columns.ts';
import { selectUpTo } from '../../util/selected-orders.ts';
import { useStore } from '../../util/store.ts';
import { ListHead } from './ListHead.tsx';
import { OrderCard } from './OrderCard.tsx';
import { OrderRow } from './OrderRow.tsx';
import css from './order-list.module.css';
import { useVirtualOrders } from './use-virtual-orders.ts';

const READ_AHEAD = 15;

export type OrderItemProps = {
  order: OrderSummary;
  /** Marks every order from the last marked one to this. */
  onRange: (orderId: string) => void;
  columns: readonly OrderColumn[];
  /** It no longer belongs to this list, and stays only so that nothing moves under a finger. */
  hasLeft: boolean;
  isFresh: boolean;
  /** Names the order for a screen reader: platform, our number, the platform's id. */
  label: string;
};

type Props = {
  orders: OrderSummary[];
  hasLeft: (order: OrderSummary) => boolean;
  isFresh: (orderId: string) => boolean;
  selectedId: string | null;
  onSelect: (orderId: string) => void;
  hasMore: boolean;
  onMore: () => void;
  listRef: Ref<HTMLDivElement>;
};

/** The orders themselves. Only what is near the screen is in the page, so that 100,000 scroll as easily as 20. */
export function OrderList({ orders, hasLeft, isFresh, selectedId, onSelect, hasMore, onMore, listRef }: Props) {
  const { t } = useTranslation();
  const isPhone = useMedia(PHONE);
  const platformName = usePlatformName();
  const bodyRef = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualOrders(orders, isPhone, bodyRef);
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= orders.length - READ_AHEAD) onMore();
  }, [hasMore, lastShown, orders.length, onMore]);
  useFocusOnSelected(orders, selectedId, bodyRef, virtualizer.scrollToIndex);
  // The same function for as long as the list stands: rows that have not changed are not drawn again.
  const shown = useRef(orders);
  useEffect(() => {
    shown.current = orders;
  });
  const onRange = useCallback((orderId: string) => selectUpTo(shown.current, orderId), []);
  const open = useOpenByClick();
  const Item = isPhone ? OrderCard : OrderRow;
  const chosen = useStore(columnsPreference);
  const widthPx = useWindowWidth();
  const columns = useMemo(() => columnsShown(chosen, widthPx), [chosen, widthPx]);

  return (
    <div
      ref={listRef}
      className={css['list']}
      role={isPhone ? 'list' : 'table'}
      aria-label={t('list.label')}
      aria-rowcount={isPhone ? undefined : orders.length + 1}
      style={{ '--columns': columnTemplate(columns) } as CSSProperties}
    >
      {!isPhone && <ListHead columns={columns} orders={orders} />}
      <div
        ref={bodyRef}
        role={isPhone ? 'presentation' : 'rowgroup'}
        className={css['body']}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => {
          const order = orders[item.index];
          if (!order) return null;
          const label = t('list.row', {
            platform: platformName(order.platform),
            number: order.dayNumber === null ? orderNumber(order) : `#${order.dayNumber} ${orderNumber(order)}`,
            id: order.platformOrderId,
          });
          return (
            <div
              key={item.key}
              ref={isPhone ? virtualizer.measureElement : undefined}
              data-index={item.index}
              data-order-id={order.id}
              role={isPhone ? 'listitem' : 'row'}
              aria-label={label}
              aria-rowindex={isPhone ? undefined : item.index + 2}
              aria-posinset={isPhone ? item.index + 1 : undefined}
              aria-setsize={isPhone ? (hasMore ? -1 : orders.length) : undefined}
              tabIndex={isTabStop(order.id, item.index, selectedId) ? 0 : -1}
              className={css['item']}
              style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
              onClick={(event) => open(event, order.id)}
              onFocus={() => onSelect(order.id)}
            >
              <Item
                order={order}
                onRange={onRange}
                columns={columns}
                hasLeft={hasLeft(order)}
                isFresh={isFresh(order.id)}
                label={label}
              />
            </div>
          );
        })}
      </div>
      <p className={css['end']}>{hasMore ? t('list.loadingMore') : t('list.end')}</p>
    </div>
  );
}

/** Brings the chosen order into view and gives it the keyboard, also when it was not in the page before. */
function useFocusOnSelected(
  orders: OrderSummary[],
  selectedId: string | null,
  bodyRef: { current: HTMLDivElement | null },
  scrollToIndex: (index: number) => void,
): void {
  useEffect(() => {
    if (
      selectedId === null ||
      bodyRef.current?.querySelector(':focus-within')?.closest(`[data-order-id="${selectedId}"]`)
    )
      return;
    const index = orders.findIndex((order) => order.id === selectedId);
    if (index === -1) return;
    scrollToIndex(index);
    const frame = window.requestAnimationFrame(() => {
      bodyRef.current?.querySelector<HTMLElement>(`[data-order-id="${selectedId}"]`)?.focus({ preventScroll: true });
    });
    return () => window.cancelAnimationFrame(frame);
    // Only a new choice moves the keyboard; orders that come and go do not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selectedId]);
}

/** A press anywhere on a row opens it, unless it was on a button or was marking text. */
function useOpenByClick(): (event: MouseEvent, orderId: string) => void {
  const navigate = useNavigate();
  return (event, orderId) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest('button, a, label, [role="tooltip"]')) return;
    if (window.getSelection()?.toString()) return;
    void navigate(paths.order(orderId));
  };
}

// One row is reached by Tab; from there j and k move.
function isTabStop(orderId: string, index: number, selectedId: string | null): boolean {
  return selectedId === null ? index === 0 : orderId === selectedId;
}
