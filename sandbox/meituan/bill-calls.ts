import { billRows, type BillRow } from './bills.ts';
import { digits, page, required, shopFor, type Call, type Params } from './call-params.ts';
import { MeituanError } from './errors.ts';
import type { MeituanApp } from './apps.ts';
import type { MeituanWorld } from './world.ts';

const ROWS_MAX = 200;
const DAY_SECONDS = 86_400;

/** What each order of a day brought; refunds are rows of their own. */
export const billCalls: Readonly<Record<string, Call>> = {
  'wm/bill/list': (world, app, params) => answer(rowsFor(world, app, params), params),
  'wm/bill/getOrderBill': (world, app, params) => {
    digits(params, 'partner_type');
    const types = required(params, 'bill_charge_types').split(',');
    const rows = rowsFor(world, app, params).filter((row) => types.includes(String(row.bill_charge_type)));
    return answer(rows, params);
  },
};

function answer(rows: BillRow[], params: Params): { total: number; list: BillRow[] } {
  const { offset, limit } = page(params, ROWS_MAX);
  return { total: rows.length, list: rows.slice(offset, offset + limit) };
}

/** All rows whose day begins between the two moments, both included. */
function rowsFor(world: MeituanWorld, app: MeituanApp, params: Params): BillRow[] {
  const shop = shopFor(world, app, params);
  const [from, to] = [Number(digits(params, 'start_date')), Number(digits(params, 'end_date'))];
  if (to < from) throw new MeituanError('malformedParameter', '参数格式错误: end_date');
  return world.orders
    .list()
    .filter((order) => order.appId === app.appId && order.appPoiCode === shop.appPoiCode)
    .flatMap(billRows)
    .filter((row) => row.daliy_bill_date > from - DAY_SECONDS && row.daliy_bill_date <= to)
    .sort((a, b) => a.daliy_bill_date - b.daliy_bill_date || a.order_time - b.order_time);
}
