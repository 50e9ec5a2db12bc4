import type { PushKind } from '../meituan/receive.ts';

/**
 * `msgType` -> what the message is about. **?** The protocol notes name no values. These are stand-ins that the sandbox sends as well; put
 * the real ones here and nowhere else. A message that the table lacks, or names wrongly, is still read by what it holds.
 * Statuses, refunds, riders and reasons are those of the other gateway: `../meituan/map-status.ts` (A6).
 */
const messageTypes: Readonly<Record<string, PushKind>> = {
  '200001': 'order-paid',
  '200002': 'order-confirmed',
  '200003': 'order-completed',
  '200004': 'order-cancelled',
  '200005': 'refund',
  '200006': 'refund',
  '200007': 'refund',
  '200008': 'refund',
  '200009': 'refund-result',
  '200010': 'logistics',
  '200011': 'shop-status',
};

export function kindOfType(msgType: string | undefined): PushKind | null {
  return msgType !== undefined && Object.hasOwn(messageTypes, msgType) ? (messageTypes[msgType] ?? null) : null;
}

/** Fields of A5 of which one must be there for the kind to tell anything by itself. */
const tellingFields: Record<PushKind, readonly string[]> = {
  'order-placed': ['total'],
  'order-paid': ['total'],
  'order-confirmed': ['total'],
  'order-completed': ['total'],
  'order-cancelled': ['reason_code', 'deal_op_type', 'total'],
  refund: ['notify_type', 'res_type', 'status'],
  'part-refund': ['notify_type', 'res_type', 'status'],
  'refund-result': ['refund_status'],
  logistics: ['logistics_status'],
  'shop-status': ['poi_status'],
};

/** False for a message that names an order and not what is different: the order is then read. */
export function tellsItself(kind: PushKind, fields: Readonly<Record<string, unknown>>): boolean {
  return tellingFields[kind].some((name) => fields[name] !== undefined);
}
