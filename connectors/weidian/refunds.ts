import type { OrderFields } from './wire.ts';
import { orderResult } from './wire.ts';
import { ConnectorError } from '../errors.ts';
import { readResult } from './answers.ts';
import { decideRefund, getOrder } from './client.ts';
import type { WeidianAccess } from './config.ts';

/** `refund_kind` of a refund for which the goods come back first. */
const RETURN = '2';
const MONEY_ONLY = '1';

/**
 * `vdian.order.refund.accept` 1.1 by the refund's number. Where goods come back it names the address and pays nothing yet.
 * @throws ConnectorError `rejected` for a refund that the order does not have, and for a return when there is no address
 */
export async function agreeRefund(
  access: WeidianAccess,
  orderId: string,
  refundId: string | null,
  signal: AbortSignal,
): Promise<void> {
  if (refundId === null) return decideRefund(access, '1.0', { order_id: orderId, is_accept: '1' }, signal);
  const kind = await kindOf(access, orderId, refundId, signal);
  const accepted = { refund_no: refundId, is_accept: '1', refund_kind: kind };
  if (kind !== RETURN) return decideRefund(access, '1.1', { ...accepted, direct_refund: '1' }, signal);
  const { return_to: address } = access.config;
  if (!address) throw new ConnectorError('rejected', 'a return needs the address that goods come back to');
  const to = { recipients: address.name, telephone: address.mobile, address: address.address };
  return decideRefund(access, '1.1', { ...accepted, direct_refund: '0', ...to }, signal);
}

/** @param words what the buyer reads; 1.0 has no place for them and refuses with 0 where 1.1 refuses with 2. */
export async function refuseRefund(
  access: WeidianAccess,
  orderId: string,
  refundId: string | null,
  words: string,
  signal: AbortSignal,
): Promise<void> {
  if (refundId === null) return decideRefund(access, '1.0', { order_id: orderId, is_accept: '0' }, signal);
  const kind = await kindOf(access, orderId, refundId, signal);
  const refused = { refund_no: refundId, is_accept: '2', refund_kind: kind, refuse_reason: words, note: words };
  return decideRefund(access, '1.1', refused, signal);
}

async function kindOf(
  access: WeidianAccess,
  orderId: string,
  refundId: string,
  signal: AbortSignal,
): Promise<typeof RETURN | typeof MONEY_ONLY> {
  const order: OrderFields = readResult(orderResult, await getOrder(access, orderId, signal), 'vdian.order.get');
  const refund = order.items.find(({ refund_info }) => refund_info?.refund_no === refundId)?.refund_info;
  if (!refund) throw new ConnectorError('rejected', `Weidian's order has no refund ${refundId}`);
  return refund.refund_kind === RETURN ? RETURN : MONEY_ONLY;
}
