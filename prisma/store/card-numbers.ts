import type { Payload } from '../../connectors/contract.ts';

/** Blank, dash or plus between groups, as they are or percent-encoded once or twice. */
const GAP = '(?:[ +-]|%(?:25)?(?:20|2B|2D))?';
/** An escape goes by as a whole, so that its own digits are not read as a number's. */
const ESCAPE = '%(?:25)?[0-9A-Fa-f]{2}|(?:\\\\|%5C|%255C)+u[0-9A-Fa-f]{4}';
const NUMBER = `\\d(?:${GAP}\\d){12,18}`;
const TOKENS = new RegExp(`${ESCAPE}|${NUMBER}|\\d+`, 'gi');
/** Cheap, and true wherever the thorough look may find something: a scheme's first digits and ten more. */
const PERHAPS = new RegExp(`(?:62|4\\d|5[1-5]|2[2-7]|3[457])(?:${GAP}\\d){11}`, 'i');

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
  if (!PERHAPS.test(text)) return text;
  return text.replace(TOKENS, (token, offset: number) => {
    const end = offset + token.length;
    const isInWords =
      WORDS_BEFORE.test(text.slice(Math.max(0, offset - CONTEXT_CHARS), offset)) ||
      WORDS_AFTER.test(text.slice(end, end + CONTEXT_CHARS));
    return isInWords && isCard(token) ? starred(token) : token;
  });
}

function isCard(token: string): boolean {
  if (!/^\d/.test(token)) return false;
  const digits = token.replaceAll(/%(?:25)?2[0BD]|\D/gi, '');
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
function starred(token: string): string {
  const count = token.replaceAll(/%(?:25)?2[0BD]|\D/gi, '').length;
  let place = 0;
  return token.replaceAll(/%(?:25)?2[0BD]|\d/gi, (part) => {
    if (part.length > 1) return part;
    place += 1;
    return place > count - 4 ? part : '*';
  });
}
