import type { OrderEventKind } from '../../domain/order-event.ts';
import type { StatusCase } from '../conformance-subject.ts';

type Expected = Pick<StatusCase, 'facts' | 'position' | 'after'>;

const accepted = ['placed', 'paid', 'accepted'] as const;
const shipping = [...accepted, 'shipping'] as const;
const completed = [...accepted, 'completed'] as const;

/** Protocol notes 6: `status_ori`. */
export const statusNumbers: Readonly<Record<string, Expected>> = {
  '10': { facts: ['placed'], position: 'placed none none' },
  '21': { facts: ['placed'], position: 'placed none none' },
  '20': { facts: accepted, position: 'accepted none none' },
  '31': { facts: shipping, position: 'accepted shipping none' },
  '30': { facts: shipping, position: 'accepted shipping none' },
  '40': { facts: completed, position: 'completed none none' },
  '50': { facts: completed, position: 'completed none none' },
  '60': { facts: ['placed', 'cancelled'], position: 'cancelled none none' },
};

/** Protocol notes 6: the words of a detail that comes without numbers. */
export const statusWords: Readonly<Record<string, Expected>> = {
  unpay: { facts: ['placed'], position: 'placed none none' },
  pay: { facts: accepted, position: 'accepted none none' },
  ship: { facts: shipping, position: 'accepted shipping none' },
  accept: { facts: completed, position: 'completed none none' },
  finish: { facts: completed, position: 'completed none none' },
  close: { facts: ['placed', 'cancelled'], position: 'cancelled none none' },
  unship_refunding: { facts: [...accepted, 'refund_requested'], position: 'accepted none requested' },
  shiped_refunding: { facts: [...shipping, 'refund_requested'], position: 'accepted shipping requested' },
  accept_refunding: { facts: [...completed, 'refund_requested'], position: 'completed none requested' },
};

/** Protocol notes 6: `refund_status_ori` of a paid order whose refund R1 was asked for before. */
export const refundNumbers: Readonly<Record<string, Expected>> = {
  '0': { facts: accepted, position: 'accepted none none' },
  '1': refund('refund_requested', 'requested'),
  '2': refund('refunded', 'refunded'),
  '3': refund('refund_withdrawn', 'none'),
};

function refund(kind: OrderEventKind, state: string): Expected {
  return { after: ['refund_requested'], facts: [...accepted, kind], position: `accepted none ${state}` };
}

/** Protocol notes 3: all of them, with both spellings where two are about. */
export const pushTypes = [
  'weidian.order.non_payment',
  'weidian.order.already_payment',
  'weidian.order.delivered',
  'weidian.order.confirm_eceipt',
  'weidian.order.confirm_receipt',
  'weidian.order.finished',
  'weidian.order.close',
  'weidian.order.buyers_apply_refund',
  'weidian.order.seller_submit_refund',
  'weidian.order.sellers_refused_refund',
  'weidian.order.refund_success',
  'weidian.order.refund_byweidian',
  'weidian.order.refund_suc',
  'weidian.order.buyers_complaints',
  'weidian.order.complaints_have_been_processed',
  'weidian.order.a_type_of_tomorrow',
];
