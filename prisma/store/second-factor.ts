import { randomBytes } from 'node:crypto';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';
import { hashToken } from './identities.ts';

const RECOVERY_CODES = 10;
const RECOVERY_CODE_BYTES = 10;

export interface StoredFactor {
  /** Base32. */
  secret: string;
  confirmed: boolean;
  /** The time step of the last code that was taken. */
  lastStep: bigint;
}

/** The person's row stays locked until the end of the transaction, so that one code is not taken twice at the same moment. */
export async function readFactor(client: SqlClient, cipher: Cipher, personId: string): Promise<StoredFactor | null> {
  const { rows } = await client.query<{
    totp_encrypted: Buffer | null;
    totp_confirmed_at: Date | null;
    totp_last_step: string | null;
  }>('SELECT totp_encrypted, totp_confirmed_at, totp_last_step FROM users WHERE id = $1 FOR UPDATE', [personId]);
  const row = rows[0];
  if (!row?.totp_encrypted) return null;
  return {
    secret: cipher.open(row.totp_encrypted, secondFactorContext(personId)),
    confirmed: row.totp_confirmed_at !== null,
    lastStep: BigInt(row.totp_last_step ?? -1),
  };
}

/** A new secret that does not count before it is confirmed. */
export async function writeFactor(client: SqlClient, cipher: Cipher, personId: string, secret: string): Promise<void> {
  await client.query(
    'UPDATE users SET totp_encrypted = $2, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = $1',
    [personId, cipher.seal(secret, secondFactorContext(personId))],
  );
}

export async function keepStep(client: SqlClient, personId: string, step: bigint): Promise<void> {
  await client.query('UPDATE users SET totp_last_step = $2 WHERE id = $1', [personId, step]);
}

/** Turns the factor on. @returns the recovery codes, stored only as hashes. */
export async function confirmFactor(client: SqlClient, merchantId: string, personId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await client.query('UPDATE users SET totp_confirmed_at = now() WHERE id = $1', [personId]);
  await client.query('DELETE FROM recovery_codes WHERE merchant_id = current_merchant() AND user_id = $1', [personId]);
  await client.query(
    'INSERT INTO recovery_codes (merchant_id, user_id, code_hash) SELECT $1, $2, unnest($3::bytea[])',
    [merchantId, personId, codes.map((code) => hashToken(normalCode(code)))],
  );
  return codes;
}

export async function removeFactor(client: SqlClient, personId: string): Promise<void> {
  await client.query(
    'UPDATE users SET totp_encrypted = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = $1',
    [personId],
  );
  await client.query('DELETE FROM recovery_codes WHERE merchant_id = current_merchant() AND user_id = $1', [personId]);
}

/** @returns whether it was one that had not been used. */
export async function useRecoveryCode(client: SqlClient, personId: string, code: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE recovery_codes SET used_at = now()
     WHERE merchant_id = current_merchant() AND user_id = $1 AND code_hash = $2 AND used_at IS NULL`,
    [personId, hashToken(normalCode(code))],
  );
  return rowCount === 1;
}

/** 80 random bits as people copy them: f3a9c-… in groups of five. */
function newRecoveryCode(): string {
  return randomBytes(RECOVERY_CODE_BYTES)
    .toString('hex')
    .replace(/(.{5})(?=.)/g, '$1-');
}

function normalCode(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toLowerCase();
}

export function secondFactorContext(personId: string): string {
  return `user.totp ${personId}`;
}
