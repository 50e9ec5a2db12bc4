import { shopOf, type MeituanApp, type MeituanShop } from './apps.ts';
import { MeituanError } from './errors.ts';
import type { MeituanOrder } from './orders.ts';
import type { MeituanWorld } from './world.ts';

export type Params = Readonly<Record<string, string>>;
/** Answers the `data` of the envelope or throws a MeituanError. */
export type Call = (world: MeituanWorld, app: MeituanApp, params: Params) => unknown;

/** A batch of which some entries failed: `data` is ok all the same, and `msg` tells the failures as JSON text. */
export class PartSuccess {
  readonly failures: readonly object[];

  constructor(failures: readonly object[]) {
    this.failures = failures;
  }
}

/** An answer without the envelope's `data`, as the calls about tokens give it. */
export class BareAnswer {
  readonly fields: object;

  constructor(fields: object) {
    this.fields = fields;
  }
}

/** Self delivery and 众包; with any other code Meituan's riders deliver and the merchant may not. */
const SELF_DELIVERY_CODES = ['0000', '1003'];

export function orderFor(world: MeituanWorld, app: MeituanApp, params: Params): MeituanOrder {
  const order = world.orders.find(digits(params, 'order_id'));
  if (!order) throw new MeituanError('unknownOrder', '订单不存在');
  if (order.appId !== app.appId || !shopOf(app, order.appPoiCode))
    throw new MeituanError('noRight', '没有权限访问此数据');
  return order;
}

export function shopFor(world: MeituanWorld, app: MeituanApp, params: Params): MeituanShop {
  const code = required(params, 'app_poi_code');
  const shop = shopOf(app, code);
  if (shop) return shop;
  const elsewhere = [...world.apps.values()].some((other) => shopOf(other, code));
  throw elsewhere ? new MeituanError('noRight', '没有权限访问此数据') : new MeituanError('unknownShop', '门店不存在');
}

export function requireConfirmed(order: MeituanOrder): void {
  if (order.status !== 4 && order.status !== 6) throw changed(`status=${String(order.status)}`);
}

export function requireSelfDelivery(order: MeituanOrder): void {
  if (!SELF_DELIVERY_CODES.includes(order.logisticsCode)) {
    throw new MeituanError('notSelfDelivery', '仅自配送或众包门店可操作');
  }
}

export function changed(why: string): MeituanError {
  return new MeituanError('stateChanged', `操作失败，订单状态已变更(${why})`);
}

export function required(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined || value === '') throw new MeituanError('missingParameter', `缺少参数: ${name}`);
  return value;
}

export function digits(params: Params, name: string): string {
  const value = required(params, name);
  if (!/^\d{1,19}$/.test(value)) throw new MeituanError('malformedParameter', `参数格式错误: ${name}`);
  return value;
}

/** `offset` from 0 and `limit`, which is as much as the call allows when it is left out. */
export function page(params: Params, limitMax: number): { offset: number; limit: number } {
  const offset = params['offset'] ? Number(digits(params, 'offset')) : 0;
  const limit = params['limit'] ? Number(digits(params, 'limit')) : limitMax;
  if (limit < 1 || limit > limitMax) throw new MeituanError('malformedParameter', '参数格式错误: limit');
  return { offset, limit };
}
