import { expect, test } from 'vitest';
import type { OrderSummary } from '../api/types.ts';
import { filterMatcher, HOME_FILTER, isNarrowed, readFilter, toQuery, writeFilter } from './order-filter.ts';
import type { OrderFilter } from './order-filter.ts';

const SHANGHAI = 'Asia/Shanghai';
const now = Date.parse('2026-03-08T12:30:00+08:00');
const read = (address: string) => readFilter(new URLSearchParams(address));
const filter = (change: Partial<OrderFilter>): OrderFilter => ({ ...HOME_FILTER, ...change });
const order = (change: Partial<OrderSummary>) =>
  ({
    platform: 'meituan',
    shopId: 's1',
    phase: 'not_accepted',
    placedAt: '2026-03-08T04:00:00Z',
    ...change,
  }) as OrderSummary;
const matches = (change: Partial<OrderSummary>, wanted: Partial<OrderFilter>) =>
  filterMatcher(filter(wanted), SHANGHAI, now)(order(change));

test('the home page is what waits, and its address is bare', () => {
  expect(read('')).toEqual(HOME_FILTER);
  expect(writeFilter(HOME_FILTER).toString()).toBe('');
});

test('an address brings back the same list', () => {
  const address = 'tab=completed&platform=meituan&shop=s1&range=custom&from=2026-03-01&to=2026-03-07&q=%E9%9D%A2';
  expect(writeFilter(read(address)).toString()).toBe(address);
});

test('an old or mistyped address opens the list as far as it is understood', () => {
  expect(read('tab=lost&range=someday&from=2026-03-01&unknown=1')).toEqual(HOME_FILTER);
  expect(read('range=custom&from=2026-99-99').fromDay).toBeNull();
});

test('a tab alone does not narrow the list, everything else does', () => {
  expect(isNarrowed(filter({ tab: 'completed' }))).toBe(false);
  expect(isNarrowed(filter({ platform: 'meituan' }))).toBe(true);
  expect(isNarrowed(filter({ search: '面' }))).toBe(true);
});

test('what waits is asked for longest waiting first, all else newest first', () => {
  expect(toQuery(filter({}), SHANGHAI, now)).toEqual({ phase: 'not_accepted', sort: 'waiting' });
  expect(toQuery(filter({ tab: 'completed' }), SHANGHAI, now).sort).toBe('newest');
  expect(toQuery(filter({ tab: 'all' }), SHANGHAI, now)).toEqual({ sort: 'newest' });
});

test("days are asked for from midnight to midnight of the merchant's zone", () => {
  const span = (wanted: Partial<OrderFilter>) => {
    const { placedFrom, placedTo } = toQuery(filter(wanted), SHANGHAI, now);
    return [placedFrom, placedTo];
  };
  expect(span({ range: 'today' })).toEqual(['2026-03-07T16:00:00.000Z', undefined]);
  expect(span({ range: 'yesterday' })).toEqual(['2026-03-06T16:00:00.000Z', '2026-03-07T16:00:00.000Z']);
  expect(span({ range: 'week' })).toEqual(['2026-03-01T16:00:00.000Z', undefined]);
  expect(span({ range: 'custom', fromDay: '2026-03-01', toDay: '2026-03-01' })).toEqual([
    '2026-02-28T16:00:00.000Z',
    '2026-03-01T16:00:00.000Z',
  ]);
  expect(span({ range: 'custom', fromDay: '2026-03-01' })).toEqual(['2026-02-28T16:00:00.000Z', undefined]);
});

test('a live order is shown only where the hub would list it too', () => {
  expect(matches({}, {})).toBe('yes');
  expect(matches({ phase: 'assigned' }, {})).toBe('no');
  expect(matches({ phase: 'assigned' }, { tab: 'all' })).toBe('yes');
  expect(matches({}, { platform: 'youzan' })).toBe('no');
  expect(matches({}, { shopId: 's2' })).toBe('no');
  expect(matches({ placedAt: '2026-03-07T15:59:59Z' }, { range: 'today' })).toBe('no');
  expect(matches({ placedAt: '2026-03-07T15:59:59Z' }, { range: 'yesterday' })).toBe('yes');
});

test('whether a live order fits a search is for the hub to say', () => {
  expect(matches({}, { search: '面' })).toBe('unknown');
  expect(matches({ phase: 'assigned' }, { search: '面' })).toBe('no');
});
