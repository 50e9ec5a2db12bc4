import type { Pool } from 'pg';

/**
 * Takes some calls of a key's window for this process. All processes count up one number, so together they never exceed the limit.
 * @returns how many were got, and how many are left for everybody.
 */
export async function takeCalls(
  hints: Pool,
  { keyId, windowStart, wanted, limit }: { keyId: string; windowStart: Date; wanted: number; limit: number },
): Promise<{ got: number; left: number }> {
  const { rows } = await hints.query<{ taken: number }>({
    name: 'take-calls',
    text: `INSERT INTO rate_windows AS w (key_id, window_start, taken) VALUES ($1, $2, $3)
           ON CONFLICT (key_id, window_start) DO UPDATE SET taken = w.taken + excluded.taken RETURNING taken`,
    values: [keyId, windowStart, wanted],
  });
  const taken = rows[0]?.taken ?? wanted;
  return { got: Math.max(0, Math.min(wanted, limit - (taken - wanted))), left: Math.max(0, limit - taken) };
}

/** Windows that are long over. */
export async function sweepWindows(hints: Pool): Promise<void> {
  await hints.query(`DELETE FROM rate_windows WHERE window_start < now() - interval '1 hour'`);
}
