import { shopError } from './errors.ts';

export type AftersaleStatus =
  | 'MERCHANT_PROCESSING'
  | 'USER_WAIT_RETURN'
  | 'MERCHANT_WAIT_RECEIPT'
  | 'PLATFORM_REFUNDING'
  | 'MERCHANT_OVERDUE_REFUND'
  | 'MERCHANT_REFUND_SUCCESS'
  | 'MERCHANT_RETURN_SUCCESS'
  | 'PLATFORM_REFUND_FAIL'
  | 'USER_CANCELD'
  | 'MERCHANT_REJECT_REFUND'
  | 'MERCHANT_REJECT_RETURN'
  | 'RETURN_CLOSED';

/** One line of an order with some of its pieces; amounts in fen, moments in Unix milliseconds. */
export interface Aftersale {
  aftersaleId: string;
  type: 'REFUND' | 'RETURN';
  status: AftersaleStatus;
  outcome: 'open' | 'refunded' | 'over';
  productId: string;
  skuId: string;
  count: number;
  amountFen: number;
  reason: string;
  refusal: string;
  /** Whether the goods had not left yet; such pieces need no shipping any more. */
  beforeShipping: boolean;
  returnParcel?: { waybillId: string; deliveryId: string };
  createdAt: number;
  updatedAt: number;
  deadline: number;
}

export const aftersaleSteps = [
  'withdraw',
  'merchant-agree',
  'merchant-receive',
  'merchant-reject',
  'send-back',
  'timeout',
  'close',
  'money',
  'money-fails',
] as const;
export type AftersaleStep = (typeof aftersaleSteps)[number];

/** Where each step leads, by type and from which states. */
export function nextStatus({ type, status }: Aftersale, step: AftersaleStep): AftersaleStatus {
  const next = transitions[step].find((one) => one.from.includes(status) && (one.type ?? type) === type)?.to;
  if (!next) throw shopError('wrongAftersaleState', status);
  return next;
}

const transitions: Record<AftersaleStep, { from: AftersaleStatus[]; type?: Aftersale['type']; to: AftersaleStatus }[]> =
  {
    withdraw: [{ from: ['MERCHANT_PROCESSING', 'USER_WAIT_RETURN', 'MERCHANT_WAIT_RECEIPT'], to: 'USER_CANCELD' }],
    'merchant-agree': [{ from: ['MERCHANT_PROCESSING'], type: 'RETURN', to: 'USER_WAIT_RETURN' }],
    'merchant-receive': [
      { from: ['MERCHANT_PROCESSING', 'PLATFORM_REFUND_FAIL'], type: 'REFUND', to: 'PLATFORM_REFUNDING' },
      { from: ['MERCHANT_WAIT_RECEIPT', 'PLATFORM_REFUND_FAIL'], type: 'RETURN', to: 'PLATFORM_REFUNDING' },
    ],
    'merchant-reject': [
      { from: ['MERCHANT_PROCESSING'], type: 'REFUND', to: 'MERCHANT_REJECT_REFUND' },
      { from: ['MERCHANT_PROCESSING', 'MERCHANT_WAIT_RECEIPT'], type: 'RETURN', to: 'MERCHANT_REJECT_RETURN' },
    ],
    'send-back': [{ from: ['USER_WAIT_RETURN'], to: 'MERCHANT_WAIT_RECEIPT' }],
    timeout: [{ from: ['MERCHANT_PROCESSING', 'MERCHANT_WAIT_RECEIPT'], to: 'MERCHANT_OVERDUE_REFUND' }],
    close: [{ from: ['USER_WAIT_RETURN'], to: 'RETURN_CLOSED' }],
    money: [
      { from: ['PLATFORM_REFUNDING', 'MERCHANT_OVERDUE_REFUND'], type: 'REFUND', to: 'MERCHANT_REFUND_SUCCESS' },
      { from: ['PLATFORM_REFUNDING', 'MERCHANT_OVERDUE_REFUND'], type: 'RETURN', to: 'MERCHANT_RETURN_SUCCESS' },
    ],
    'money-fails': [{ from: ['PLATFORM_REFUNDING', 'MERCHANT_OVERDUE_REFUND'], to: 'PLATFORM_REFUND_FAIL' }],
  };

export function outcomeOf(status: AftersaleStatus): Aftersale['outcome'] {
  if (status === 'MERCHANT_REFUND_SUCCESS' || status === 'MERCHANT_RETURN_SUCCESS') return 'refunded';
  const over: readonly AftersaleStatus[] = [
    'USER_CANCELD',
    'MERCHANT_REJECT_REFUND',
    'MERCHANT_REJECT_RETURN',
    'RETURN_CLOSED',
  ];
  return over.includes(status) ? 'over' : 'open';
}
