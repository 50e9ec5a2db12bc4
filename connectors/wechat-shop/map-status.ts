import { UnknownValueError } from '../../domain/errors.ts';
import type { OrderEventKind, RefundAxisEvent } from '../../domain/order-event.ts';

const paid = ['placed', 'paid', 'accepted'] as const;

/**
 * `status` -> the facts that it tells, earliest first (protocol notes 4). Orders to be shipped are accepted: there is no call for it. Those
 * that wait for a gift's taker (12) or for a group (13) are paid and not yet the shop's.
 */
const statusFacts = {
  '10': ['placed'],
  '12': ['placed', 'paid'],
  '13': ['placed', 'paid'],
  '20': paid,
  '21': [...paid, 'shipping'],
  '30': [...paid, 'shipping'],
  '100': [...paid, 'shipping', 'completed'],
  '190': ['placed', 'cancelled'],
  '200': ['placed', 'cancelled'],
  '250': ['placed', 'cancelled'],
} as const satisfies Record<string, readonly OrderEventKind[]>;

/** Status of an order of which every piece was paid back. */
export const ALL_REFUNDED = '200';
export const SHIPPED_IN_PART = '21';

/** @throws UnknownValueError so that the message waits for a person. */
export function factsOfStatus(status: string): readonly OrderEventKind[] {
  return lookUp<readonly OrderEventKind[]>(statusFacts, 'status', status);
}

/**
 * `status` of an application for a refund -> what it tells. A parcel that has come back asks the shop once more: it looks at the goods and
 * pays, or refuses.
 */
const aftersaleFacts: Record<string, RefundAxisEvent> = {
  MERCHANT_PROCESSING: 'refund_requested',
  USER_WAIT_CONFIRM: 'refund_requested',
  USER_WAIT_CONFIRM_UPDATE: 'refund_requested',
  USER_WAIT_HANDLE_MERCHANT_AFTER_SALE: 'refund_requested',
  MERCHANT_WAIT_RECEIPT: 'refund_requested',
  USER_WAIT_RETURN: 'refund_agreed',
  PLATFORM_REFUNDING: 'refund_agreed',
  MERCHANT_OVERDUE_REFUND: 'refund_agreed',
  PLATFORM_REFUND_FAIL: 'refund_agreed',
  MERCHANT_REFUND_RETRY_FAIL: 'refund_agreed',
  MERCHANT_REFUND_SUCCESS: 'refunded',
  MERCHANT_RETURN_SUCCESS: 'refunded',
  MERCHANT_REJECT_REFUND: 'refund_refused',
  MERCHANT_REJECT_RETURN: 'refund_refused',
  USER_CANCELD: 'refund_withdrawn',
  RETURN_CLOSED: 'refund_withdrawn',
  MERCHANT_FAIL: 'refund_withdrawn',
};

/** Of these the money did not arrive: somebody has to look at it. */
const FAILED = new Set(['PLATFORM_REFUND_FAIL', 'MERCHANT_REFUND_RETRY_FAIL']);

export function factOfAftersale(status: string): RefundAxisEvent {
  return lookUp(aftersaleFacts, 'aftersale status', status);
}

export function hasFailed(status: string): boolean {
  return FAILED.has(status);
}

/** The tables' own keys only: "valueOf" is a text that anybody may send and no status. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, field: string, key: string): Value {
  if (!Object.hasOwn(table, key)) throw new UnknownValueError(field, key);
  return table[key] as Value;
}
