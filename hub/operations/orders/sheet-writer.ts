/** A cell: words, an amount of minor units (two decimals), a whole number, or nothing. */
export type Cell = string | { minor: number } | number | null;

/** Writes a sheet row by row as it goes out; nothing is held back. */
export interface SheetWriter {
  contentType: string;
  row(cells: readonly Cell[]): void;
  end(): void;
}

/** -1234 -> "-12.34", without the detour over a fraction. */
export function minorText(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
