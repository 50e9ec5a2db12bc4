import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMigrations } from './migrate.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'migrations');

/**
 * Writes the checksum of each new migration into `checksums.json`; a test holds every migration to it from then on.
 * @returns the names added now.
 * @throws when a sealed migration has changed or is gone. One that nobody has applied yet may be unsealed by deleting its line.
 */
export function sealMigrations(folder = FOLDER): string[] {
  const file = join(folder, 'checksums.json');
  const sealed = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const names = readMigrations(folder).migrationDirectories.map(({ path }) => path);
  const current = Object.fromEntries(names.map((name) => [name, checksum(join(folder, name, 'migration.sql'))]));
  const broken = Object.keys(sealed).find((name) => sealed[name] !== current[name]);
  if (broken) throw new Error(`${broken} has changed since it was sealed; a migration only goes forward`);
  writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`);
  return names.filter((name) => !(name in sealed));
}

function checksum(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const added = sealMigrations();
  console.log(added.length > 0 ? `sealed ${added.join(', ')}` : 'all migrations are sealed');
}
