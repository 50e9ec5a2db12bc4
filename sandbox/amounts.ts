import { z } from 'zod';

/** Yuan as people write them: `12`, `12.5`, `12.50`; never negative, at most two decimals. */
export const yuanSchema = z.string().regex(/^\d{1,7}(\.\d{1,2})?$/, 'must be yuan with at most two decimals, as text');

/** `"35.5"` → 3550 fen. */
export function fenFromYuan(yuan: string): number {
  const [whole = '0', fraction = ''] = yuan.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

/** 3550 fen → 35.5; dividing an integer by 100 gives the double nearest to the decimal, so it prints exactly. */
export function yuanFromFen(fen: number): number {
  return fen / 100;
}

/** 3550 fen → `"35.50"`, as platforms write yuan that are text. */
export function yuanText(fen: number): string {
  return (fen / 100).toFixed(2);
}
