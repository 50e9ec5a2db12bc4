import type { ErrorCase } from '../conformance-subject.ts';
import { errorCases as codesOfA7 } from '../meituan/documented-codes-for-tests.ts';

/** Protocol notes B3: the front door's own; business codes follow A7. */
export const errorCases: readonly ErrorCase[] = [
  { code: '1', words: 'request_error', command: 'rejected', question: 'rejected' },
  { code: '2', words: 'param_error', command: 'rejected', question: 'rejected' },
  { code: '3', words: 'signature_error', command: 'unauthorized', question: 'unauthorized' },
  { code: 'OP_OF_TOMORROW', words: 'no list has it', command: 'rejected', question: 'rejected' },
  ...codesOfA7,
];
