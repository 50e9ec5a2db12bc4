import type { ErrorCase } from '../conformance-subject.ts';
import type { ConnectorErrorKind } from '../errors.ts';

const plain = (kind: ConnectorErrorKind) => ({ command: kind, question: kind });
/** After these the order is read before anything is decided. */
const readsFirst = { command: 'outcome-unknown', question: 'unavailable' } as const;

/** Protocol notes A7, every row, and one that nobody has documented. */
export const errorCases: readonly ErrorCase[] = [
  { code: '700', words: 'system error', ...readsFirst },
  { code: '701', words: 'missing parameter', ...plain('rejected') },
  { code: '702', words: 'unknown app_id', ...plain('unauthorized') },
  { code: '703', words: 'bad signature', ...plain('unauthorized') },
  { code: '704', words: 'no right to this record', ...plain('unauthorized') },
  { code: '705', words: 'malformed parameter', ...plain('rejected') },
  { code: '708', words: 'no right to this interface', ...plain('unauthorized') },
  { code: '711', words: 'called too often', ...plain('rate-limited') },
  { code: '801', words: 'the shop exists already', ...plain('rejected') },
  { code: '803', words: 'no such shop', ...plain('rejected') },
  { code: '804', words: 'the dish exists already', ...plain('rejected') },
  { code: '805', words: 'no such dish', ...plain('rejected') },
  { code: '806', words: 'no such order', ...plain('rejected') },
  { code: '808', words: 'the state has changed', ...readsFirst },
  { code: '1001', words: 'confirm failed at the backend', ...readsFirst },
  { code: '1002', words: 'cancel failed at the backend', ...readsFirst },
  { code: '1005', words: 'shop has no Meituan delivery', ...plain('rejected') },
  { code: '1006', words: 'shop has Meituan delivery already', ...plain('rejected') },
  { code: '1014', words: 'rider task cannot be cancelled now', ...plain('rejected') },
  { code: '1015', words: 'no such sku', ...plain('rejected') },
  { code: '1022', words: 'order completed, cannot cancel', ...plain('rejected') },
  { code: '1038', words: 'only self-delivery shops', ...plain('rejected') },
  { code: '4001', words: 'user token expired', ...plain('unauthorized') },
  { code: '99999', words: 'a code of tomorrow', ...plain('rejected') },
];
