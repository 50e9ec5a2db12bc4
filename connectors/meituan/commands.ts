import type { CommandInputs, PartRefundReason, SalesChannel, SendCommand } from '../contract.ts';
import type { Shipment } from '../shipments.ts';
import {
  agreeRefund,
  cancelOrder,
  completePreparation,
  confirmOrder,
  reportArrived,
  reportDelivering,
  rejectRefund,
  syncOwnDelivery,
} from './client.ts';
import type { MeituanAccess, MeituanConfig } from './config.ts';
import { refundPart } from './part-refund.ts';
import { reasonCodes, refuseWords } from './reasons.ts';

/** What the customer reads beside money that comes back without having been asked for. */
const partRefundWords = {
  sold_out: '部分商品已售完',
  damaged: '部分商品有损坏',
  missing: '部分商品漏装',
  settled_with_customer: '与顾客协商一致',
  other: '商家退部分商品',
} as const satisfies Record<PartRefundReason, string>;

/** Of Meituan's orders the shop itself delivers, or Meituan's riders do; parcels have calls of their own that need the rider's name. */
export const shipments: readonly Shipment['by'][] = ['own'];

export const commands: SalesChannel<MeituanConfig>['commands'] = {
  accept: (access, { platformOrderId }, signal) => confirmOrder(access, platformOrderId, signal),
  reject: callOff,
  ready: (access, { platformOrderId }, signal) => completePreparation(access, platformOrderId, signal),
  ship: ownDelivery('20', reportDelivering),
  deliver: ownDelivery('40', reportArrived),
  cancel: callOff,
  // Only one refund of an order may be open at Meituan, so its calls name the order alone.
  agree_refund: (access, { platformOrderId, note }, signal) =>
    agreeRefund(access, platformOrderId, note || '同意退款', signal),
  refuse_refund: (access, { platformOrderId, reason, note }, signal) =>
    rejectRefund(access, platformOrderId, note || refuseWords[reason], signal),
  refund_part: (access, { platformOrderId, lines, reason, note }, signal) =>
    refundPart(access, platformOrderId, { lines, words: note || partRefundWords[reason] }, signal),
};

/** The shop's own delivery: told with who brings it where the connection says who, else by the older call that names nobody. */
function ownDelivery(
  status: '20' | '40',
  report: (access: MeituanAccess, orderId: string, signal: AbortSignal) => Promise<void>,
): SendCommand<MeituanConfig, 'ship' | 'deliver'> {
  return (access, { platformOrderId }, signal) => {
    const { self_delivery: courier } = access.config;
    if (!courier) return report(access, platformOrderId, signal);
    return syncOwnDelivery(access, platformOrderId, { courier, status }, signal);
  };
}

/** `order/cancel` stands for both: a paid order that is not wanted and an accepted one that cannot be kept. */
function callOff(
  access: MeituanAccess,
  { platformOrderId, reason, note }: CommandInputs['reject'],
  signal: AbortSignal,
): Promise<void> {
  const { code, words } = reasonCodes[reason];
  return cancelOrder(access, platformOrderId, code, note || words, signal);
}
