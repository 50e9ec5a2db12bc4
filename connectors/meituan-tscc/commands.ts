import type { CommandInputs, SalesChannel } from '../contract.ts';
import { reasonCodes, refuseWords } from '../meituan/reasons.ts';
import type { Shipment } from '../shipments.ts';
import { actOnOrder } from './client.ts';
import type { TsccAccess, TsccConfig } from './config.ts';

/** The shop itself delivers, or Meituan's riders do. */
export const shipments: readonly Shipment['by'][] = ['own'];

/** The path of "the meal is ready" was not seen, and the fields of a part refund were not either: both are absent (MAPPING). */
export const commands: SalesChannel<TsccConfig>['commands'] = {
  accept: (access, { platformOrderId: orderId }, signal) => actOnOrder(access, 'confirm', { orderId }, signal),
  reject: callOff,
  ship: (access, { platformOrderId: orderId }, signal) => {
    const { courierName, courierPhone } = access.config;
    const told = { orderId, ...(courierName && courierPhone ? { courierName, courierPhone } : {}) };
    return actOnOrder(access, 'delivering', told, signal);
  },
  deliver: (access, { platformOrderId: orderId }, signal) => actOnOrder(access, 'delivered', { orderId }, signal),
  cancel: callOff,
  // Only one refund of an order may be open at Meituan, so its calls name the order alone.
  agree_refund: (access, { platformOrderId: orderId, note }, signal) =>
    actOnOrder(access, 'agreeRefund', { orderId, reason: note || '同意退款' }, signal),
  refuse_refund: (access, { platformOrderId: orderId, reason, note }, signal) =>
    actOnOrder(access, 'rejectRefund', { orderId, reason: note || refuseWords[reason] }, signal),
};

/** `cancel` stands for both: a paid order that is not wanted and an accepted one that cannot be kept. */
function callOff(
  access: TsccAccess,
  { platformOrderId: orderId, reason, note }: CommandInputs['reject'],
  signal: AbortSignal,
): Promise<void> {
  const { code: reasonCode, words } = reasonCodes[reason];
  return actOnOrder(access, 'cancel', { orderId, reasonCode, reason: note || words }, signal);
}
