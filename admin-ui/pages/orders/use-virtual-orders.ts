import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';
import type { OrderSummary } from '../../api/types.ts';
import { TOUCH, useMedia } from '../../util/use-media.ts';

/** Rows have one height, as order-row.module.css says; only cards are measured. */
const ROW_HEIGHT_PX = 40;
const TOUCH_ROW_HEIGHT_PX = 52;
const CARD_HEIGHT_PX = 182;
const CARD_GAP_PX = 10;
const OVERSCAN = 8;

/** Which of the orders are near the screen, and where each of them stands. */
export function useVirtualOrders(orders: OrderSummary[], isPhone: boolean, bodyRef: RefObject<HTMLDivElement | null>) {
  const isTouched = useMedia(TOUCH);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const measure = () =>
      setScrollMargin(Math.round((bodyRef.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    measure();
    // What stands above the list can grow (a bar, wrapped filters); the page then changes its height, too.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [bodyRef]);
  const rowHeightPx = isTouched ? TOUCH_ROW_HEIGHT_PX : ROW_HEIGHT_PX;
  return useWindowVirtualizer({
    count: orders.length,
    estimateSize: () => (isPhone ? CARD_HEIGHT_PX : rowHeightPx),
    getItemKey: (index) => orders[index]?.id ?? index,
    gap: isPhone ? CARD_GAP_PX : 0,
    overscan: OVERSCAN,
    scrollMargin,
    // The sticky head covers the top of the page.
    scrollPaddingStart: 160,
    scrollPaddingEnd: 40,
  });
}
