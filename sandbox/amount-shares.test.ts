import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOut } from './amount-shares.ts';

const fen = fc.integer({ min: 0, max: 2_000_000_000 });

test('shares add up to the amount exactly, and no share of a reduction is more than its line', () => {
  const lines = fc.array(fen, { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lines, fc.double({ min: 0, max: 1, noNaN: true }), (weights, part) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const amount = Math.floor(total * part);
      const shares = shareOut(amount, weights);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
      shares.forEach((share, index) => expect(share).toBeLessThanOrEqual(weights[index] ?? 0));
      expect(shareOut(-amount, weights).map((share) => 0 - share)).toEqual(shares.map((share) => share + 0));
    }),
  );
});

test('what rounding leaves goes to the largest remainders, the first of equal ones', () => {
  expect(shareOut(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(shareOut(-1, [1, 2])).toEqual([0, -1]);
  expect(shareOut(800, [0, 0])).toEqual([800, 0]);
});
