import { MeituanError } from './errors.ts';

/** What can happen to a refund that a customer asked for. */
export const refundSteps = [
  'apply',
  'merchant-agree',
  'merchant-reject',
  'withdraw',
  'appeal',
  'service-agree',
  'service-reject',
  'appeal-withdraw',
  'timeout',
] as const;

export type RefundStep = (typeof refundSteps)[number];
export type RefundState = 'waiting' | 'appealed' | 'agreed' | 'rejected' | 'closed';

export interface RefundItem {
  appFoodCode: string;
  skuId: string;
  name: string;
  count: number;
  priceFen: number;
  boxPriceFen: number;
}

export interface Refund {
  refundId: string;
  kind: 'full' | 'part';
  state: RefundState;
  reason: string;
  moneyFen: number;
  items: RefundItem[];
  notifyType: string;
  resType: number;
  /** The code that shops with goods returns get instead of notifyType and resType. */
  returnStatus: number;
  isAppeal: 0 | 1;
  /** Who began it, as `apply_type` tells: 1 the customer (also when absent), 7 the merchant. */
  applyType?: 1 | 7;
  /** Of the money: 0 not moved, 3 full ok, 4 full failed, 13 part ok, 14 part failed. */
  refundStatus: 0 | 3 | 4 | 13 | 14;
  createdAt: number;
  updatedAt: number;
}

interface StepRule {
  from: readonly RefundState[];
  to: RefundState;
  /** Empty for an application, which is `apply` or `part` by its kind. */
  notifyType: string;
  resType: number;
  returnStatus: number;
}

const rules = {
  apply: { from: [], to: 'waiting', notifyType: '', resType: 0, returnStatus: 1 },
  'merchant-agree': { from: ['waiting'], to: 'agreed', notifyType: 'agree', resType: 2, returnStatus: 10 },
  'merchant-reject': { from: ['waiting'], to: 'rejected', notifyType: 'reject', resType: 1, returnStatus: 11 },
  withdraw: { from: ['waiting'], to: 'closed', notifyType: 'cancelRefund', resType: 7, returnStatus: 30 },
  appeal: { from: ['rejected'], to: 'appealed', notifyType: '', resType: 0, returnStatus: 16 },
  'service-agree': { from: ['appealed'], to: 'agreed', notifyType: 'agree', resType: 4, returnStatus: 17 },
  'service-reject': { from: ['appealed'], to: 'closed', notifyType: 'reject', resType: 3, returnStatus: 18 },
  'appeal-withdraw': {
    from: ['appealed'],
    to: 'closed',
    notifyType: 'cancelRefundComplaint',
    resType: 8,
    returnStatus: 30,
  },
  timeout: { from: ['waiting'], to: 'agreed', notifyType: 'agree', resType: 5, returnStatus: 10 },
} as const satisfies Record<RefundStep, StepRule>;

/** Moves the refund; a step that its state does not allow is error 808, also for the merchant once service decides. */
export function stepRefund(refund: Refund, step: Exclude<RefundStep, 'apply'>, nowSeconds: number): void {
  const rule: StepRule = rules[step];
  if (!rule.from.includes(refund.state)) {
    throw new MeituanError('stateChanged', `操作失败，退款状态已变更(${refund.state})`);
  }
  refund.state = rule.to;
  refund.notifyType = rule.notifyType || applicationType(refund.kind);
  refund.resType = rule.resType;
  refund.returnStatus = rule.returnStatus;
  if (step === 'appeal') refund.isAppeal = 1;
  refund.updatedAt = nowSeconds;
}

/** A refund just applied for; at most one per order may be open. */
export function openRefund(
  asked: Pick<Refund, 'refundId' | 'kind' | 'reason' | 'moneyFen' | 'items'>,
  nowSeconds: number,
): Refund {
  return {
    ...asked,
    state: 'waiting',
    notifyType: applicationType(asked.kind),
    resType: rules.apply.resType,
    returnStatus: rules.apply.returnStatus,
    isAppeal: 0,
    refundStatus: 0,
    createdAt: nowSeconds,
    updatedAt: nowSeconds,
  };
}

/** A part that the merchant pays back without being asked: nobody has to agree any more. */
export function merchantRefund(
  given: Pick<Refund, 'refundId' | 'reason' | 'moneyFen' | 'items'>,
  nowSeconds: number,
): Refund {
  const { to: state, notifyType, resType, returnStatus } = rules['merchant-agree'];
  return {
    ...openRefund({ ...given, kind: 'part' }, nowSeconds),
    state,
    notifyType,
    resType,
    returnStatus,
    applyType: 7,
  };
}

/** Sends the money of an agreed refund back, or fails to. */
export function settleRefund(refund: Refund, succeeds: boolean): void {
  if (refund.kind === 'full') refund.refundStatus = succeeds ? 3 : 4;
  else refund.refundStatus = succeeds ? 13 : 14;
}

function applicationType(kind: Refund['kind']): string {
  return kind === 'full' ? 'apply' : 'part';
}
