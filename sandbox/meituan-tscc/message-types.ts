/**
 * What messages there are, with their `msgType`. The document names no values: these are ours, here and nowhere else,
 * and an app may replace them by `push.msgTypes`.
 */
export const messageTypes = {
  'order-paid': '200001',
  'order-confirmed': '200002',
  'order-completed': '200003',
  'order-cancelled': '200004',
  'refund-asked': '200005',
  'refund-agreed': '200006',
  'refund-rejected': '200007',
  'refund-withdrawn': '200008',
  'refund-result': '200009',
  logistics: '200010',
  'shop-status': '200011',
} as const;

export type MessageKind = keyof typeof messageTypes;

export const messageKinds = Object.keys(messageTypes) as MessageKind[];

/** What an app gets unless it says otherwise. */
export const usualKinds: readonly MessageKind[] = messageKinds.filter(
  (kind) => kind !== 'refund-result' && kind !== 'shop-status',
);
