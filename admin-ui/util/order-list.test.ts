import { expect, test } from 'vitest';
import type { OrderSummary } from '../api/types.ts';
import { firstPage, holdsOrder, insertOrder, keepOrders, ordersOf, replaceOrder } from './order-list.ts';
import type { OrderList } from './order-list.ts';

/** An order placed and last changed at the given seconds. */
const order = (id: string, placed: number, updated = placed) =>
  ({ id, placedAt: time(placed), updatedAt: time(updated), phase: 'not_accepted' }) as OrderSummary;
const time = (seconds: number) => new Date(seconds * 1000).toISOString();

function list(pages: OrderSummary[][], nextCursor: string | null = null): OrderList {
  return {
    pages: pages.map((items, index) => ({ items, nextCursor: index === pages.length - 1 ? nextCursor : `c${index}` })),
    pageParams: pages.map((_, index) => (index === 0 ? null : `c${index - 1}`)),
  };
}
const ids = (orders: OrderList) => ordersOf(orders).map(({ id }) => id);

test('a changed order changes in its place', () => {
  const before = list([[order('a', 3), order('b', 2)], [order('c', 1)]]);
  const after = replaceOrder(before, { ...order('c', 1, 9), phase: 'assigned' });
  expect(ids(after)).toEqual(['a', 'b', 'c']);
  expect(ordersOf(after)[2]?.phase).toBe('assigned');
  expect(after.pages[0]).toBe(before.pages[0]);
});

test('news that arrive late do not take an order back in time', () => {
  const before = list([[order('a', 1, 5)]]);
  expect(replaceOrder(before, { ...order('a', 1, 4), phase: 'cancelled' })).toBe(before);
});

test('an order of another list changes nothing', () => {
  const before = list([[order('a', 1)]]);
  expect(replaceOrder(before, order('x', 9))).toBe(before);
});

test('the newest order comes on top', () => {
  expect(ids(insertOrder(list([[order('b', 2), order('a', 1)]], 'more'), order('c', 3), 'newest'))).toEqual([
    'c',
    'b',
    'a',
  ]);
});

test('an order that was late on its way comes where its time puts it', () => {
  expect(ids(insertOrder(list([[order('c', 3)], [order('a', 1)]]), order('b', 2), 'newest'))).toEqual(['c', 'b', 'a']);
});

test('among the waiting a new order goes to the end', () => {
  expect(ids(insertOrder(list([[order('a', 1), order('b', 2)]]), order('c', 3), 'waiting'))).toEqual(['a', 'b', 'c']);
});

test('an order that belongs to a page not read yet is left to that page', () => {
  const before = list([[order('a', 1), order('b', 2)]], 'more');
  expect(insertOrder(before, order('c', 3), 'waiting')).toBe(before);
});

test('the first order fills an empty list', () => {
  expect(ids(insertOrder(list([[]]), order('a', 1), 'newest'))).toEqual(['a']);
});

test('an order never comes twice', () => {
  const before = list([[order('a', 1)]]);
  expect(ids(insertOrder(before, order('a', 1, 2), 'newest'))).toEqual(['a']);
  // A page read after an arrival repeats the row that the arrival has pushed down.
  expect(ids(list([[order('b', 2), order('a', 1)], [order('a', 1)]]))).toEqual(['b', 'a']);
});

test('orders that have left are taken out, and a list without any stays the same', () => {
  const before = list([[order('a', 1), order('b', 2)]]);
  expect(ids(keepOrders(before, ({ id }) => id !== 'a'))).toEqual(['b']);
  expect(keepOrders(before, () => true)).toBe(before);
  expect(holdsOrder(before, 'b')).toBe(true);
});

test('reading a long list again starts with its first page', () => {
  const long = list([[order('b', 2)], [order('a', 1)]]);
  expect(ids(firstPage(long))).toEqual(['b']);
  expect(firstPage(long).pageParams).toEqual([null]);
});
