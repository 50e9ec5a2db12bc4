import type { OrderEventKind } from '../../domain/order-event.ts';
import type { StatusCase } from '../conformance-subject.ts';

type Expected = Pick<StatusCase, 'facts' | 'position' | 'after'>;

const accepted = ['placed', 'paid', 'accepted'] as const;

/** Protocol notes 4: `status` of a paid order that nobody has shipped yet. */
export const statusNumbers: Readonly<Record<string, Expected>> = {
  '12': { facts: ['placed', 'paid'], position: 'paid none none' },
  '13': { facts: ['placed', 'paid'], position: 'paid none none' },
  '20': { facts: accepted, position: 'accepted none none' },
  '21': { facts: [...accepted, 'shipping'], position: 'accepted shipping none' },
  '30': { facts: [...accepted, 'shipping'], position: 'accepted shipping none' },
  '100': { facts: [...accepted, 'shipping', 'completed'], position: 'completed shipping none' },
  '190': { facts: ['placed', 'paid', 'cancelled'], position: 'cancelled none none' },
  '200': { facts: ['placed', 'paid', 'cancelled', 'refunded'], position: 'cancelled none refunded' },
  '250': { facts: ['placed', 'paid', 'cancelled'], position: 'cancelled none none' },
};

/** The same of an order that nobody has paid. */
export const unpaidNumbers: Readonly<Record<string, Expected>> = {
  '10': { facts: ['placed'], position: 'placed none none' },
  '190': { facts: ['placed', 'cancelled'], position: 'cancelled none none' },
  '250': { facts: ['placed', 'cancelled'], position: 'cancelled none none' },
};

/** Protocol notes 4: statuses of an application, of a paid order. "Back to prior state" is a refusal or a withdrawal. */
export const aftersaleWords: Readonly<Record<string, Expected>> = {
  ...asking('MERCHANT_PROCESSING', 'USER_WAIT_CONFIRM', 'USER_WAIT_CONFIRM_UPDATE', 'MERCHANT_WAIT_RECEIPT'),
  ...asking('USER_WAIT_HANDLE_MERCHANT_AFTER_SALE'),
  ...told('refund_agreed', 'agreed', 'USER_WAIT_RETURN', 'PLATFORM_REFUNDING', 'MERCHANT_OVERDUE_REFUND'),
  ...told('refund_agreed', 'agreed', 'PLATFORM_REFUND_FAIL', 'MERCHANT_REFUND_RETRY_FAIL'),
  ...told('refunded', 'refunded', 'MERCHANT_REFUND_SUCCESS', 'MERCHANT_RETURN_SUCCESS'),
  ...told('refund_refused', 'refused', 'MERCHANT_REJECT_REFUND', 'MERCHANT_REJECT_RETURN'),
  ...told('refund_withdrawn', 'none', 'USER_CANCELD', 'RETURN_CLOSED', 'MERCHANT_FAIL'),
};

function asking(...words: readonly string[]): Record<string, Expected> {
  const facts = [...accepted, 'refund_requested'] as const;
  return Object.fromEntries(words.map((word) => [word, { facts, position: 'accepted none requested' }]));
}

function told(kind: OrderEventKind, state: string, ...words: readonly string[]): Record<string, Expected> {
  const expected = { after: ['refund_requested'], facts: [...accepted, kind], position: `accepted none ${state}` };
  return Object.fromEntries(words.map((word) => [word, expected as Expected]));
}

/** Protocol notes 4: all of them. */
export const pushEvents = [
  'channels_ec_order_new',
  'channels_ec_order_cancel',
  'channels_ec_order_pay',
  'channels_ec_order_wait_shipping',
  'channels_ec_order_deliver',
  'channels_ec_order_confirm',
  'channels_ec_order_settle',
  'channels_ec_order_ext_info_update',
  'channels_ec_order_an_event_of_tomorrow',
];
