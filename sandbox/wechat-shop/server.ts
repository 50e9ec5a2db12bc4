import type { OpenPlatform, Platform } from '../platform.ts';
import type { Fields } from '../wechat/fields.ts';
import { WechatGateway } from '../wechat/gateway.ts';
import { deliveryOf, isWechatAck, writePush } from '../wechat/pushes.ts';
import { aftersaleCalls } from './aftersale-calls.ts';
import { createShopControl } from './control.ts';
import { PLATFORM } from './events.ts';
import { fundCalls } from './fund-calls.ts';
import { orderCalls } from './order-calls.ts';
import { shipCalls } from './ship-calls.ts';
import { stockCalls } from './stock-calls.ts';
import { ShopWorld } from './world.ts';

/** WeChat Shop (微信小店, api.weixin.qq.com/channels/ec) as far as the README of `sandbox/wechat` says. */
export const openWechatShop: OpenPlatform = (host): Platform => {
  const world = new ShopWorld(host);
  const calls = {
    ...orderCalls(world),
    ...shipCalls(world),
    ...aftersaleCalls(world),
    ...stockCalls(world),
    ...fundCalls(world),
  };
  const gateway = new WechatGateway(world, calls, (fields) => orderOf(world, fields));
  return {
    name: PLATFORM,
    readCall: (request) => gateway.readCall(request),
    pushAddress: (push) => world.apps.get(push.appId)?.callbacks.default,
    signPush: (push) => writePush(world.apps.get(push.appId), push),
    deliverySettings: (push) => deliveryOf(world.apps.get(push.appId)),
    isAck: isWechatAck,
    controlRouter: createShopControl(world, host.pushes),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot as ReturnType<ShopWorld['snapshot']>),
  };
};

/** A call about an application is one about its order. */
function orderOf(world: ShopWorld, fields: Fields): string | undefined {
  const { order_id: orderId, after_sale_order_id: aftersaleId } = fields;
  if (typeof orderId === 'string') return orderId;
  return typeof aftersaleId === 'string' ? world.orderOfAftersale(aftersaleId)?.orderId : undefined;
}
