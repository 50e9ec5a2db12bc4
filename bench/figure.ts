import { loadavg } from 'node:os';

/** One measured number, as `--json` prints it. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** To be reached, or not to be passed; null where none is set. */
  goal: number | null;
  /** True where the goal is a limit. */
  lowerIsBetter?: true;
  /** What the value was made of. */
  parts: Record<string, unknown>;
}

export interface Round {
  /** Things per second. */
  product: number;
  bare: number;
}

/**
 * Measures both sides in turns, and changes who goes first, so that a neighbour's load falls on both alike. One round before the
 * first counts for nothing: compilers and caches warm up in it.
 */
export async function alternate(
  rounds: number,
  product: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<Round[]> {
  await bare();
  await product();
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await bare();
      measured.push({ bare: first, product: await product() });
    } else {
      const first = await product();
      measured.push({ product: first, bare: await bare() });
    }
  }
  return measured;
}

/** The median of the rounds' own ratios: both halves of a round saw nearly the same machine. */
export function ratioFigure(
  name: string,
  goal: number,
  rounds: readonly Round[],
  more: Record<string, unknown>,
): Figure {
  const ratios = rounds.map(({ product, bare }) => product / bare);
  return {
    name,
    value: rounded(median(ratios), 2),
    unit: 'ratio',
    goal,
    parts: {
      productPerSecond: rounded(median(rounds.map(({ product }) => product)), 1),
      barePerSecond: rounded(median(rounds.map(({ bare }) => bare)), 1),
      lowest: rounded(Math.min(...ratios), 2),
      highest: rounded(Math.max(...ratios), 2),
      rounds: rounds.length,
      ...more,
      load1m: rounded(loadavg()[0] ?? 0, 1),
    },
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param q from 0 to 1; what falls between two values is interpolated. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
