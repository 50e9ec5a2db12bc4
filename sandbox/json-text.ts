import { stringify } from 'lossless-json';

/** JSON text in which bigints are bare digits, as real platforms write their ids. */
export function jsonText(value: unknown): string {
  return stringify(value) ?? 'null';
}
