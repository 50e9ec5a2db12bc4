import { ConnectorError, type ConnectorErrorKind } from '../errors.ts';

/**
 * Youzan's codes (protocol notes 7): gateway, token and business codes never share a number. `reads-first` are those after which the
 * order or refund must be read before anything is decided. A code that the notes do not list is a refusal and kept verbatim.
 */
const codes: Readonly<Record<string, ConnectorErrorKind | 'reads-first' | 'throttled'>> = {
  // The gateway. 4007 is also what an address gets that is not on the app's list.
  '4001': 'rejected',
  '4004': 'rejected',
  '4005': 'rejected',
  '4007': 'unauthorized',
  '4101': 'throttled',
  '4201': 'unauthorized',
  '4202': 'unauthorized',
  '4203': 'unauthorized',
  '4204': 'unauthorized',
  '5001': 'rejected',
  '5002': 'rejected',
  // The token call.
  '1000': 'unauthorized',
  '1004': 'unauthorized',
  '1005': 'unauthorized',
  '1103': 'unauthorized',
  '1105': 'unauthorized',
  // Speed, and the paid quota of the month, which looks the same.
  '500100004': 'throttled',
  '123000042': 'throttled',
  '141500203': 'throttled',
  '102010003': 'throttled',
  // Orders and shipping.
  '5000': 'rejected',
  '102570019': 'reads-first',
  '102570007': 'reads-first',
  '102570003': 'reads-first',
  '102570020': 'reads-first',
  '102510001': 'reads-first',
  '105000003': 'rejected',
  '105000016': 'rejected',
  // Refunds.
  '103010039': 'reads-first',
  '102010002': 'reads-first',
  '102090108': 'rejected',
  '102010011': 'reads-first',
  '103011024': 'rejected',
  '103010054': 'rejected',
  // Goods.
  '123005001': 'rejected',
  '123004002': 'rejected',
  '123003023': 'rejected',
  // `data.is_success` false inside a success: it says that it did not happen and not why.
  is_success: 'reads-first',
};

const TOKEN_REFUSALS = new Set(['4201', '4202', '4203', '4204']);
export const STALE_VERSION: ReadonlySet<string> = new Set(['103010039', '102010002']);

export function isTokenRefusal(error: unknown): boolean {
  return error instanceof ConnectorError && TOKEN_REFUSALS.has(error.platformCode ?? '');
}

export function failure({ name, acts }: { name: string; acts: boolean }, code: string, message = ''): ConnectorError {
  const class_ = Object.hasOwn(codes, code) ? codes[code] : undefined;
  const words = { platformCode: code, platformMessage: message };
  const text = `${name}: ${code} ${message}`;
  // It says no time to wait; the connection's gate waits longer from time to time.
  if (class_ === 'throttled') return new ConnectorError('rate-limited', text, words);
  if (class_ === 'reads-first') return new ConnectorError(acts ? 'outcome-unknown' : 'unavailable', text, words);
  return new ConnectorError(class_ ?? 'rejected', text, words);
}
