import { ConnectorError, type ConnectorErrorKind } from '../errors.ts';

/** `later` surely answers nothing: after a command the order is read before anything is decided. */
export type ErrorTable = Readonly<Record<string, ConnectorErrorKind | 'later'>>;

/** Codes that all of WeChat shares (protocol notes 5). What is not listed is a refusal and kept verbatim with its words. */
export const sharedCodes = {
  '-1': 'later',
  '40001': 'unauthorized',
  '40013': 'unauthorized',
  '40164': 'unauthorized',
  '41001': 'unauthorized',
  '41002': 'unauthorized',
  '41004': 'unauthorized',
  '42001': 'unauthorized',
  '45009': 'rate-limited',
  '45011': 'rate-limited',
  '48001': 'unauthorized',
} as const satisfies ErrorTable;

/** The token is asked for anew after these, once (protocol notes 1). */
const TOKEN_REFUSALS: ReadonlySet<string> = new Set(['40001', '42001']);

export function isTokenRefusal(error: unknown): boolean {
  return error instanceof ConnectorError && TOKEN_REFUSALS.has(error.platformCode ?? '');
}

export interface Asked {
  /** The path of the call. */
  name: string;
  acts: boolean;
  /** The codes of its family of calls, beside those that all share. */
  codes?: ErrorTable;
  /** What an unlisted refusal of this call means; `rejected` when left out. */
  refusal?: ConnectorErrorKind;
}

export function failure(
  { name, acts, codes = {}, refusal = 'rejected' }: Asked,
  code: string,
  message = '',
): ConnectorError {
  const known: ErrorTable = { ...sharedCodes, ...codes };
  const kind = (Object.hasOwn(known, code) ? known[code] : undefined) ?? refusal;
  const words = { platformCode: code, platformMessage: message };
  const text = `${name}: ${code} ${message}`;
  if (kind === 'later') return new ConnectorError(acts ? 'outcome-unknown' : 'unavailable', text, words);
  return new ConnectorError(kind, text, words);
}
