import type { OrderPhase, OrderSummary } from '../api/types.ts';
import { addDays, dayOf, isDay, startOfDay } from './zone-day.ts';

export const PHASES = [
  'not_accepted',
  'assigned',
  'in_progress',
  'completed',
  'cancelled',
] as const satisfies OrderPhase[];
export const TABS = [...PHASES, 'all'] as const;
export const RANGES = ['all', 'today', 'yesterday', 'week', 'custom'] as const;

export type OrderTab = (typeof TABS)[number];
export type OrderRange = (typeof RANGES)[number];

/** What the order list shows. Kept in the address, so that a link, a reload and the back button show the same. */
export type OrderFilter = {
  tab: OrderTab;
  platform: string | null;
  shopId: string | null;
  range: OrderRange;
  /** First and last day of a custom range, both included; null is open. */
  fromDay: string | null;
  toDay: string | null;
  search: string;
};

export type OrderQuery = {
  phase?: OrderPhase;
  platform?: string;
  shopId?: string;
  q?: string;
  placedFrom?: string;
  placedTo?: string;
  sort: 'newest' | 'waiting';
};

export const HOME_FILTER: OrderFilter = {
  tab: 'not_accepted',
  platform: null,
  shopId: null,
  range: 'all',
  fromDay: null,
  toDay: null,
  search: '',
};

/** Reads an address. What it does not understand is as if it were not there: old links must still open. */
export function readFilter(params: URLSearchParams): OrderFilter {
  const range = oneOf(RANGES, params.get('range')) ?? HOME_FILTER.range;
  const custom = range === 'custom';
  return {
    tab: oneOf(TABS, params.get('tab')) ?? HOME_FILTER.tab,
    platform: params.get('platform') || null,
    shopId: params.get('shop') || null,
    range,
    fromDay: custom ? dayOrNull(params.get('from')) : null,
    toDay: custom ? dayOrNull(params.get('to')) : null,
    search: (params.get('q') ?? '').trim().slice(0, 100),
  };
}

/** Writes an address; what is as on the home page is left out. */
export function writeFilter(filter: OrderFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.tab !== HOME_FILTER.tab) params.set('tab', filter.tab);
  if (filter.platform) params.set('platform', filter.platform);
  if (filter.shopId) params.set('shop', filter.shopId);
  if (filter.range !== HOME_FILTER.range) params.set('range', filter.range);
  if (filter.range === 'custom' && filter.fromDay) params.set('from', filter.fromDay);
  if (filter.range === 'custom' && filter.toDay) params.set('to', filter.toDay);
  if (filter.search) params.set('q', filter.search);
  return params;
}

/** True when something besides the tab narrows the list. */
export function isNarrowed(filter: OrderFilter): boolean {
  return writeFilter({ ...filter, tab: HOME_FILTER.tab }).size > 0;
}

/** The question to the API. Days become moments in the merchant's zone; waiting orders come longest waiting first. */
export function toQuery(filter: OrderFilter, timeZone: string, nowMs: number): OrderQuery {
  const span = spanOf(filter, timeZone, nowMs);
  return {
    ...(filter.tab !== 'all' && { phase: filter.tab }),
    ...(filter.platform && { platform: filter.platform }),
    ...(filter.shopId && { shopId: filter.shopId }),
    ...(filter.search && { q: filter.search }),
    ...(span.fromMs !== null && { placedFrom: new Date(span.fromMs).toISOString() }),
    ...(span.toMs !== null && { placedTo: new Date(span.toMs).toISOString() }),
    sort: filter.tab === 'not_accepted' ? 'waiting' : 'newest',
  };
}

export type Belongs = 'yes' | 'no' | 'unknown';

/**
 * Tells of orders whether they belong to the list: `unknown` when only the hub can tell, since a search reads more than
 * a page holds. Made once for many orders, because finding out where a day begins takes longer than the rest.
 */
export function filterMatcher(filter: OrderFilter, timeZone: string, nowMs: number): (order: OrderSummary) => Belongs {
  const { fromMs, toMs } = spanOf(filter, timeZone, nowMs);
  return (order) => {
    const placedMs = Date.parse(order.placedAt);
    if (filter.tab !== 'all' && order.phase !== filter.tab) return 'no';
    if (filter.platform && order.platform !== filter.platform) return 'no';
    if (filter.shopId && order.shopId !== filter.shopId) return 'no';
    if (fromMs !== null && placedMs < fromMs) return 'no';
    if (toMs !== null && placedMs >= toMs) return 'no';
    return filter.search ? 'unknown' : 'yes';
  };
}

function spanOf(filter: OrderFilter, timeZone: string, nowMs: number): { fromMs: number | null; toMs: number | null } {
  const today = dayOf(nowMs, timeZone);
  const start = (day: string | null) => (day === null ? null : startOfDay(day, timeZone));
  switch (filter.range) {
    case 'all':
      return { fromMs: null, toMs: null };
    case 'today':
      return { fromMs: start(today), toMs: null };
    case 'yesterday':
      return { fromMs: start(addDays(today, -1)), toMs: start(today) };
    case 'week':
      return { fromMs: start(addDays(today, -6)), toMs: null };
    case 'custom':
      return { fromMs: start(filter.fromDay), toMs: start(filter.toDay && addDays(filter.toDay, 1)) };
  }
}

function oneOf<T extends string>(known: readonly T[], text: string | null): T | null {
  return known.find((item) => item === text) ?? null;
}

function dayOrNull(text: string | null): string | null {
  return text !== null && isDay(text) ? text : null;
}
