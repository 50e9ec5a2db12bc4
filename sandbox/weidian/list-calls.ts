import { beijingTime, momentOfBeijing } from '../beijing-time.ts';
import { yuanText } from '../amounts.ts';
import type { ApiCall, CallContext } from './call-context.ts';
import { badValue, integer, optionalMoment, optionalText, requiredText, type Fields } from './call-fields.ts';
import { buyerView, courier } from './order-view.ts';
import { listDigits, listNames, listOf, oldListNames, statusText, type ListName } from './order-words.ts';
import { sumOrder, type WeidianOrder } from './orders.ts';

const SEARCHED_WITHOUT_TIMES_MS = 31 * 86_400_000;
const DAY_MS = 86_400_000;
const PAGE_NUMBER_MAX = 1_000_000;
const PAGE_SIZE_USUAL = 30;
/** Newer lists give at most 50 at a time, older ones 200. */
const pageSizesMax: Readonly<Record<string, number>> = { '1.5': 50, '1.2': 200, '1.1': 200 };

export const listCalls: Readonly<Record<string, ApiCall>> = {
  'vdian.order.list.get': {
    versions: ['1.5', '1.2', '1.1'],
    run: (context) => {
      const { fields, version, app } = context;
      const list = listAsked(fields, version);
      const window = readWindow(fields);
      const fullGroupsOnly = optionalText(fields, 'group_type') === '1';
      const orders = ordersOf(context).filter(
        (order) =>
          (list === 'all' || listOf(order) === list) && window(order) && !(fullGroupsOnly && order.group === 'waiting'),
      );
      const page = pageOf(orders, fields, pageSizesMax[version] ?? 50);
      return {
        total_num: orders.length,
        orders: page.map((order) => ({
          order_id: order.orderId,
          status: version === '1.5' ? listOf(order) : listDigits[listOf(order)],
          status2: statusText(order),
          time: beijingTime(order.createdAt),
          update_time: beijingTime(order.updatedAt),
          img: `https://img.example/${order.lines[0]?.itemId ?? ''}.jpg`,
          total: yuanText(sumOrder(order).totalFen),
          buyer_info: buyerView(order, app),
          buyer_note: order.note,
          seller_note: order.sellerNote,
          ...courier(order),
        })),
      };
    },
  },
  'vdian.order.ids.get': {
    versions: ['1.1'],
    run: (context) => {
      const from = momentOfBeijing(`${requiredText(context.fields, 'order_date')} 00:00:00`);
      if (from === undefined) throw badValue('order_date');
      const orders = ordersOf(context).filter(({ createdAt }) => createdAt >= from && createdAt < from + DAY_MS);
      const page = pageOf(orders, context.fields, 50);
      return { total_num: orders.length, order_ids: page.map(({ orderId }) => orderId) };
    },
  },
};

/** What was changed last comes first, so that orders move from page to page while somebody reads. */
function ordersOf({ world, shop }: CallContext): WeidianOrder[] {
  return world.orders
    .list()
    .filter(({ shopId }) => shopId === shop.shopId)
    .sort((a, b) => b.updatedAt - a.updatedAt || (a.orderId < b.orderId ? 1 : -1));
}

function pageOf<T>(all: readonly T[], fields: Fields, pageSizeMax: number): T[] {
  const number = integer(fields, 'page_num', { min: 1, max: PAGE_NUMBER_MAX, otherwise: 1 });
  const size = integer(fields, 'page_size', { min: 1, max: pageSizeMax, otherwise: PAGE_SIZE_USUAL });
  return all.slice((number - 1) * size, number * size);
}

function listAsked(fields: Fields, version: string): ListName | 'all' {
  const text = optionalText(fields, 'order_type') ?? 'all';
  if (text === 'all') return 'all';
  const old = version === '1.5' ? undefined : Object.hasOwn(oldListNames, text) ? oldListNames[text] : undefined;
  const list = old ?? (version === '1.1' ? undefined : listNames.find((name) => name === text));
  if (!list) throw badValue('order_type');
  return list;
}

/** Both ends count, by whole seconds. Half a pair is none; without any the last 31 days are searched. */
function readWindow(fields: Fields): (order: WeidianOrder) => boolean {
  const pair = (name: string): { from: number; to: number } | undefined => {
    const [from, to] = [optionalMoment(fields, `${name}_start`), optionalMoment(fields, `${name}_end`)];
    if (from === undefined || to === undefined) return undefined;
    if (from > to) throw badValue(`${name}_start`);
    return { from, to };
  };
  const [added, updated] = [pair('add'), pair('update')];
  const now = Date.now();
  const usual = added || updated ? undefined : { from: now - SEARCHED_WITHOUT_TIMES_MS, to: now };
  const within = (ms: number, window: { from: number; to: number } | undefined): boolean => {
    const second = Math.floor(ms / 1_000) * 1_000;
    return !window || (second >= window.from && second <= window.to);
  };
  return (order) => within(order.createdAt, added ?? usual) && within(order.updatedAt, updated);
}
