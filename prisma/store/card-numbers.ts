import type { Payload } from '../../connectors/contract.ts';

/** Blank, dash or plus between groups, as they are or percent-encoded once or twice. */
const GAP = '(?:[ +-]|%(?:25)?(?:20|2B|2D))?';
/** An escape goes by as a whole, so that its own digits are not read as a number's. */
const ESCAPE = '%(?:25)?[0-9A-Fa-f]{2}|(?:\\\\|%5C|%255C)+u[0-9A-Fa-f]{4}';
/** Digits that stand together, however many, perhaps with those of an escape before them. */
const RUN = `\\d(?:${GAP}\\d){12,}`;
const RUNS = new RegExp(RUN, 'gi');
const TOKENS = new RegExp(`${ESCAPE}|${RUN}|\\d+`, 'gi');
/** The most digits that an escape may put before a number: those of `%2581` and of `\\u5361`. */
const ESCAPE_DIGITS_MAX = 4;

/** What stands between groups, kept when a run is taken apart. */
const GAPS = /([ +-]|%(?:25)?2[0BD])/i;
const LENGTHS = [15, 16, 17, 18, 19];
const BEGINNING = /^(?:62|4|5[1-5]|2[2-7]|3[457])/;

/** UnionPay, Visa, MasterCard, JCB, American Express: first digits and lengths. */
const SCHEMES = [
  /^62\d{14,17}$/,
  /^4\d{15}$/,
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/,
  /^35\d{14}$/,
  /^3[47]\d{13}$/,
];

/** A character beyond ASCII, as it is or escaped; behind or before a blank a Latin letter will do. Blanks alone also stand between fields. */
const WIDE = '(?:[^\\0-\\x7f]|%(?:25)?[89A-F][0-9A-F]|(?:\\\\|%5C|%255C)u(?:[4-9]|F[EF])[0-9A-F]{2,3})';
const BLANK = '(?:[ +]|%(?:25)?20)';
const WORDS_BEFORE = new RegExp(`(?:${WIDE}${BLANK}?|[A-Z]${BLANK})$`, 'i');
const WORDS_AFTER = new RegExp(`^(?:${BLANK}?${WIDE}|${BLANK}[A-Z])`, 'i');
const CONTEXT_CHARS = 16;

/**
 * The message without the numbers of payment cards that somebody wrote into a text; the last four digits stay. Only a number beside words
 * is taken for one: a value that is all digits is an order's or a product's, and those look alike once in a while.
 */
export function withoutCardNumbers(payload: Payload): Payload {
  return { ...payload, query: masked(payload.query), body: masked(payload.body) };
}

function masked(text: string): string {
  if (!mayHoldCard(text)) return text;
  return text.replace(TOKENS, (token, offset: number) => {
    const card = cardIn(token);
    if (card === '') return token;
    const rest = token.slice(card.length);
    const before = text.slice(Math.max(0, offset - CONTEXT_CHARS), offset);
    const after = text.slice(offset + token.length, offset + token.length + CONTEXT_CHARS);
    // What follows a number within its own run (an expiry date) makes it no less a part of a text.
    const isInWords = rest !== '' || WORDS_BEFORE.test(before) || WORDS_AFTER.test(after);
    return isInWords ? starred(card) + rest : token;
  });
}

/** Says quickly of nearly every message that there is nothing to be looked for more closely. */
function mayHoldCard(text: string): boolean {
  for (const [run] of text.matchAll(RUNS)) {
    const digits = digitsOf(run);
    for (let start = 0; start <= ESCAPE_DIGITS_MAX; start += 1) {
      const rest = digits.slice(start);
      if (BEGINNING.test(rest) && LENGTHS.some((length) => isCard(rest.slice(0, length)))) return true;
    }
  }
  return false;
}

/** The part at the beginning of a run that is a card's number: all of it, or whole groups of digits. */
function cardIn(token: string): string {
  if (!/^\d/.test(token)) return '';
  const groups = token.split(GAPS);
  let part = '';
  let found = '';
  for (const piece of groups) {
    part += piece;
    if (/^\d/.test(piece) && isCard(digitsOf(part))) found = part;
  }
  return found;
}

function digitsOf(text: string): string {
  return text.replaceAll(/%(?:25)?2[0BD]|\D/gi, '');
}

function isCard(digits: string): boolean {
  return SCHEMES.some((scheme) => scheme.test(digits)) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Every digit but the last four becomes a star; escapes between groups stay whole. */
function starred(card: string): string {
  const count = digitsOf(card).length;
  let place = 0;
  return card.replaceAll(/%(?:25)?2[0BD]|\d/gi, (part) => {
    if (part.length > 1) return part;
    place += 1;
    return place > count - 4 ? part : '*';
  });
}
