import type { CommandInputs, RefuseReason, RejectReason, SalesChannel, Shipment, ShopAccess } from '../contract.ts';
import {
  agreeRefund,
  cancelOrder,
  completePreparation,
  confirmOrder,
  reportArrived,
  reportDelivering,
  rejectRefund,
} from './client.ts';
import type { MeituanConfig } from './config.ts';

/** Our reasons -> Meituan's `reason_code` for a cancellation by the merchant, with the words that the customer reads (A6). */
const reasonCodes = {
  sold_out: { code: '2009', words: '商品已售完' },
  too_busy: { code: '2008', words: '门店太忙' },
  closed: { code: '2011', words: '门店已打烊' },
  unreachable_address: { code: '2010', words: '地址无法配送' },
  customer_asked: { code: '2006', words: '顾客要求取消' },
  other: { code: '2007', words: '其他原因' },
} as const satisfies Record<RejectReason, { code: string; words: string }>;

/** Meituan takes no code with a refusal, only words; the customer reads them. */
const refuseWords = {
  already_made: '商品已制作完成',
  already_shipped: '商品已在配送途中',
  nothing_wrong: '商品没有问题',
  settled_otherwise: '已与顾客协商解决',
  other: '商家不同意退款',
} as const satisfies Record<RefuseReason, string>;

/** Of Meituan's orders the shop itself delivers, or Meituan's riders do; parcels have calls of their own that need the rider's name. */
export const shipments: readonly Shipment['by'][] = ['own'];

export const commands: SalesChannel<MeituanConfig>['commands'] = {
  accept: ({ config }, { platformOrderId }, signal) => confirmOrder(config, platformOrderId, signal),
  reject: callOff,
  ready: ({ config }, { platformOrderId }, signal) => completePreparation(config, platformOrderId, signal),
  ship: ({ config }, { platformOrderId }, signal) => reportDelivering(config, platformOrderId, signal),
  deliver: ({ config }, { platformOrderId }, signal) => reportArrived(config, platformOrderId, signal),
  cancel: callOff,
  // Only one refund of an order may be open at Meituan, so its calls name the order alone.
  agree_refund: ({ config }, { platformOrderId, note }, signal) =>
    agreeRefund(config, platformOrderId, note || '同意退款', signal),
  refuse_refund: ({ config }, { platformOrderId, reason, note }, signal) =>
    rejectRefund(config, platformOrderId, note || refuseWords[reason], signal),
};

/** `order/cancel` stands for both: a paid order that is not wanted and an accepted one that cannot be kept. */
function callOff(
  { config }: ShopAccess<MeituanConfig>,
  { platformOrderId, reason, note }: CommandInputs['reject'],
  signal: AbortSignal,
): Promise<void> {
  const { code, words } = reasonCodes[reason];
  return cancelOrder(config, platformOrderId, code, note || words, signal);
}
