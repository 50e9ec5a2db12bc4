import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readMigrations } from './migrate.ts';
import { openSchemaEngine } from './schema-engine.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

/**
 * Writes `migrations/<time>_<name>/migration.sql` with what turns the migrations so far into schema.prisma.
 * @param databaseUrl of an empty server on which databases may be made; the migrations so far are replayed there.
 * @returns the file, or undefined when there is nothing to change.
 * @throws when the name is not made of small letters, digits and underscores.
 */
export async function writeNewMigration(
  name: string,
  databaseUrl: string,
  now = new Date(),
): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name}: small letters, digits and underscores, please`);
  const script = await scriptToSchema(databaseUrl);
  if (script === '') return undefined;
  const folder = join(HERE, 'migrations', `${timestamp(now)}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), `${script}\n`);
  return join(folder, 'migration.sql');
}

/**
 * The SQL that is missing between the migrations so far and schema.prisma; empty when they agree.
 * @param databaseUrl of a server on which databases may be made; the migrations are replayed in a new one.
 */
export async function scriptToSchema(databaseUrl: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const schema = readFileSync(join(HERE, 'schema.prisma'), 'utf8');
    const opened = await openSchemaEngine(pool, [['schema.prisma', schema]]);
    const filters = { externalTables: [], externalEnums: [] };
    const difference = await opened.engine
      .diff({
        from: { tag: 'migrations', ...readMigrations(join(HERE, 'migrations')) },
        to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
        script: true,
        exitCode: null,
        filters,
      })
      .catch((error: unknown) => {
        throw opened.lastScriptError() ?? error;
      });
    const script = difference.stdout?.trim() ?? '';
    return script.startsWith('-- This is an empty migration') ? '' : script;
  } finally {
    await pool.end();
  }
}

/** The stock tool's form: migrations are applied in the order of their names. */
function timestamp(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}
