import { YouzanError } from './errors.ts';

export type RefundStatus =
  | 'WAIT_SELLER_AGREE'
  | 'WAIT_BUYER_RETURN_GOODS'
  | 'WAIT_SELLER_CONFIRM_GOODS'
  | 'SELLER_REFUSE_BUYER'
  | 'SELLER_REFUSE_BUYER_RETURN_GOODS'
  | 'CLOSED'
  | 'SUCCESS';

/** The number by which `refund_order[]` of an order shows each status. */
export const refundStates: Record<RefundStatus, number> = {
  WAIT_SELLER_AGREE: 1,
  SELLER_REFUSE_BUYER: 10,
  WAIT_BUYER_RETURN_GOODS: 20,
  WAIT_SELLER_CONFIRM_GOODS: 30,
  SELLER_REFUSE_BUYER_RETURN_GOODS: 40,
  CLOSED: 50,
  SUCCESS: 60,
};

export type Demand = 'money' | 'return' | 'exchange';

/** As `demand` of refund.search counts them. */
export const demandNumbers: Record<Demand, number> = { money: 1, return: 2, exchange: 3 };

export interface YouzanRefund {
  refundId: string;
  demand: Demand;
  /** 1 buyer, 2 merchant, 3 system. */
  startedBy: 1 | 2 | 3;
  status: RefundStatus;
  reason: string;
  /** Why the merchant refused. */
  remark: string;
  items: { oid: string; feeFen: number }[];
  createdAt: number;
  modifiedAt: number;
  /** Milliseconds of the last change, always higher than before: a merchant must have seen it to act. */
  version: number;
  /** The merchant's own key of a refund it started, so that asking again changes nothing. */
  bizValue?: string;
  /** Where the goods shall go back to. */
  returnAddress?: { name: string; mobile: string; address: string };
  /** How they go back. */
  logistics?: { companyName: string; logisticsNo: string };
}

export const refundSteps = [
  'merchant-agree',
  'merchant-reject',
  'return-agree',
  'return-reject',
  'send-back',
  'reapply',
  'withdraw',
  'timeout',
] as const;

export type RefundStep = (typeof refundSteps)[number];

/** From which statuses a step may be taken, and where it leads. */
interface StepRule {
  from: readonly RefundStatus[];
  to: RefundStatus;
}

const rules: Record<RefundStep, StepRule> = {
  'merchant-agree': { from: ['WAIT_SELLER_AGREE', 'WAIT_SELLER_CONFIRM_GOODS'], to: 'SUCCESS' },
  'merchant-reject': { from: ['WAIT_SELLER_AGREE'], to: 'SELLER_REFUSE_BUYER' },
  'return-agree': { from: ['WAIT_SELLER_AGREE'], to: 'WAIT_BUYER_RETURN_GOODS' },
  'return-reject': { from: ['WAIT_SELLER_CONFIRM_GOODS'], to: 'SELLER_REFUSE_BUYER_RETURN_GOODS' },
  'send-back': { from: ['WAIT_BUYER_RETURN_GOODS'], to: 'WAIT_SELLER_CONFIRM_GOODS' },
  reapply: { from: ['SELLER_REFUSE_BUYER', 'SELLER_REFUSE_BUYER_RETURN_GOODS'], to: 'WAIT_SELLER_AGREE' },
  withdraw: {
    from: ['WAIT_SELLER_AGREE', 'WAIT_BUYER_RETURN_GOODS', 'SELLER_REFUSE_BUYER', 'SELLER_REFUSE_BUYER_RETURN_GOODS'],
    to: 'CLOSED',
  },
  timeout: { from: ['WAIT_SELLER_AGREE', 'WAIT_SELLER_CONFIRM_GOODS'], to: 'SUCCESS' },
};

/** Moves the refund, or throws 102010002. Goods that must come back first cannot be paid for at once. */
export function stepRefund(refund: YouzanRefund, step: RefundStep, nowMs: number): void {
  const rule = rules[step];
  const wantsGoods = refund.demand !== 'money';
  const tooEarly = refund.status === 'WAIT_SELLER_AGREE' && rule.to === 'SUCCESS' && wantsGoods;
  const nothingToSend = step === 'return-agree' && !wantsGoods;
  if (!rule.from.includes(refund.status) || tooEarly || nothingToSend) {
    throw new YouzanError('stateMoved', `退款状态已变更，不能执行该操作(${refund.status})`);
  }
  refund.status = rule.to;
  touchRefund(refund, nowMs);
}

export function touchRefund(refund: YouzanRefund, nowMs: number): void {
  refund.modifiedAt = nowMs;
  refund.version = Math.max(nowMs, refund.version + 1);
}

export function isOpen(refund: YouzanRefund): boolean {
  return ['WAIT_SELLER_AGREE', 'WAIT_BUYER_RETURN_GOODS', 'WAIT_SELLER_CONFIRM_GOODS'].includes(refund.status);
}

export function feeOf(refund: YouzanRefund): number {
  return refund.items.reduce((sum, item) => sum + item.feeFen, 0);
}

/** What was really paid back, of one line or of all. */
export function refundedFen(refunds: readonly YouzanRefund[], oid?: string): number {
  return refunds
    .filter((refund) => refund.status === 'SUCCESS')
    .flatMap((refund) => refund.items)
    .filter((item) => oid === undefined || item.oid === oid)
    .reduce((sum, item) => sum + item.feeFen, 0);
}

/** `refund_state` of the whole order: 0 none, 1 and 11 a part or all asked for, 2 and 12 a part or all paid back; an exchange is none. */
export function orderRefundState(refunds: readonly YouzanRefund[], paymentFen: number): 0 | 1 | 2 | 11 | 12 {
  const doneFen = refundedFen(refunds);
  if (doneFen > 0 && doneFen >= paymentFen) return 12;
  const open = refunds.filter((refund) => isOpen(refund) && refund.demand !== 'exchange');
  if (open.length > 0) {
    const askedFen = open.reduce((sum, refund) => sum + feeOf(refund), 0);
    return doneFen + askedFen >= paymentFen ? 11 : 1;
  }
  return doneFen > 0 ? 2 : 0;
}
