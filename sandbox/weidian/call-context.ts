import type { WeidianApp, WeidianShop } from './apps.ts';
import { requiredText, type Fields } from './call-fields.ts';
import { WeidianError } from './errors.ts';
import type { WeidianOrder } from './orders.ts';
import type { WeidianWorld } from './world.ts';

export interface CallContext {
  world: WeidianWorld;
  app: WeidianApp;
  /** The shop that the token was given for. */
  shop: WeidianShop;
  fields: Fields;
  version: string;
}

export interface ApiCall {
  versions: readonly string[];
  /** Answers the `result` of the envelope, undefined for none, or throws a WeidianError. */
  run(context: CallContext): unknown;
}

/** The order that `order_id` names; that of another shop is not found either. */
export function orderFor({ world, shop, fields }: CallContext): WeidianOrder {
  const order = world.orders.find(requiredText(fields, 'order_id'));
  if (!order || order.shopId !== shop.shopId) throw new WeidianError('unknownOrder', '订单不存在');
  return order;
}
