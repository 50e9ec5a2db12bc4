import { expect, test } from 'vitest';
import { keyStanding } from './key-standing.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');

test('a key is taken until it is revoked or over, whichever comes first', () => {
  expect(keyStanding({ revokedAt: null, expiresAt: null }, NOW).word).toBe('valid');
  expect(keyStanding({ revokedAt: null, expiresAt: '2026-11-25T12:00:01Z' }, NOW).word).toBe('valid');
  expect(keyStanding({ revokedAt: null, expiresAt: '2026-11-25T12:00:00Z' }, NOW).word).toBe('over');
  expect(keyStanding({ revokedAt: '2026-11-25T11:00:00Z', expiresAt: '2026-11-25T10:00:00Z' }, NOW).word).toBe(
    'revoked',
  );
});
