import { ConnectorError, type ConnectorErrorKind } from '../errors.ts';
import { type Asked, failure as failureOfA7 } from '../meituan/error-codes.ts';

/** Meituan's refusal in its own words. */
export interface Refusal {
  code: string;
  words: string;
  /** By which Meituan's engineers find the call. */
  traceId?: string | undefined;
}

/** The front door's own numbers (B3): request, parameter and signature; every other number is one of A7, as at the other gateway. */
const doorCodes: Readonly<Record<string, ConnectorErrorKind>> = {
  '1': 'rejected',
  '2': 'rejected',
  '3': 'unauthorized',
};

/** A code that no list has is a refusal and kept verbatim. */
export function failure(asked: Asked, { code, words, traceId }: Refusal): ConnectorError {
  const known = failureOfA7(asked, code, words);
  const kind = Object.hasOwn(doorCodes, code) ? (doorCodes[code] ?? known.kind) : known.kind;
  return new ConnectorError(kind, known.message + (traceId === undefined ? '' : ` (traceId ${traceId})`), {
    platformCode: code,
    platformMessage: words,
  });
}
