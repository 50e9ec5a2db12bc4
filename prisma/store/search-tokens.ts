import type { OrderSnapshot } from '../../domain/order.ts';
import type { Cipher } from './cipher.ts';

/** Enough for every line of a long order; a longer list finds by its first ones. */
const TOKENS_MAX = 400;

/**
 * What an order can be found by, as one list with one index: bigrams of product names and the platform's numbers in clear,
 * phone numbers and customer names as keyed digests only. Two Chinese characters are one bigram, so they find exactly.
 */
export function orderTokens(cipher: Cipher, platformOrderId: string, snapshot: OrderSnapshot): string[] {
  const tokens = new Set<string>([`id:${platformOrderId}`]);
  if (platformOrderId.length > 4) tokens.add(`id4:${platformOrderId.slice(-4)}`);
  const phone = phoneDigits(snapshot.customer.phone);
  if (phone) {
    tokens.add(`ph:${cipher.digest(phone, 'phone')}`);
    tokens.add(`ph4:${cipher.digest(phone.slice(-4), 'phone tail')}`);
  }
  for (const gram of bigrams(snapshot.customer.name ?? '')) tokens.add(`nm:${cipher.digest(gram, 'name')}`);
  for (const line of snapshot.lines) {
    for (const gram of bigrams(line.name)) {
      if (tokens.size >= TOKENS_MAX) return [...tokens];
      tokens.add(`pr:${gram}`);
    }
  }
  return [...tokens];
}

/**
 * What a person typed, as alternatives: an order matches when it has every token of one of them.
 * The order number is not a token; the caller compares it, too.
 */
export function queryAlternatives(cipher: Cipher, typed: string): string[][] {
  const text = typed.trim();
  const alternatives: string[][] = [];
  const digits = text.replace(/[\s-]/g, '');
  if (/^\d+$/.test(digits)) {
    alternatives.push([`id:${digits}`]);
    if (digits.length === 4) alternatives.push([`id4:${digits}`], [`ph4:${cipher.digest(digits, 'phone tail')}`]);
    if (digits.length >= 7) alternatives.push([`ph:${cipher.digest(digits, 'phone')}`]);
  } else {
    alternatives.push([`id:${text}`]);
  }
  const grams = bigrams(text);
  if (grams.length > 0) {
    alternatives.push(
      grams.map((gram) => `pr:${gram}`),
      grams.map((gram) => `nm:${cipher.digest(gram, 'name')}`),
    );
  }
  return alternatives;
}

/** The number itself, without the extension of a privacy number (`138…_1234`). */
function phoneDigits(phone: string | null): string | null {
  const digits = /^\+?[\d\s-]{7,20}/.exec(phone ?? '')?.[0].replace(/\D/g, '') ?? '';
  return digits.length >= 7 ? digits : null;
}

function bigrams(text: string): string[] {
  const characters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s\p{P}]/gu, ''),
  ];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
