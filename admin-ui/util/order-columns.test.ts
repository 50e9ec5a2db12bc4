import { expect, test } from 'vitest';
import { columnsShown, columnTemplate, ORDER_COLUMNS } from './order-columns.ts';

test('the list keeps its own order, and what does not fit the window is left out', () => {
  expect(columnsShown(['amount', 'platform'], 1440)).toEqual(['platform', 'amount']);
  expect(columnsShown(ORDER_COLUMNS, 820)).toEqual(['platform', 'status', 'products', 'amount']);
});

test('there is a width for each cell: choice, number and actions stand beside what was chosen', () => {
  const widths = (template: string) => template.replaceAll(/minmax\([^)]*\)/g, 'm').split(' ').length;
  expect(widths(columnTemplate(['platform', 'products']))).toBe(5);
  expect(widths(columnTemplate(['amount']))).toBe(5);
  expect(widths(columnTemplate([]))).toBe(4);
});
