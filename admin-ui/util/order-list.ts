import type { InfiniteData } from '@tanstack/react-query';
import type { OrderPage, OrderSummary } from '../api/types.ts';

/** The pages of one order list, as they came from the hub and as live changes have altered them since. */
export type OrderList = InfiniteData<OrderPage, string | null>;

/** All orders of a list in its order, each once: a page read after an arrival may repeat the row that moved down. */
export function ordersOf(list: OrderList): OrderSummary[] {
  const seen = new Set<string>();
  const orders: OrderSummary[] = [];
  for (const page of list.pages) {
    for (const order of page.items) {
      if (seen.has(order.id)) continue;
      seen.add(order.id);
      orders.push(order);
    }
  }
  return orders;
}

export function holdsOrder(list: OrderList, orderId: string): boolean {
  return list.pages.some((page) => page.items.some((order) => order.id === orderId));
}

/** Puts a newer version of an order in the place of the older one. Never moves a row, never goes back in time. */
export function replaceOrder(list: OrderList, order: OrderSummary): OrderList {
  return mapPages(list, (items) => {
    const index = items.findIndex((item) => item.id === order.id);
    const known = items[index];
    if (!known || Date.parse(known.updatedAt) > Date.parse(order.updatedAt)) return items;
    return items.with(index, order);
  });
}

/**
 * Adds an order where its time puts it. An order that belongs behind the last page read so far is left out, because
 * it will come with a later page.
 */
export function insertOrder(list: OrderList, order: OrderSummary, sort: 'newest' | 'waiting'): OrderList {
  if (holdsOrder(list, order.id)) return replaceOrder(list, order);
  const comesAfter = (item: OrderSummary) =>
    sort === 'newest' ? item.placedAt <= order.placedAt : item.placedAt > order.placedAt;
  const pages = [...list.pages];
  for (const [pageIndex, page] of pages.entries()) {
    const isLast = pageIndex === pages.length - 1;
    const found = page.items.findIndex(comesAfter);
    if (found === -1 && (!isLast || page.nextCursor !== null)) continue;
    const index = found === -1 ? page.items.length : found;
    pages[pageIndex] = { ...page, items: page.items.toSpliced(index, 0, order) };
    return { ...list, pages };
  }
  return list;
}

/** Keeps the orders that `stays` accepts. */
export function keepOrders(list: OrderList, stays: (order: OrderSummary) => boolean): OrderList {
  return mapPages(list, (items) => (items.every(stays) ? items : items.filter(stays)));
}

/** Only the first page, so that reading a long list again costs one request instead of hundreds. */
export function firstPage(list: OrderList): OrderList {
  if (list.pages.length <= 1) return list;
  return { pages: list.pages.slice(0, 1), pageParams: list.pageParams.slice(0, 1) };
}

function mapPages(list: OrderList, change: (items: OrderSummary[]) => OrderSummary[]): OrderList {
  let changed = false;
  const pages = list.pages.map((page) => {
    const items = change(page.items);
    if (items === page.items) return page;
    changed = true;
    return { ...page, items };
  });
  return changed ? { ...list, pages } : list;
}
