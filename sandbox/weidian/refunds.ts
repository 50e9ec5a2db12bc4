import { WeidianError } from './errors.ts';

/** `offered` was started by the merchant and waits for the buyer; `returning` and `sent` are goods on their way back. */
export type RefundState = 'asked' | 'offered' | 'returning' | 'sent' | 'refused' | 'done' | 'closed';

/** `refund_status` with its text. The numbers are ours: none were seen. */
export const refundStatuses: Record<RefundState, readonly [number: string, text: string]> = {
  asked: ['1', '等待商家处理'],
  returning: ['2', '等待买家退货'],
  sent: ['3', '等待商家收货'],
  offered: ['4', '等待买家同意'],
  refused: ['5', '商家拒绝退款'],
  done: ['6', '退款成功'],
  closed: ['7', '退款关闭'],
};

/** 1 only the money, 2 the goods go back as well. */
export type RefundKind = 1 | 2;

export interface RefundItem {
  subOrderId: number;
  itemFen: number;
  /** The freight given back stands with the first line. */
  expressFen: number;
}

export interface WeidianRefund {
  refundNo: string;
  state: RefundState;
  kind: RefundKind;
  by: 'buyer' | 'merchant' | 'platform';
  reason: string;
  /** Why the merchant refused. */
  refusal: string;
  items: RefundItem[];
  createdAt: number;
  modifiedAt: number;
}

export const refundSteps = [
  'merchant-agree',
  'merchant-reject',
  'return-agree',
  'send-back',
  'reapply',
  'withdraw',
  'buyer-agree',
  'buyer-refuse',
  'platform-agree',
] as const;

export type RefundStep = (typeof refundSteps)[number];

const rules: Record<RefundStep, { from: readonly RefundState[]; to: RefundState }> = {
  'merchant-agree': { from: ['asked', 'returning', 'sent'], to: 'done' },
  'merchant-reject': { from: ['asked', 'sent'], to: 'refused' },
  'return-agree': { from: ['asked'], to: 'returning' },
  'send-back': { from: ['returning'], to: 'sent' },
  reapply: { from: ['refused'], to: 'asked' },
  withdraw: { from: ['asked', 'returning', 'refused'], to: 'closed' },
  'buyer-agree': { from: ['offered'], to: 'done' },
  'buyer-refuse': { from: ['offered'], to: 'closed' },
  'platform-agree': { from: ['asked', 'offered', 'returning', 'sent', 'refused'], to: 'done' },
};

/** Moves the refund, or throws 90007. */
export function moveRefund(refund: WeidianRefund, step: RefundStep, nowMs: number): void {
  const rule = rules[step];
  const nothingToReturn = step === 'return-agree' && refund.kind === 1;
  if (!rule.from.includes(refund.state) || nothingToReturn) {
    throw new WeidianError('wrongState', `退款状态不允许该操作(${refundStatuses[refund.state][1]})`);
  }
  refund.state = rule.to;
  refund.modifiedAt = nowMs;
}

export function isOpen(refund: WeidianRefund): boolean {
  return ['asked', 'offered', 'returning', 'sent'].includes(refund.state);
}

/** `refund_status_ori`: 0 none, 1 running, 2 done, 3 closed. It speaks of the newest refund, be it of all or of a part. */
export function refundStatusOri(refunds: readonly WeidianRefund[]): 0 | 1 | 2 | 3 {
  const newest = refunds.at(-1);
  if (!newest) return 0;
  return isOpen(newest) ? 1 : newest.state === 'done' ? 2 : 3;
}

export function feeOf(refund: WeidianRefund): number {
  return refund.items.reduce((sum, { itemFen, expressFen }) => sum + itemFen + expressFen, 0);
}

/** What was really given back, as goods and as freight; of one line or of all. */
export function refundedFen(
  refunds: readonly WeidianRefund[],
  subOrderId?: number,
): { itemFen: number; expressFen: number } {
  const items = refunds
    .filter((refund) => refund.state === 'done')
    .flatMap((refund) => refund.items)
    .filter((item) => subOrderId === undefined || item.subOrderId === subOrderId);
  return {
    itemFen: items.reduce((sum, item) => sum + item.itemFen, 0),
    expressFen: items.reduce((sum, item) => sum + item.expressFen, 0),
  };
}
