import type { Readable } from 'node:stream';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate, readMigrations } from '../migrate.ts';
import { askChore } from '../store/chores.ts';
import { type Frame, readFrames, type TableHead } from './frames.ts';
import { BackupUnreadableError, openStream } from './sealed-stream.ts';
import { hasTables, quoted, readMigrationNames, readTables } from './tables.ts';
import type { BackupReport } from './write-backup.ts';

/** A restore that cannot be, said in one line; the database is as it was, or empty. */
export class RestoreRefused extends Error {
  override name = 'RestoreRefused';
}

/**
 * Brings a backup into an empty database, all of it or nothing, then up to date with this version. What happened after the backup
 * was taken is asked for when a worker starts next: it finds the chore that is left here.
 * @throws RestoreRefused, BackupUnreadableError, or an Error of the database.
 */
export async function restoreBackup(
  databaseUrl: string,
  secretKey: Buffer,
  source: Readable,
  migrationsFolder: string,
): Promise<BackupReport> {
  const gunzip = createGunzip();
  const opened = pipeline(source, openStream(secretKey), gunzip);
  opened.catch((error: Error) => gunzip.destroy(error));
  const frames = readFrames(gunzip as AsyncIterable<Buffer>);
  try {
    const header = await nextFrame(frames, 'header');
    await prepare(databaseUrl, header.json.migrations, migrationsFolder);
    const report = await withClient(databaseUrl, (client) => readRows(client, frames, new Date(header.json.takenAt)));
    await opened;
    await migrate(databaseUrl, undefined, migrationsFolder);
    return report;
  } finally {
    source.destroy();
    gunzip.destroy();
    await opened.catch(() => undefined);
  }
}

/** Makes the tables as they were when the backup was taken. */
async function prepare(databaseUrl: string, migrations: string[], folder: string): Promise<void> {
  const known = new Set(readMigrations(folder).migrationDirectories.map(({ path }) => path));
  const unknown = migrations.find((name) => !known.has(name));
  if (unknown) throw new RestoreRefused(`the backup is of a newer version: it knows the migration ${unknown}`);
  await withClient(databaseUrl, async (client) => {
    if (!(await hasTables(client))) return;
    const applied = await readMigrationNames(client);
    if (applied.join() !== migrations.join() || (await hasRows(client)))
      throw new RestoreRefused(
        'the database is not empty; restore into a new one, and keep the old one until all is well',
      );
  });
  await migrate(databaseUrl, undefined, folder, new Set(migrations));
}

/** Seen by the role that sees all rows; tables of an earlier try of this restore have none. */
async function hasRows(client: pg.Client): Promise<boolean> {
  await client.query('BEGIN; SET LOCAL ROLE jiedan_backup');
  try {
    const { rows } = await client.query('SELECT FROM merchants LIMIT 1');
    return rows.length > 0;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function readRows(client: pg.Client, frames: AsyncGenerator<Frame>, takenAt: Date): Promise<BackupReport> {
  await client.query('BEGIN');
  try {
    const tables = await readTables(client);
    // The owner is under row-level security as well, and triggers would do a second time what the rows already tell.
    await client.query(tables.map(({ table }) => openFor(table)).join(';'));
    const known = new Map(tables.map((table) => [table.table, table]));
    let rows = 0;
    let seen = 0;
    for await (const frame of frames) {
      if (frame.type === 'end') {
        if (frame.json.tables !== seen) throw new BackupUnreadableError('tables are missing in the backup');
        await continueNumbers(client);
        await moveSequences(client);
        await client.query(tables.map(({ table }) => closeAgain(table)).join(';'));
        await askChore(client, 'catch_up_after_restore', { takenAt: takenAt.toISOString() });
        await client.query('COMMIT');
        return { takenAt, tables: seen, rows };
      }
      if (frame.type !== 'table' || !known.has(frame.json.table)) throw new BackupUnreadableError('rows of no table');
      rows += await readTable(client, frames, frame.json);
      seen += 1;
    }
    throw new BackupUnreadableError('the backup has no end');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function readTable(
  client: pg.Client,
  frames: AsyncGenerator<Frame>,
  { table, columns }: TableHead,
): Promise<number> {
  const copy = client.query(copyFrom(`COPY ${quoted(table)} (${columns.map(quoted).join(', ')}) FROM STDIN`));
  const ended = once(copy, 'finish');
  ended.catch(() => undefined);
  try {
    for (;;) {
      const frame = await next(frames);
      if (frame?.type === 'rows') {
        if (!copy.write(frame.bytes)) await Promise.race([once(copy, 'drain'), ended]);
        continue;
      }
      if (frame?.type !== 'table-end') throw new BackupUnreadableError(`the rows of ${table} have no end`);
      copy.end();
      await ended;
      if (copy.rowCount !== frame.json.rows) throw new BackupUnreadableError(`rows of ${table} are missing`);
      return copy.rowCount;
    }
  } catch (error) {
    // Tells the server that no more rows come; it would wait for them, and for ever.
    copy.destroy();
    throw error;
  }
}

/** Numbers that the database hands out go on after those that the rows hold. */
async function continueNumbers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(
    `SELECT s.relname AS sequence, t.relname AS "table", a.attname AS "column"
     FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'
     JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
     WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace`,
  );
  for (const { sequence, table, column } of rows) {
    const newest = `max(${quoted(column)})`;
    await client.query(
      `SELECT setval('${quoted(sequence)}', ${newest}) FROM ${quoted(table)} HAVING ${newest} IS NOT NULL`,
    );
  }
}

/** Numbers that the database gives out go on after the highest that came back. */
async function moveSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT c.relname AS "table", a.attname AS "column", pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL`,
  );
  for (const { table, column, sequence } of rows)
    await client.query(
      `SELECT setval($1, max(${quoted(column)})) FROM ${quoted(table)} HAVING max(${quoted(column)}) IS NOT NULL`,
      [sequence],
    );
}

const openFor = (table: string): string =>
  `ALTER TABLE ${quoted(table)} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER`;
const closeAgain = (table: string): string =>
  `ALTER TABLE ${quoted(table)} FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER`;

async function nextFrame<T extends Frame['type']>(
  frames: AsyncGenerator<Frame>,
  type: T,
): Promise<Extract<Frame, { type: T }>> {
  const frame = await next(frames);
  if (frame?.type !== type) throw new BackupUnreadableError(`the backup has no ${type}`);
  return frame as Extract<Frame, { type: T }>;
}

/** Undefined at the end. */
async function next(frames: AsyncGenerator<Frame>): Promise<Frame | undefined> {
  const step = await frames.next();
  return step.done ? undefined : step.value;
}

async function withClient<T>(databaseUrl: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
