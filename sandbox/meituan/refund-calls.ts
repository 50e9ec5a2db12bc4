import { yuanFromFen } from '../amounts.ts';
import { shopOf } from './apps.ts';
import { changed, digits, orderFor, required, type Call, type Params } from './call-params.ts';
import { MeituanError } from './errors.ts';
import type { MeituanOrder } from './orders.ts';
import { partRefundCalls } from './part-refund-calls.ts';
import type { Refund } from './refunds.ts';

/** What a merchant asks and answers about refunds. */
export const refundCalls: Readonly<Record<string, Call>> = {
  ...partRefundCalls,
  'order/refund/agree': (world, app, params) => {
    const order = orderFor(world, app, params);
    world.stepRefund(app, order, waitingRefund(order), 'merchant-agree');
    return 'ok';
  },
  'order/refund/reject': (world, app, params) => {
    const order = orderFor(world, app, params);
    required(params, 'reason');
    world.stepRefund(app, order, waitingRefund(order), 'merchant-reject');
    return 'ok';
  },
  'ecommerce/order/getOrderRefundDetail': (world, app, params) => {
    const order = orderFor(world, app, { ...params, order_id: digits(params, 'wm_order_id_view') });
    const shop = shopOf(app, order.appPoiCode);
    const wanted = refundTypeOf(params);
    return order.refunds
      .filter((refund) => wanted === undefined || refundType(refund) === wanted)
      .map((refund) => refundRow(order, refund, shop?.refundForm === 'status'));
  },
};

function waitingRefund(order: MeituanOrder): Refund {
  const refund = order.refunds.findLast((one) => one.state === 'waiting');
  if (!refund) throw changed('没有待处理的退款');
  return refund;
}

/** 1 all of the order, 2 a part; left out is both. */
function refundTypeOf(params: Params): number | undefined {
  const text = params['refund_type'];
  if (text === undefined || text === '') return undefined;
  if (text !== '1' && text !== '2') throw new MeituanError('malformedParameter', '参数格式错误: refund_type');
  return Number(text);
}

function refundType(refund: Refund): number {
  return refund.kind === 'full' ? 1 : 2;
}

/** One refund as the record lists it; shops with goods returns are told a status, the others an answer. */
function refundRow(order: MeituanOrder, refund: Refund, byStatus: boolean): Record<string, unknown> {
  return {
    wm_order_id_view: BigInt(order.orderId),
    order_id: BigInt(order.orderId),
    refund_id: BigInt(refund.refundId),
    ctime: refund.createdAt,
    utime: refund.updatedAt,
    refund_type: refundType(refund),
    res_reason: '',
    res_type: byStatus ? 0 : refund.resType,
    apply_type: refund.isAppeal === 1 ? 6 : (refund.applyType ?? 1),
    apply_reason: refund.reason,
    money: yuanFromFen(refund.moneyFen),
    pictures: '[]',
    wmAppRetailForOrderPartRefundList: refund.items.map((item) => ({
      app_food_code: item.appFoodCode,
      sku_id: item.skuId,
      food_name: item.name,
      count: item.count,
      refund_price: yuanFromFen(item.priceFen),
    })),
    service_type: byStatus ? '1' : '0',
    status: byStatus ? String(refund.returnStatus) : '',
    apply_op_user_type: refund.applyType === 7 ? '2' : '1',
    logistics_info: '',
    incmp_code: 0,
    incmp_modules: [],
  };
}
