import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../../problem.ts';

/** OWASP's choice for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Verified when there is no such account, so that the time of the answer does not tell whether there is. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$4bJ4Yy0HU/CPpZwqHHxBTTgJvRyNu4lL5B9R1ZVpyIQ';

export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const right = await verify(stored?.startsWith('$') ? stored : NOBODY, password).catch(() => false);
  return right && (stored?.startsWith('$') ?? false);
}

/** @throws Problem `invalid-request` for a password that is the person's own address or name, or one character over and over. */
export async function hashPassword(
  password: string,
  { email, name }: { email: string; name: string },
): Promise<string> {
  const plain = password.trim().toLowerCase();
  const known = [email.toLowerCase(), email.toLowerCase().split('@')[0], name.toLowerCase()];
  if (known.includes(plain) || new Set(plain).size < 4)
    throw new Problem('invalid-request', 'This password is too easy to guess.', { reasonCode: 'password_too_easy' });
  return hash(password, COST);
}
