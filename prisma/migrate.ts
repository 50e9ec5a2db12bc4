import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationDirectory, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { openSchemaEngine, type SchemaEngine } from './schema-engine.ts';

/** Any number that nothing else in this database locks; it makes processes that start at once migrate one after another. */
const MIGRATION_LOCK = 7_320_145_981;
/** The engine wants to be told the kind of database; applying scripts needs no model. */
const DATASOURCE: [string, string] = ['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n'];
export const MIGRATIONS_FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'migrations');

/**
 * Brings the database up to date with `prisma/migrations`. Safe to call from many processes at once, and again after a crash:
 * each migration and the record of it are one transaction.
 * @param databaseUrl of a role that owns the schema.
 * @param only leaves out all others: a restore makes the tables as they were.
 * @returns the names applied now, oldest first.
 * @throws naming the migration, with the words of the database.
 */
export async function migrate(
  databaseUrl: string,
  log: (line: string) => void = () => undefined,
  folder = MIGRATIONS_FOLDER,
  only?: ReadonlySet<string>,
): Promise<string[]> {
  // One connection, so that the lock, the transaction and the engine's statements share it.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, idleTimeoutMillis: 0 });
  pool.on('error', () => undefined);
  try {
    const migrations = readMigrations(folder);
    await pool.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const known = await readApplied(pool);
    const opened = await openSchemaEngine(pool, [DATASOURCE]);
    const applied: string[] = [];
    for (const [index, migration] of migrations.migrationDirectories.entries()) {
      if (known.has(migration.path) || (only && !only.has(migration.path))) continue;
      await applyUpTo(pool, opened, {
        ...migrations,
        migrationDirectories: migrations.migrationDirectories.slice(0, index + 1),
      });
      applied.push(migration.path);
      log(`migration ${migration.path} applied`);
    }
    await coverByBackup(pool);
    return applied;
  } finally {
    // Ending the session frees the lock.
    await pool.end();
  }
}

/** All migrations in a folder, in the engine's own shape. */
export function readMigrations(folder: string): MigrationList {
  const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const directories = names
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: directories.map((name) => readMigration(folder, name)),
  };
}

function readMigration(folder: string, name: string): MigrationDirectory {
  const value = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
}

async function readApplied(pool: pg.Pool): Promise<Set<string>> {
  const table = await pool.query<{ found: string | null }>(`SELECT to_regclass('_prisma_migrations') AS found`);
  if (!table.rows[0]?.found) return new Set();
  const rows = await pool.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Set(rows.rows.map((row) => row.migration_name));
}

/** Tables of later migrations are read by backups, too, without each having to say so. */
async function coverByBackup(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ found: string | null }>("SELECT to_regproc('cover_by_backup') AS found");
  if (rows[0]?.found) await pool.query('SELECT cover_by_backup()');
}

async function applyUpTo(pool: pg.Pool, opened: SchemaEngine, migrations: MigrationList): Promise<void> {
  const name = migrations.migrationDirectories.at(-1)?.path;
  await pool.query('BEGIN');
  try {
    await opened.engine.applyMigrations({
      migrationsList: migrations,
      filters: { externalTables: [], externalEnums: [] },
    });
    await pool.query('COMMIT');
  } catch (error) {
    await pool.query('ROLLBACK');
    const cause = opened.lastScriptError() ?? error;
    throw new Error(`migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
