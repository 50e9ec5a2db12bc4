import { timingSafeEqual } from 'node:crypto';

/** A piece of the text that is signed; the secret is kept apart so that it is shown only when somebody asks for it. */
export type SignedPiece = string | { secret: string };

/** How one signature comes about, step by step, for people who compare it with their own. */
export interface SignatureExplanation {
  /** What carries it, in the platform's words: `sig`, `Event-Sign`. */
  name: string;
  /** The rule in one sentence, with the place in the documents. */
  rule: string;
  /** What is signed, in the order in which it is signed, as its value stands there. */
  taken: readonly { name: string; value: string; from: string }[];
  leftOut: readonly { name: string; why: string }[];
  /** Joined without anything between. */
  toSign: readonly SignedPiece[];
  /** `MD5, lower-case hex` */
  algorithm: string;
  /** What the signature has to be. */
  expected: string;
  /** Where it belongs in a request: `the parameter sig`. */
  goesInto: string;
  /** What the request carries; null when it carries none. */
  given: string | null;
  matches: boolean;
  /** What is wrong, or looks wrong, the likeliest cause first. */
  problems: readonly string[];
}

/** A way of signing that is wrong and often met. */
export interface WrongWay {
  /** What was done, as the end of "It matches when …". */
  when: string;
  sign(): string;
}

/**
 * Compares, and where it differs tries the usual mistakes.
 * @param wrongWays the likeliest first; the first that brings out the given signature is told.
 */
export function compareSignatures(
  expected: string,
  given: string | null,
  wrongWays: Iterable<WrongWay>,
): Pick<SignatureExplanation, 'expected' | 'given' | 'matches' | 'problems'> {
  if (given === null) return { expected, given, matches: false, problems: [] };
  const matches = isSameText(given.toLowerCase(), expected);
  if (matches) return { expected, given, matches, problems: [] };
  for (const { when, sign } of wrongWays)
    if (isSameText(given.toLowerCase(), sign()))
      return { expected, given, matches, problems: [`it matches when ${when}`] };
  const shape =
    given.length === expected.length ? [] : [`it has ${given.length} characters instead of ${expected.length}`];
  const unknown =
    'none of the usual mistakes explains it: most likely the secret is another one, or a value was changed on its way';
  return { expected, given, matches, problems: [...shape, unknown] };
}

/** The same address as a proxy, a console or a hand may have written it. The address itself is not among them. */
export function addressVariants(address: string): { when: string; address: string }[] {
  const found: { when: string; address: string }[] = [];
  const other = address.startsWith('https:')
    ? address.replace(/^https:/, 'http:')
    : address.replace(/^http:/, 'https:');
  found.push({ when: `the address begins with ${other.slice(0, other.indexOf(':'))}`, address: other });
  for (const [base, also] of [
    [address, ''],
    [other, ` and with ${other.slice(0, other.indexOf(':'))}`],
  ] as const) {
    const slash = base.endsWith('/') ? base.slice(0, -1) : `${base}/`;
    found.push({
      when: `the address is written ${base.endsWith('/') ? 'without' : 'with'} a slash at its end${also}`,
      address: slash,
    });
    const port = base.replace(/^(https?:\/\/[^/:]+):\d+/, '$1');
    if (port !== base) found.push({ when: `the address is written without its port${also}`, address: port });
    const path = base.replace(/^https?:\/\/[^/]+/, '');
    if (also === '') found.push({ when: 'only the path of the address is signed', address: path });
  }
  return found;
}

/** When a request says that it was sent, against when it came. */
export function timeProblem(sentAt: Date | null, receivedAt: Date, toleranceMs: number): string | null {
  if (!sentAt) return 'it carries no time in seconds';
  const offMs = sentAt.getTime() - receivedAt.getTime();
  if (Math.abs(offMs) <= toleranceMs) return null;
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  const words = `${minutes} minutes ${offMs < 0 ? 'before' : 'after'} ${receivedAt.toISOString()}`;
  return `its time ${sentAt.toISOString()} is ${words}; ${toleranceMs / 60_000} minutes are allowed`;
}

function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
