import { hkdfSync } from 'node:crypto';

export type KeyUse = 'data' | 'digest' | 'token';

export const KEY_BYTES = 32;

/** The keys of installs from before there was a keyring, derived from the secret; a new install begins with the same. */
export function firstKeys(secretKey: Buffer): { use: KeyUse; key: Buffer }[] {
  if (secretKey.length !== KEY_BYTES) throw new Error('the secret key must be 32 bytes');
  return [
    { use: 'data', key: derive(secretKey, 'data v1') },
    { use: 'digest', key: derive(secretKey, 'digest v1') },
    { use: 'token', key: derive(secretKey, 'access token v1') },
  ];
}

export function derive(secretKey: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, 'jiedan', use, KEY_BYTES));
}
