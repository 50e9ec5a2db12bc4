import { orderFor, type ApiCall, type CallContext } from './call-context.ts';
import { badValue, choice, optionalText, requiredText, yuanField } from './call-fields.ts';
import { WeidianError } from './errors.ts';
import { mustBe, mustNotBeRefunding, refundableItems, type WeidianOrder } from './orders.ts';
import { isOpen, type WeidianRefund } from './refunds.ts';

const reasons = { 1: '缺货', 2: '协商一致', 3: '其他' } as const;

export const refundCalls: Readonly<Record<string, ApiCall>> = {
  'vdian.order.refund.accept': {
    versions: ['1.0', '1.1'],
    run: (context) => {
      if (context.version === '1.1') decide(context);
      else decideOld(context);
    },
  },
  'open.sellerCreateRefund': {
    versions: ['1.0'],
    run: (context) => {
      const order = orderFor(context);
      const reason = reasons[Number(choice(context.fields, 'reasonId', ['1', '2', '3'])) as 1 | 2 | 3];
      mustBe(order, [20, 31, 30, 40]);
      mustNotBeRefunding(order);
      const description = optionalText(context.fields, 'refundDesc');
      const items = [itemAsked(context, order)];
      const text = description === undefined ? reason : `${reason}：${description}`;
      context.world.addRefund(order, { state: 'offered', kind: 1, by: 'merchant', reason: text, items });
    },
  },
};

/** By the refund's number; here 2 is no. */
function decide({ world, shop, fields }: CallContext): void {
  const found = world.orders.findRefund(requiredText(fields, 'refund_no'));
  if (!found || found.order.shopId !== shop.shopId) throw new WeidianError('unknownRefund', '退款不存在');
  const { order, refund } = found;
  if (choice(fields, 'is_accept', ['1', '2']) === '2') {
    world.stepRefund(order, refund, 'merchant-reject', requiredText(fields, 'refuse_reason'));
    return;
  }
  const kind = optionalText(fields, 'refund_kind') ?? String(refund.kind);
  if (kind !== '1' && kind !== '2') throw badValue('refund_kind');
  if (kind === '2' && refund.kind === 1) throw badValue('refund_kind');
  const direct = kind === '1' || optionalText(fields, 'direct_refund') === '1';
  // Goods are agreed to first and paid for once they are on their way back; asking twice must not pay before.
  if (!direct && refund.state === 'returning') throw new WeidianError('wrongState', '等待买家退货');
  world.stepRefund(order, refund, !direct && refund.state === 'asked' ? 'return-agree' : 'merchant-agree');
}

/** By the order's number; here 0 is no, and only after the buyer had confirmed the receipt. */
function decideOld(context: CallContext): void {
  const order = orderFor(context);
  const refund = openRefundOf(order);
  if (choice(context.fields, 'is_accept', ['1', '0']) === '1') {
    context.world.stepRefund(order, refund, 'merchant-agree');
    return;
  }
  if (order.statusOri !== 40) throw new WeidianError('wrongState', '当前状态不能拒绝退款');
  context.world.stepRefund(order, refund, 'merchant-reject');
}

function openRefundOf(order: WeidianOrder): WeidianRefund {
  const refund = order.refunds.findLast(isOpen);
  if (!refund) throw new WeidianError('wrongState', '订单没有进行中的退款');
  return refund;
}

/** The one line of `refundSubOrderIdList` with what is given back for it and for freight. */
function itemAsked({ fields }: CallContext, order: WeidianOrder): WeidianRefund['items'][number] {
  const list = fields['refundSubOrderIdList'];
  if (!Array.isArray(list) || list.length !== 1) throw badValue('refundSubOrderIdList');
  const all = refundableItems(order);
  const left = all.find(({ subOrderId }) => String(subOrderId) === String(list[0]));
  if (!left) throw new WeidianError('unknownItem', '订单中没有该商品');
  const itemFen = yuanField(fields, 'refundItemFee');
  const expressFen = yuanField(fields, 'refundExpressFee');
  const expressLeftFen = all.reduce((sum, one) => sum + one.expressFen, 0);
  if (itemFen > left.itemFen) throw badValue('refundItemFee');
  if (expressFen > expressLeftFen) throw badValue('refundExpressFee');
  if (itemFen + expressFen === 0) throw badValue('refundItemFee');
  return { subOrderId: left.subOrderId, itemFen, expressFen };
}
