import { ConnectorError, type ConnectorErrorKind } from '../errors.ts';

/** What was asked, for the words of an error. */
export interface Asked {
  path: string;
  acts: boolean;
}

/**
 * Meituan's codes (A7). `reads-first` are those after which the order must be read before anything is decided: the state has changed
 * or the backend failed half-way.
 */
const codes: Readonly<Record<string, ConnectorErrorKind | 'reads-first'>> = {
  '700': 'reads-first',
  '701': 'rejected',
  '702': 'unauthorized',
  '703': 'unauthorized',
  '704': 'unauthorized',
  '705': 'rejected',
  '708': 'unauthorized',
  '711': 'rate-limited',
  // Something exists already. No call of ours makes shops or dishes, so it is a refusal like any other.
  '801': 'rejected',
  '804': 'rejected',
  '803': 'rejected',
  '805': 'rejected',
  '806': 'rejected',
  '808': 'reads-first',
  '1001': 'reads-first',
  '1002': 'reads-first',
  '1005': 'rejected',
  '1006': 'rejected',
  '1014': 'rejected',
  '1015': 'rejected',
  '1022': 'rejected',
  '1038': 'rejected',
  '4001': 'unauthorized',
};

export function failure(request: Asked, code: string, message: string): ConnectorError {
  const class_ = (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? 'rejected';
  const kind = class_ !== 'reads-first' ? class_ : request.acts ? 'outcome-unknown' : 'unavailable';
  return new ConnectorError(kind, `${request.path}: ${code} ${message}`, {
    platformCode: code,
    platformMessage: message,
  });
}
