import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { findRunning } from './run-file.ts';
import { readSecretKey, secretKeyFile } from './secret-key.ts';

/** Running processes look for new keys every half minute; after this time all know of one. */
const KNOWN_AFTER_S = 60;

/** Adds `keys`: what seals credentials, raw messages and personal data is replaced while the hub runs. */
export function registerKeysCommands(program: Command): void {
  const keys = program.command('keys').description('the keys that seal credentials, raw messages and personal data');
  keys
    .command('rotate')
    .description('seal everything under a new data key, and forget the old ones (DATABASE_URL, or the running demo)')
    .option('--known-after <seconds>', 'how long running processes take to hear of the new key', String(KNOWN_AFTER_S))
    .action(async ({ knownAfter }: { knownAfter: string }) => {
      const seconds = Number(knownAfter);
      if (!Number.isInteger(seconds) || seconds < 0) throw new ConfigError('--known-after must be a number of seconds');
      await rotate(readConfig(), seconds);
    });
  keys
    .command('change-secret')
    .description('wrap the data keys under JIEDAN_NEW_SECRET_KEY instead of JIEDAN_SECRET_KEY')
    .action(() => changeTheSecret(readConfig()));
}

async function rotate(config: Config, knownAfterSeconds: number): Promise<void> {
  const { url, secretKey } = target(config);
  const { openDatabase } = await import('../../prisma/store/database.ts');
  const { createCipher } = await import('../../prisma/store/cipher.ts');
  const { addDataKey, forgetKeysBefore, openKeyring } = await import('../../prisma/store/keyring.ts');
  const { resealAll } = await import('../../prisma/store/reseal.ts');
  const keyring = await openKeyring(url, secretKey);
  const database = openDatabase({ url, poolMax: 4, cipher: createCipher(keyring) });
  try {
    const id = await addDataKey(database.system, secretKey, knownAfterSeconds);
    say(`data key ${id} is made; in ${knownAfterSeconds} s everything is sealed with it`);
    await keyring.refresh(database.system);
    while (keyring.newest().id !== id) await pause(100);
    let done = 0;
    // Twice: what was read before the new key sealed may have been written back since.
    for (let round = 0; round < 2; round += 1) {
      await resealAll(database, id, (count) => {
        done += count;
        say(`${done} values sealed again`);
      });
    }
    const forgotten = await forgetKeysBefore(database.system, id);
    say(`done: ${done} values sealed again, ${forgotten} old data keys forgotten`);
  } finally {
    await database.close();
  }
}

async function changeTheSecret(config: Config): Promise<void> {
  const { url, secretKey } = target(config);
  const inFile = config.secretKey === undefined;
  const next = config.newSecretKey ? Buffer.from(config.newSecretKey, 'base64') : inFile ? randomBytes(32) : undefined;
  if (!next)
    throw new ConfigError('JIEDAN_NEW_SECRET_KEY must hold the new key (make one with: openssl rand -base64 32)');
  const { changeSecret } = await import('../../prisma/store/keyring.ts');
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, options: '-c role=jiedan_system' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await changeSecret(client, secretKey, next);
    if (inFile) replaceFile(secretKeyFile(config.dataDir), next);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  say(
    inFile
      ? `${secretKeyFile(config.dataDir)} holds the new key; the old one stands beside it with the ending .old`
      : 'the data keys are wrapped under the new key: start every process with it from now on; running ones go on',
  );
  say('backups that were made before need the old one');
}

/** The old key stays until a person removes it: older backups open with it only. */
function replaceFile(path: string, key: Buffer): void {
  writeFileSync(`${path}.new`, `${key.toString('base64')}\n`, { mode: 0o600 });
  renameSync(path, `${path}.old`);
  renameSync(`${path}.new`, path);
}

function target(config: Config): { url: string; secretKey: Buffer } {
  const url = config.databaseUrl ?? findRunning(config.dataDir)?.databaseUrl;
  if (!url)
    throw new ConfigError(`no demo runs with data folder ${config.dataDir}, and DATABASE_URL names no database`);
  return { url, secretKey: readSecretKey(config) };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
