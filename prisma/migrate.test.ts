import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres, type EmbeddedPostgres } from '../hub/embedded/postgres.ts';
import { migrate } from './migrate.ts';

const WITH_SEMICOLONS = `
CREATE TABLE kept (id int PRIMARY KEY, note text DEFAULT 'one; two');
CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 42; END $$;
`;

describe('migrations', { timeout: 60_000 }, () => {
  let parent: string;
  let folder: string;
  let postgres: EmbeddedPostgres;
  let url: string;
  let databases = 0;

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'jiedan-migrate-'));
    postgres = await startPostgres({ dataDir: join(parent, 'data') });
  }, 60_000);

  afterAll(async () => {
    await postgres.stop();
    rmSync(parent, { recursive: true, force: true });
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(parent, 'migrations-'));
    const name = `trial_${++databases}`;
    await query(postgres.url, `CREATE DATABASE ${name}`);
    url = Object.assign(new URL(postgres.url), { pathname: `/${name}` }).toString();
  });

  const write = (name: string, sql: string): void => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  };

  it('are applied once, in the order of their names, functions included', async () => {
    write('20260102000000_second', 'ALTER TABLE kept ADD COLUMN more int;');
    write('20260101000000_first', WITH_SEMICOLONS);
    expect(await migrate(url, undefined, folder)).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await migrate(url, undefined, folder)).toEqual([]);
    expect(await query(url, 'SELECT answer()')).toEqual([{ answer: 42 }]);
  });

  it('are applied once when many processes start at the same moment', async () => {
    write('20260101000000_first', WITH_SEMICOLONS);
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(url, undefined, folder)));
    expect(applied.flat()).toEqual(['20260101000000_first']);
  });

  it('leave nothing behind when one fails, and go on once it is mended', async () => {
    write('20260101000000_first', WITH_SEMICOLONS);
    write('20260102000000_second', 'CREATE TABLE half (id int); CREATE TABLE kept (id int);');
    await expect(migrate(url, undefined, folder)).rejects.toThrow(
      'migration 20260102000000_second failed: relation "kept" already exists',
    );
    expect(await query(url, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
    write('20260102000000_second', 'CREATE TABLE half (id int);');
    expect(await migrate(url, undefined, folder)).toEqual(['20260102000000_second']);
  });

  it('are recorded as the stock tool records them', async () => {
    write('20260101000000_first', WITH_SEMICOLONS);
    await migrate(url, undefined, folder);
    const rows = await query(
      url,
      'SELECT migration_name, applied_steps_count, length(checksum) AS digest FROM _prisma_migrations',
    );
    expect(rows).toEqual([{ migration_name: '20260101000000_first', applied_steps_count: 1, digest: 64 }]);
  });

  it('of this release make a database from nothing', async () => {
    expect((await migrate(url)).length).toBeGreaterThan(0);
    expect(await migrate(url)).toEqual([]);
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}
