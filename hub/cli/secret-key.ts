import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';

const KEY_BYTES = 32;

/**
 * The demo's key for credentials and raw messages, made at the first start and kept in `<dataDir>/secret.key` for its owner alone.
 * @returns 32 bytes in base64. @throws when the file holds anything else: what was encrypted needs the true key.
 */
export function ensureSecretKey(dataDir: string): string {
  const path = secretKeyFile(dataDir);
  if (!existsSync(path)) create(path, dataDir);
  const key = readFileSync(path, 'utf8').trim();
  if (Buffer.from(key, 'base64').length !== KEY_BYTES) {
    throw new Error(`${path} does not hold ${KEY_BYTES} bytes in base64; restore it, or remove the whole data folder`);
  }
  return key;
}

/** The key that there is. @throws ConfigError when there is none: a key made now would open nothing. */
export function readSecretKey({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>): Buffer {
  if (!secretKey && !existsSync(secretKeyFile(dataDir)))
    throw new ConfigError(
      `JIEDAN_SECRET_KEY is not set and ${secretKeyFile(dataDir)} is not there; put the key of the data there`,
    );
  return Buffer.from(secretKey ?? ensureSecretKey(dataDir), 'base64');
}

export function secretKeyFile(dataDir: string): string {
  return join(dataDir, 'secret.key');
}

/** Linked into place whole: a half-written or second key would make the data unreadable. */
function create(path: string, dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
