/**
 * Divides an amount over weights so that the parts add up to it exactly: whole fen in proportion, and what rounding leaves
 * goes one by one to the largest remainders. Negative amounts are divided like positive ones.
 */
export function shareOut(amount: number, weights: readonly number[]): number[] {
  const sign = amount < 0 ? -1 : 1;
  const whole = BigInt(Math.abs(amount));
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_weight, index) => (index === 0 ? amount : 0));
  const parts = weights.map((weight, index) => {
    const product = whole * BigInt(weight);
    return { index, part: product / total, remainder: product % total };
  });
  let left = whole - parts.reduce((sum, { part }) => sum + part, 0n);
  for (const one of [...parts].sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index)) {
    if (left === 0n) break;
    one.part += 1n;
    left -= 1n;
  }
  // Adding zero turns the -0 of an empty negative part into 0.
  return parts.map(({ part }) => sign * Number(part) + 0);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
