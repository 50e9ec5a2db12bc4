import { MalformedError } from './errors.ts';

/** An amount in minor units (fen for CNY). A safe integer; negative for discounts and refunds. */
export type Minor = number;

export type Currency = 'CNY';

/**
 * Reads a decimal amount of yuan as platforms write it ("35.5", "-0.10", 35.5) and answers fen.
 * The text is read digit by digit, so no binary fraction is ever involved.
 * @throws MalformedError when it is not a plain decimal with at most two places that matter, or leaves the safe range.
 */
export function yuanToFen(yuan: string | number): Minor {
  const text = String(yuan).trim();
  const match = /^([+-]?)(\d{1,13})(?:\.(\d*))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (!match || /[1-9]/.test(fraction.slice(2))) {
    throw new MalformedError(`not an amount in yuan: ${JSON.stringify(text.slice(0, 40))}`);
  }
  const fen = Number(match[2]) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'));
  return minor(match[1] === '-' ? -fen : fen);
}

/** Checks a count of minor units. @throws MalformedError when it is not a safe integer. */
export function minor(value: string | number): Minor {
  const text = String(value).trim();
  const amount = Number(text);
  if (!/^[+-]?\d{1,16}$/.test(text) || !Number.isSafeInteger(amount)) {
    throw new MalformedError(`not an amount in minor units: ${JSON.stringify(text.slice(0, 40))}`);
  }
  return amount === 0 ? 0 : amount;
}

/** Adds amounts. @throws MalformedError when the sum leaves the safe range. */
export function sumMinor(amounts: Iterable<Minor>): Minor {
  let total = 0;
  for (const amount of amounts) total += amount;
  return minor(total);
}
