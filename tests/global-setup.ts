import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../build.ts';
import { readConfig } from '../hub/config.ts';
import { startPostgres } from '../hub/embedded/postgres.ts';
import { startTemporal } from '../hub/embedded/temporal.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server's superuser, database `jiedan`, migrated; `template_jiedan` is its copy for new databases. */
    databaseUrl: string;
    temporalAddress: string;
  }
}

export const TEMPLATE = 'template_jiedan';

/** One real PostgreSQL and one real Temporal server for the whole run, in a folder that is removed at its end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureBuilt(undefined, () => undefined);
  // Loaded after the build: they need the generated database client.
  const { migrate } = await import('../prisma/migrate.ts');
  const dataDir = await mkdtemp(join(tmpdir(), 'jiedan-test-'));
  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir }),
    startTemporal({ dataDir, cacheDir: readConfig().cacheDir }),
  ]);
  const template = new URL(postgres.url);
  await sql(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href);
  project.provide('databaseUrl', postgres.url);
  project.provide('temporalAddress', temporal.address);
  return async () => {
    await temporal.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function sql(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
