import { ConnectorError, type ConnectorErrorKind } from '../errors.ts';

/**
 * Weidian's codes (protocol notes 5): these are all that are known; there is no official table. A code that is not listed is a refusal and
 * kept verbatim with its words. `later` surely answers nothing: after a command the order is read before anything is decided.
 */
const codes: Readonly<Record<string, ConnectorErrorKind | 'later'>> = {
  '10001': 'later',
  '10013': 'unauthorized',
  '10016': 'unauthorized',
  '10023': 'unauthorized',
  '10026': 'unauthorized',
};

const TOKEN_REFUSALS: ReadonlySet<string> = new Set(['10013', '10016', '10026']);

/** The number of "too fast" is not known, its words are plain; taken for a refusal it would lose reads at noon. */
const TOO_FAST = /频繁|频率|限流|超出.{0,6}次数|too (?:many|fast|frequent)|rate ?limit/i;

export function isTokenRefusal(error: unknown): boolean {
  return error instanceof ConnectorError && TOKEN_REFUSALS.has(error.platformCode ?? '');
}

export interface Asked {
  name: string;
  acts: boolean;
  /** What an unlisted refusal of this call means; `rejected` when left out. */
  refusal?: ConnectorErrorKind;
}

export function failure({ name, acts, refusal }: Asked, code: string, message = ''): ConnectorError {
  const class_ = Object.hasOwn(codes, code) ? codes[code] : undefined;
  const words = { platformCode: code, platformMessage: message };
  const text = `${name}: ${code} ${message}`;
  if (class_ === 'later') return new ConnectorError(acts ? 'outcome-unknown' : 'unavailable', text, words);
  // It says no time to wait; the connection's gate waits longer from time to time.
  if (!class_ && TOO_FAST.test(message)) return new ConnectorError('rate-limited', text, words);
  return new ConnectorError(class_ ?? refusal ?? 'rejected', text, words);
}
