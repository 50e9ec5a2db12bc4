import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { findRunning } from './run-file.ts';
import { readSecretKey } from './secret-key.ts';

/** Adds `backup` and `restore`. Both need the secret key: the file is sealed with it, and so is much of what stands in it. */
export function registerBackupCommands(program: Command): void {
  program
    .command('backup')
    .description(
      'write everything as of now into one sealed file, while the hub goes on (DATABASE_URL, or the running demo)',
    )
    .option('--to <file>', 'where to', `jiedan-${new Date().toISOString().slice(0, 16).replace(/[-:]/g, '')}.backup`)
    .action(async ({ to }: { to: string }) => {
      const report = await backUp(readConfig(), resolve(to));
      process.stdout.write(
        `${resolve(to)}: ${report.rows} rows of ${report.tables} tables as of ${report.takenAt.toISOString()}, ${report.bytes} bytes\n` +
          'Keep it apart from the secret key: each is useless without the other.\n',
      );
    });
  program
    .command('restore')
    .argument('<file>', 'a file that `jiedan backup` wrote')
    .description(
      "bring a backup into the empty database of DATABASE_URL, or into a new demo's data folder (JIEDAN_DATA)",
    )
    .action(async (file: string) => {
      const report = await restore(readConfig(), resolve(file));
      process.stdout.write(
        `${report.rows} rows of ${report.tables} tables as of ${report.takenAt.toISOString()} are back.\n` +
          'The next worker that starts asks every platform for what happened since.\n',
      );
    });
}

async function backUp(
  config: Config,
  path: string,
): Promise<{ takenAt: Date; rows: number; tables: number; bytes: number }> {
  const databaseUrl = config.databaseUrl ?? findRunning(config.dataDir)?.databaseUrl;
  if (!databaseUrl)
    throw new ConfigError(`no demo runs with data folder ${config.dataDir}, and DATABASE_URL names no database`);
  const { writeBackup } = await import('../../prisma/backup/write-backup.ts');
  // Under another name until it is whole, so that a file with the right name is always a backup.
  const draft = `${path}.part`;
  try {
    const report = await writeBackup(
      databaseUrl,
      readSecretKey(config),
      createWriteStream(draft, { flags: 'wx', mode: 0o600 }),
    );
    await rename(draft, path);
    return { ...report, bytes: (await stat(path)).size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(draft, { force: true });
    throw error;
  }
}

async function restore(config: Config, file: string): Promise<{ takenAt: Date; rows: number; tables: number }> {
  const { restoreBackup } = await import('../../prisma/backup/restore-backup.ts');
  const { MIGRATIONS_FOLDER } = await import('../../prisma/migrate.ts');
  const key = readSecretKey(config);
  const into = (url: string) => restoreBackup(url, key, createReadStream(file), MIGRATIONS_FOLDER);
  if (config.databaseUrl) return into(config.databaseUrl);
  if (findRunning(config.dataDir)) throw new ConfigError('the demo is running; stop it, and choose a new JIEDAN_DATA');
  const { startPostgres } = await import('../embedded/postgres.ts');
  const postgres = await startPostgres({ dataDir: config.dataDir });
  try {
    return await into(postgres.url);
  } finally {
    await postgres.stop();
  }
}
