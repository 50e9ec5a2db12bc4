import type { StatusCase } from '../conformance-subject.ts';

type Expected = Pick<StatusCase, 'facts' | 'position' | 'after'>;

/** Protocol notes A6: `status` of an order. */
export const orderStatuses: readonly (Expected & { status: string })[] = [
  { status: '1', facts: ['placed'], position: 'placed none none' },
  { status: '2', facts: ['placed', 'paid'], position: 'paid none none' },
  { status: '3', facts: ['placed', 'paid'], position: 'paid none none' },
  { status: '4', facts: ['placed', 'paid', 'accepted'], position: 'accepted none none' },
  { status: '6', facts: ['placed', 'paid', 'accepted', 'shipping'], position: 'accepted shipping none' },
  { status: '8', facts: ['placed', 'paid', 'accepted', 'completed'], position: 'completed none none' },
  { status: '9', facts: ['placed', 'cancelled'], position: 'cancelled none none' },
];

const accepted = ['placed', 'paid', 'accepted'] as const;
const asked = [...accepted, 'refund_requested'] as const;
const requested: Expected = { after: accepted, facts: ['refund_requested'], position: 'accepted none requested' };
const agreed: Expected = { after: asked, facts: ['refund_agreed'], position: 'accepted none agreed' };
const refused: Expected = { after: asked, facts: ['refund_refused'], position: 'accepted none refused' };
const withdrawn: Expected = { after: asked, facts: ['refund_withdrawn'], position: 'accepted none none' };
const paidBack: Expected = { after: asked, facts: ['refunded'], position: 'accepted none refunded' };
const note: Expected = { after: accepted, facts: ['courier_update'], position: 'accepted none none' };

const notify = (notify_type: string, res_type?: string) => ({
  refund_id: '1',
  notify_type,
  ...(res_type === undefined ? {} : { res_type }),
});
const result = (res_type: string) => ({ refund_id: '1', res_type });
const goodsBack = (status: string, service_type = '2') => ({ refund_id: '1', status, service_type });

type Case = Expected & { kind: string; params: Readonly<Record<string, string>> };
const refund = (params: Case['params'], expected: Expected): Case => ({ kind: 'refund', params, ...expected });
const money = (refund_status: string, expected: Expected): Case => ({
  kind: 'refund-result',
  params: { refund_id: '1', refund_status },
  ...expected,
});
const rider = (logistics_status: string, expected: Expected): Case => ({
  kind: 'logistics',
  params: { logistics_status, time: '1772331631' },
  ...expected,
});

/** Protocol notes A6: refunds in both forms, the result of the money, riders. */
export const refundStatuses: readonly Case[] = [
  refund(notify('apply', '0'), requested),
  refund(notify('part', '0'), requested),
  refund(notify('part', '2'), agreed),
  refund(notify('agree'), agreed),
  refund(notify('reject'), refused),
  refund(notify('cancelRefund'), withdrawn),
  refund(notify('cancelRefundComplaint'), withdrawn),
  refund(result('0'), requested),
  ...['1', '3'].map((type) => refund(result(type), refused)),
  ...['2', '4', '5', '6'].map((type) => refund(result(type), agreed)),
  ...['7', '8'].map((type) => refund(result(type), withdrawn)),
  refund(goodsBack('1', '1'), requested),
  refund(goodsBack('10', '1'), agreed),
  refund(goodsBack('17', '1'), agreed),
  ...['10', '16', '17', '20', '26'].map((status) => refund(goodsBack(status), requested)),
  ...['11', '18', '22', '28'].map((status) => refund(goodsBack(status), refused)),
  ...['21', '27'].map((status) => refund(goodsBack(status), agreed)),
  refund(goodsBack('30'), withdrawn),
  ...['3', '13'].map((status) => money(status, paidBack)),
  ...['4', '14'].map((status) => money(status, requested)),
  ...['0', '1', '5', '10', '15'].map((status) => rider(status, note)),
  rider('20', { after: accepted, facts: ['shipping'], position: 'accepted shipping none' }),
  rider('40', { after: [...accepted, 'shipping'], facts: ['delivered'], position: 'accepted delivered none' }),
  rider('100', { after: [...accepted, 'shipping'], facts: ['courier_gave_up'], position: 'accepted ready none' }),
];
