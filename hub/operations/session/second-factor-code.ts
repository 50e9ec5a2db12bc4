import { Secret, TOTP } from 'otpauth';
import type { Cipher } from '../../../prisma/store/cipher.ts';
import type { SqlClient } from '../../../prisma/store/database.ts';
import { keepStep, readFactor, useRecoveryCode } from '../../../prisma/store/second-factor.ts';

const PERIOD_SECONDS = 30;
/** A phone whose clock is half a minute off is still understood. */
const WINDOW_STEPS = 1;

/** @param secret base32; absent makes a new one. */
export function totpOf(email: string, secret: Secret | string = new Secret({ size: 20 })): TOTP {
  return new TOTP({
    issuer: '接单 jiedan',
    label: email,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret,
  });
}

/** How a code was taken; null when it was not. A time-based code counts once, a recovery code, too. */
export async function takeCode(
  client: SqlClient,
  cipher: Cipher,
  personId: string,
  code: string,
): Promise<'totp' | 'recovery' | null> {
  const factor = await readFactor(client, cipher, personId);
  if (!factor) return null;
  const digits = code.replaceAll(' ', '');
  if (!/^\d{6}$/.test(digits))
    return factor.confirmed && (await useRecoveryCode(client, personId, code)) ? 'recovery' : null;
  const totp = totpOf('', factor.secret);
  const delta = totp.validate({ token: digits, window: WINDOW_STEPS });
  if (delta === null) return null;
  const step = BigInt(totp.counter() + delta);
  if (step <= factor.lastStep) return null;
  await keepStep(client, personId, step);
  return 'totp';
}
