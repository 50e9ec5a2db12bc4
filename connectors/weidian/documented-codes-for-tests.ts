import type { ErrorCase } from '../conformance-subject.ts';
import type { ConnectorErrorKind } from '../errors.ts';

const plain = (kind: ConnectorErrorKind) => ({ command: kind, question: kind });

/** Protocol notes 5. */
export const documentedCodes: readonly ErrorCase[] = [
  { code: '10001', words: 'system error', command: 'outcome-unknown', question: 'unavailable' },
  { code: '10013', words: 'access_token invalid', ...plain('unauthorized') },
  { code: '10016', words: 'access_token fault', ...plain('unauthorized') },
  { code: '10023', words: 'refresh token dead', ...plain('unauthorized') },
  { code: '10026', words: 'access_token fault', ...plain('unauthorized') },
  { code: '20077', words: '订单状态不允许', ...plain('rejected') },
  { code: '30001', words: '调用过于频繁，请稍后再试', ...plain('rate-limited') },
  { code: '30002', words: 'too many requests', ...plain('rate-limited') },
];
