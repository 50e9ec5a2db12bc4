import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeNewMigration } from '../../prisma/new-migration.ts';
import { startPostgres } from '../embedded/postgres.ts';

/** `npm run migrate:new NAME`: compares the migrations with schema.prisma inside a throw-away database. */
async function main(name: string | undefined): Promise<void> {
  if (!name) throw new Error('usage: npm run migrate:new NAME, for example: npm run migrate:new stock');
  const dataDir = mkdtempSync(join(tmpdir(), 'jiedan-migration-'));
  try {
    const postgres = await startPostgres({ dataDir });
    try {
      const path = await writeNewMigration(name, postgres.url);
      console.log(
        path
          ? `wrote ${path}; read it, and add what Prisma cannot express`
          : 'the migrations already make what schema.prisma describes',
      );
    } finally {
      await postgres.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv[2]).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
