import type { ErrorCase } from '../conformance-subject.ts';
import type { ConnectorErrorKind } from '../errors.ts';

const plain = (kind: ConnectorErrorKind) => ({ command: kind, question: kind });
/** After these the order or refund is read before anything is decided. */
const readsFirst = { command: 'outcome-unknown', question: 'unavailable' } as const;

/** Protocol notes 7: what the gateway itself says. */
export const gatewayCodes: readonly ErrorCase[] = [
  { code: '4001', words: 'bad path', ...plain('rejected') },
  { code: '4004', words: 'body not JSON', ...plain('rejected') },
  { code: '4005', words: 'unknown API or version', ...plain('rejected') },
  { code: '4007', words: 'method, content type or address not on the list', ...plain('unauthorized') },
  { code: '4101', words: 'throttled', ...plain('rate-limited') },
  { code: '4201', words: 'token missing', ...plain('unauthorized') },
  { code: '4202', words: 'token expired', ...plain('unauthorized') },
  { code: '4203', words: 'token unknown', ...plain('unauthorized') },
  { code: '4204', words: 'no permission', ...plain('unauthorized') },
  { code: '5001', words: 'wrong type', ...plain('rejected') },
  { code: '5002', words: 'wrong type', ...plain('rejected') },
  { code: '4299', words: 'a gateway code of tomorrow', ...plain('rejected') },
];

/** Protocol notes 7: what the services behind it say. */
export const businessCodes: readonly ErrorCase[] = [
  { code: '500100004', words: 'throttled', ...plain('rate-limited') },
  { code: '123000042', words: 'throttled', ...plain('rate-limited') },
  { code: '141500203', words: 'throttled', ...plain('rate-limited') },
  { code: '5000', words: 'trade not found', ...plain('rejected') },
  { code: '102570019', words: 'already shipped', ...readsFirst },
  { code: '102570007', words: 'already shipped', ...readsFirst },
  { code: '102570003', words: 'not in a shippable state', ...readsFirst },
  { code: '102570020', words: 'nothing to ship', ...readsFirst },
  { code: '102510001', words: 'same shipment in flight', ...readsFirst },
  { code: '105000003', words: 'waybill characters', ...plain('rejected') },
  { code: '105000016', words: 'order unknown', ...plain('rejected') },
  { code: '103010039', words: 'stale refund version', ...readsFirst },
  { code: '102010002', words: 'state moved', ...readsFirst },
  { code: '102010003', words: 'too fast', ...plain('rate-limited') },
  { code: '102090108', words: 'shop balance short', ...plain('rejected') },
  { code: '102010011', words: 'nothing refundable', ...readsFirst },
  { code: '103011024', words: 'refund unknown', ...plain('rejected') },
  { code: '103010054', words: 'refund of another shop', ...plain('rejected') },
  { code: '123005001', words: 'item unknown', ...plain('rejected') },
  { code: '123004002', words: 'sku unknown', ...plain('rejected') },
  { code: '123003023', words: 'stock managed elsewhere', ...plain('rejected') },
  { code: '999', words: 'a code of tomorrow', ...plain('rejected') },
];
