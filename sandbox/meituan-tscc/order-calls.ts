import { changed, requireConfirmed, requireSelfDelivery } from '../meituan/call-params.ts';
import { MeituanError } from '../meituan/errors.ts';
import type { MeituanOrder } from '../meituan/orders.ts';
import type { Refund } from '../meituan/refunds.ts';
import { seconds } from '../meituan/world.ts';
import { malformed, optionalDigits, optionalText, requiredCodes, requiredDigits, requiredText } from './biz-fields.ts';
import { orderFor, requireOwn, type Call, type CallContext } from './call-context.ts';
import { orderView } from './order-view.ts';

/** Codes that a merchant's own software may give for a cancellation. */
const CANCEL_CODE_MIN = 2001;
const CANCEL_CODE_MAX = 2016;
const CANCEL_CODE_OTHER = 2007;

const OPEN_PLATFORM = 6;

/** What a merchant asks and does about its orders. */
export const orderCalls: Readonly<Record<string, Call>> = {
  'waimai/order/queryById': (context) => {
    const order = orderFor(context);
    const whole = !order.incompleteDetails;
    if (order.incompleteDetails) order.incompleteDetails -= 1;
    return orderView(order, context.shop, { nowSeconds: seconds(), whole, delivery: true });
  },
  'waimai/order/queryByDaySeq': ({ world, app, shop, biz }) => {
    const day = requiredDigits(biz, 'date');
    if (day.length !== 8) throw malformed('date');
    const { orders } = world.takeAway;
    const orderId = orders.byNumber(app.appId, shop.appPoiCode, day, Number(requiredDigits(biz, 'daySeq')));
    const order = orders.find(orderId ?? '');
    if (!order) throw new MeituanError('unknownOrder', '订单不存在');
    return orderView(order, shop, { nowSeconds: seconds(), whole: true, delivery: true });
  },
  'waimai/order/queryByEpoids': (context) => {
    for (const code of requiredCodes(context.biz, 'epoiIds')) requireOwn(context, code);
    return unaccepted(context).map((order) => orderView(order, context.shop, { nowSeconds: seconds(), whole: true }));
  },
  'waimai/order/confirm': (context) => {
    context.world.takeAway.confirm(context.app, orderFor(context));
    return 'ok';
  },
  'waimai/order/cancel': (context) => {
    const order = orderFor(context);
    const reason = requiredText(context.biz, 'reason');
    const reasonCode = Number(optionalDigits(context.biz, 'reasonCode') ?? CANCEL_CODE_OTHER);
    if (reasonCode < CANCEL_CODE_MIN || reasonCode > CANCEL_CODE_MAX) throw malformed('reasonCode');
    context.world.takeAway.cancel(context.app, order, { reasonCode, reason, by: OPEN_PLATFORM });
    return 'ok';
  },
  'waimai/order/delivering': (context) => {
    const order = orderFor(context);
    requireSelfDelivery(order);
    const { logistics } = order;
    if (logistics && logistics.status >= 20 && logistics.status < 100) throw changed('已在配送');
    const name = optionalText(context.biz, 'courierName');
    const phone = optionalText(context.biz, 'courierPhone');
    context.world.takeAway.deliver(context.app, order, { ...(name ? { name } : {}), ...(phone ? { phone } : {}) });
    return 'ok';
  },
  'waimai/order/delivered': (context) => {
    const order = orderFor(context);
    requireSelfDelivery(order);
    requireConfirmed(order);
    if (order.logistics?.status !== 20) throw changed('尚未配送或已送达');
    context.world.takeAway.rider(context.app, order, { status: 40 }, false);
    return 'ok';
  },
  'waimai/order/agreeRefund': (context) => {
    const order = orderFor(context);
    context.world.takeAway.stepRefund(context.app, order, waitingRefund(order), 'merchant-agree');
    return 'ok';
  },
  'waimai/order/rejectRefund': (context) => {
    const order = orderFor(context);
    requiredText(context.biz, 'reason');
    context.world.takeAway.stepRefund(context.app, order, waitingRefund(order), 'merchant-reject');
    return 'ok';
  },
};

function unaccepted({ world, app, shop }: CallContext): MeituanOrder[] {
  return world.takeAway.orders
    .list()
    .filter((order) => order.appId === app.appId && order.appPoiCode === shop.appPoiCode && order.status === 2);
}

function waitingRefund(order: MeituanOrder): Refund {
  const refund = order.refunds.findLast((one) => one.state === 'waiting');
  if (!refund) throw changed('没有待处理的退款');
  return refund;
}
