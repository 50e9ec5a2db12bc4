import { shopOf } from '../meituan/apps.ts';
import { MeituanError } from '../meituan/errors.ts';
import type { MeituanOrder } from '../meituan/orders.ts';
import type { TsccApp, TsccShop } from './apps.ts';
import { requiredDigits, requiredText, type Biz } from './biz-fields.ts';
import type { TsccWorld } from './world.ts';

export interface CallContext {
  world: TsccWorld;
  app: TsccApp;
  /** The shop that the token was given for. */
  shop: TsccShop;
  biz: Biz;
}

/** Answers the `data` of the envelope, or throws a MeituanError. */
export type Call = (context: CallContext) => unknown;

/** A batch of which some entries failed: `msg` tells the failures as JSON text. */
export class PartSuccess {
  readonly failures: readonly object[];

  constructor(failures: readonly object[]) {
    this.failures = failures;
  }
}

/** The order that `orderId` names. */
export function orderFor({ world, app, shop, biz }: CallContext): MeituanOrder {
  const order = world.takeAway.orders.find(requiredDigits(biz, 'orderId'));
  if (!order) throw new MeituanError('unknownOrder', '订单不存在');
  if (order.appId !== app.appId || order.appPoiCode !== shop.appPoiCode) throw noRight();
  return order;
}

/** `ePoiId` must be the token's own shop. */
export function requireShop(context: CallContext): void {
  requireOwn(context, requiredText(context.biz, 'ePoiId'));
}

export function requireOwn({ world, shop }: CallContext, ePoiId: string): void {
  if (ePoiId === shop.appPoiCode) return;
  const exists = [...world.takeAway.apps.values()].some((app) => shopOf(app, ePoiId));
  throw exists ? noRight() : new MeituanError('unknownShop', '门店不存在');
}

function noRight(): MeituanError {
  return new MeituanError('noRight', '没有权限访问此数据');
}
