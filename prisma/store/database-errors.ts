/** Serialization failure, deadlock, and what the typed client makes of both. */
const CONFLICT = new Set(['40001', '40P01', 'P2034']);

/** True when two transactions stood in each other's way: the same one may well pass a moment later. */
export function isConflict(error: unknown): boolean {
  return CONFLICT.has(codeOf(error));
}

/**
 * How the database refused what was to be written (a value out of range, a constraint), in words without the values themselves;
 * null for every other error. Writing the same again would be refused again.
 */
export function refusalOf(error: unknown): string | null {
  const code = codeOf(error);
  if (!/^2[23][0-9A-Z]{3}$/.test(code)) return null;
  const constraint = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
  return `the database refuses it (${typeof constraint === 'string' ? `${code} ${constraint}` : code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
