import type { OrderColumn } from '../api/types.ts';
import { remembered } from './preferences.ts';

type Shown = { width: string; /** Hidden on a narrower window, whatever was chosen. */ fromPx: number };

/** The columns that a person may choose, in the order of the list. Number and actions are always there. */
const COLUMNS: Record<OrderColumn, Shown> = {
  platform: { width: '92px', fromPx: 0 },
  shop: { width: 'minmax(84px, 132px)', fromPx: 1180 },
  status: { width: '112px', fromPx: 0 },
  products: { width: 'minmax(110px, 1fr)', fromPx: 0 },
  amount: { width: '88px', fromPx: 0 },
  customer: { width: '168px', fromPx: 1180 },
  placed: { width: '92px', fromPx: 960 },
};
export const ORDER_COLUMNS = Object.keys(COLUMNS) as OrderColumn[];
const SELECT_WIDTH = '20px';
const NUMBER_WIDTH = '86px';
const ACTIONS_WIDTH = '168px';

/** One shop needs no column for it; who has several turns it on. */
export const columnsPreference = remembered<readonly OrderColumn[]>(
  'order-columns',
  ORDER_COLUMNS.filter((column) => column !== 'shop'),
  (raw) => (Array.isArray(raw) ? ORDER_COLUMNS.filter((column) => raw.includes(column)) : null),
);

export function columnsShown(chosen: readonly OrderColumn[], windowPx: number): OrderColumn[] {
  return ORDER_COLUMNS.filter((column) => chosen.includes(column) && windowPx >= COLUMNS[column].fromPx);
}

/** What `grid-template-columns` is to be. Without products something else has to take the room that is left. */
export function columnTemplate(shown: readonly OrderColumn[]): string {
  const [first, ...rest] = shown.map((column) => COLUMNS[column].width);
  const hasPlatform = shown[0] === 'platform';
  const widths = hasPlatform ? [first, NUMBER_WIDTH, ...rest] : [NUMBER_WIDTH, first, ...rest];
  const filler = shown.includes('products') ? [] : ['1fr'];
  return [SELECT_WIDTH, ...widths.filter(Boolean), ...filler, ACTIONS_WIDTH].join(' ');
}
