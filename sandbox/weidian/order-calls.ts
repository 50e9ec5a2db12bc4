import { orderFor, type ApiCall, type CallContext } from './call-context.ts';
import { choice, optionalText, yuanField } from './call-fields.ts';
import { WeidianError } from './errors.ts';
import { orderView } from './order-view.ts';
import { sumOrder } from './orders.ts';

const DELAYS_DAYS = ['3', '5', '7', '10', '15', '20'] as const;

function delayReceipt(context: CallContext): void {
  const order = orderFor(context);
  context.world.delayReceipt(order, Number(choice(context.fields, 'delay_time', DELAYS_DAYS)));
}

export const orderCalls: Readonly<Record<string, ApiCall>> = {
  'vdian.order.get': {
    versions: ['1.0', '2.0'],
    run: (context) => orderView(orderFor(context), context.shop, context.app, context.version === '2.0'),
  },
  'vdian.order.cancel': {
    versions: ['1.0'],
    run: (context) => {
      const order = orderFor(context);
      if (context.app.cancelPaid === 'refuse' && order.statusOri === 20)
        throw new WeidianError('wrongState', '已付款订单不能取消，请走退款流程');
      context.world.cancel(order, optionalText(context.fields, 'reason') ?? '');
    },
  },
  'vdian.order.modify': {
    versions: ['1.0'],
    run: (context) => {
      const order = orderFor(context);
      const goodsFen = yuanField(context.fields, 'total_items_price');
      const { linesFen } = sumOrder(order);
      const changeFen = goodsFen - (linesFen - order.discountFen);
      context.world.changePrice(order, changeFen, yuanField(context.fields, 'express_price'));
    },
  },
  'vdian.order.accept.delay': { versions: ['1.0'], run: delayReceipt },
  // The older name of the same.
  'vdian.order.delay.accept': { versions: ['1.0'], run: delayReceipt },
};
