import type { Database } from '../../prisma/store/database.ts';
import { ConfigError, localUrl, readConfig } from '../config.ts';
import { findRunning } from './run-file.ts';
import { ensureSecretKey } from './secret-key.ts';

export interface OwnDatabase {
  database: Database;
  /** Where people reach the hub. */
  hubUrl: string;
}

/**
 * The database of this installation, for an operator's commands: the one that DATABASE_URL names, else that of the demo that runs here.
 * @throws ConfigError when there is neither.
 */
export async function openOwnDatabase(): Promise<OwnDatabase> {
  const config = readConfig();
  const running = config.databaseUrl ? undefined : findRunning(config.dataDir);
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl;
  const secretKey = config.secretKey ?? (running ? ensureSecretKey(config.dataDir) : undefined);
  if (!databaseUrl || !secretKey)
    throw new ConfigError(
      `DATABASE_URL and JIEDAN_SECRET_KEY are needed; no demo runs with data folder ${config.dataDir}`,
    );
  const { createCipher } = await import('../../prisma/store/cipher.ts');
  const { openDatabase } = await import('../../prisma/store/database.ts');
  const cipher = createCipher(Buffer.from(secretKey, 'base64'));
  const hubUrl = config.publicUrl ?? running?.url ?? localUrl(config.host, config.port);
  return { database: openDatabase({ url: databaseUrl, poolMax: 2, cipher }), hubUrl };
}
