import type { ApiKey } from '../api/types.ts';

/** Whether a key is taken now. */
export function keyStanding({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, nowMs: number) {
  if (revokedAt !== null) return { tone: 'off', word: 'revoked' } as const;
  if (expiresAt !== null && Date.parse(expiresAt) <= nowMs) return { tone: 'off', word: 'over' } as const;
  return { tone: 'good', word: 'valid' } as const;
}
