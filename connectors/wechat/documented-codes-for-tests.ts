import type { ErrorCase } from '../conformance-subject.ts';
import type { ConnectorErrorKind } from '../errors.ts';

const plain = (kind: ConnectorErrorKind) => ({ command: kind, question: kind });

/** Protocol notes 5. */
export const sharedErrors: readonly ErrorCase[] = [
  { code: '-1', words: 'system error', command: 'outcome-unknown', question: 'unavailable' },
  { code: '40001', words: 'invalid credential', ...plain('unauthorized') },
  { code: '40003', words: 'invalid openid', ...plain('rejected') },
  { code: '40013', words: 'invalid appid', ...plain('unauthorized') },
  { code: '40029', words: 'invalid code', ...plain('rejected') },
  { code: '40037', words: 'invalid template_id', ...plain('rejected') },
  { code: '40163', words: 'code been used', ...plain('rejected') },
  { code: '40164', words: 'invalid ip', ...plain('unauthorized') },
  { code: '40226', words: 'high risk user', ...plain('rejected') },
  { code: '41002', words: 'appid missing', ...plain('unauthorized') },
  { code: '41004', words: 'appsecret missing', ...plain('unauthorized') },
  { code: '42001', words: 'access_token expired', ...plain('unauthorized') },
  { code: '43101', words: 'user refuse to accept the msg', ...plain('rejected') },
  { code: '44002', words: 'empty post data', ...plain('rejected') },
  { code: '45009', words: 'reach max api daily quota limit', ...plain('rate-limited') },
  { code: '45011', words: 'api minute-quota reach limit', ...plain('rate-limited') },
  { code: '47001', words: 'data format error', ...plain('rejected') },
  { code: '47003', words: 'argument invalid', ...plain('rejected') },
  { code: '48001', words: 'api unauthorized', ...plain('unauthorized') },
];
