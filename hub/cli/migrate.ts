import type { Command } from 'commander';
import { ConfigError, readConfig } from '../config.ts';

/** Adds `migrate`: brings a database of somebody's own up to date before a new version starts; `start` does it by itself. */
export function registerMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database that DATABASE_URL names up to date')
    .action(async () => {
      const { databaseUrl } = readConfig();
      if (!databaseUrl) throw new ConfigError('DATABASE_URL is needed; npm start migrates its own database by itself');
      const { migrate } = await import('../../prisma/migrate.ts');
      const applied = await migrate(databaseUrl, (line) => process.stdout.write(`${line}\n`));
      if (applied.length === 0) process.stdout.write('the database is up to date\n');
    });
}
