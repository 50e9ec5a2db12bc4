import { UnknownValueError } from '../../domain/errors.ts';
import type { OrderEventKind, RefundAxisEvent } from '../../domain/order-event.ts';

const paid = ['placed', 'paid', 'accepted'] as const;

/** `status_ori` -> the facts that it tells, earliest first (protocol notes 6). Paid orders are accepted: there is no call for it. */
const statusFacts = {
  '10': ['placed'],
  '21': ['placed'],
  '20': paid,
  '31': [...paid, 'shipping'],
  '30': [...paid, 'shipping'],
  '40': [...paid, 'completed'],
  '50': [...paid, 'completed'],
  '60': ['placed', 'cancelled'],
} as const satisfies Record<string, readonly OrderEventKind[]>;

export type OrderStatus = keyof typeof statusFacts;

/** The word `status` of a detail -> its `status_ori` and, where it tells of a refund, that one runs. */
const statusOfWords: Record<string, { status: OrderStatus; refund?: '1' }> = {
  unpay: { status: '10' },
  pay: { status: '20' },
  ship: { status: '30' },
  accept: { status: '40' },
  finish: { status: '50' },
  close: { status: '60' },
  unship_refunding: { status: '20', refund: '1' },
  shiped_refunding: { status: '30', refund: '1' },
  accept_refunding: { status: '40', refund: '1' },
};

/** `refund_status_ori`; null where no refund is told of. */
const refundFacts: Record<string, RefundAxisEvent | null> = {
  '0': null,
  '1': 'refund_requested',
  '2': 'refunded',
  '3': 'refund_withdrawn',
};

export interface Told {
  status?: string | undefined;
  status_ori?: string | undefined;
  refund_status_ori?: string | undefined;
}

export interface Meaning {
  facts: readonly OrderEventKind[];
  /** Some of the goods are on their way and some are not. */
  shippedInPart: boolean;
  refund: RefundAxisEvent | null;
}

/**
 * What the numbers of an order say; its words are asked only where the numbers are not there, because the words of lists and details differ.
 * @throws UnknownValueError so that the message waits for a person.
 */
export function meaningOf({ status: word, status_ori, refund_status_ori }: Told): Meaning {
  const byWord = status_ori === undefined ? lookUp(statusOfWords, 'status', word ?? '') : undefined;
  const status = byWord?.status ?? status_ori ?? '';
  const facts = lookUp<readonly OrderEventKind[]>(statusFacts, 'status_ori', status);
  const refund = lookUp(refundFacts, 'refund_status_ori', refund_status_ori ?? byWord?.refund ?? '0');
  return { facts, shippedInPart: status === '31', refund };
}

/** The tables' own keys only: "valueOf" is a text that anybody may send and no status. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, field: string, key: string): Value {
  if (!Object.hasOwn(table, key)) throw new UnknownValueError(field, key);
  return table[key] as Value;
}
