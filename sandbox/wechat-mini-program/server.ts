import type { OpenPlatform, Platform } from '../platform.ts';
import { isObject, type Fields } from '../wechat/fields.ts';
import { WechatGateway } from '../wechat/gateway.ts';
import { deliveryOf, isWechatAck, writePush } from '../wechat/pushes.ts';
import { shippingCalls } from './calls.ts';
import { createMiniControl } from './control.ts';
import { messageCalls } from './message-calls.ts';
import { MiniWorld, PLATFORM } from './world.ts';

/** WeChat's mini-programs with shipping management (api.weixin.qq.com/wxa/sec/order) as far as `sandbox/wechat` says. */
export const openWechatMiniProgram: OpenPlatform = (host): Platform => {
  const world = new MiniWorld(host);
  const calls = { ...shippingCalls(world), ...messageCalls(world) };
  const gateway = new WechatGateway(world, calls, (fields) => orderOf(world, fields));
  return {
    name: PLATFORM,
    readCall: (request) => gateway.readCall(request),
    pushAddress: (push) => world.apps.get(push.appId)?.callbacks.default,
    signPush: (push) => writePush(world.apps.get(push.appId), push),
    deliverySettings: (push) => deliveryOf(world.apps.get(push.appId)),
    isAck: isWechatAck,
    controlRouter: createMiniControl(world, host.pushes),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot as ReturnType<MiniWorld['snapshot']>),
  };
};

/** A call may name its order by either number. */
function orderOf(world: MiniWorld, fields: Fields): string | undefined {
  const key = isObject(fields['order_key']) ? fields['order_key'] : fields;
  const { transaction_id: transactionId, out_trade_no: outTradeNo, merchant_trade_no: tradeNo = outTradeNo } = key;
  if (typeof transactionId === 'string' && transactionId !== '') return transactionId;
  if (typeof tradeNo !== 'string') return undefined;
  return [...world.orders.values()].find((order) => order.tradeNo === tradeNo)?.transactionId;
}
