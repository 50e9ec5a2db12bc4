import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Frame, writeFrame } from './frames.ts';
import { sealStream } from './sealed-stream.ts';
import { quoted, readMigrationNames, readTables } from './tables.ts';

export interface BackupReport {
  takenAt: Date;
  tables: number;
  rows: number;
}

/**
 * Writes every row of every merchant as of one moment, packed and sealed; the hub goes on meanwhile. Memory does not grow with the data.
 * @param databaseUrl of the role that owns the schema; the rows are read as `jiedan_backup`, which can do nothing else.
 * @throws Error of the database or of `out`; `out` is then destroyed.
 */
export async function writeBackup(databaseUrl: string, secretKey: Buffer, out: Writable): Promise<BackupReport> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  const gzip = createGzip();
  const written = pipeline(gzip, sealStream(secretKey), out);
  // An `out` that fails while rows are read rejects here; it is awaited below.
  written.catch((error: Error) => gzip.destroy(error));
  try {
    const report = await writeRows(client, gzip);
    gzip.end();
    await written;
    return report;
  } catch (error) {
    gzip.destroy(error as Error);
    await written.catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

async function writeRows(client: pg.Client, out: Writable): Promise<BackupReport> {
  const broken = finished(out, { readable: false });
  broken.catch(() => undefined);
  const write = async (frame: Frame): Promise<void> => {
    if (!out.write(writeFrame(frame))) await Promise.race([once(out, 'drain'), broken]);
  };
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows: now } = await client.query<{ now: Date }>('SELECT now()');
  const takenAt = now[0]?.now ?? new Date();
  await write({
    type: 'header',
    json: { takenAt: takenAt.toISOString(), migrations: await readMigrationNames(client) },
  });
  const tables = await readTables(client);
  await client.query('SET LOCAL ROLE jiedan_backup');
  let rows = 0;
  for (const { table, columns } of tables) {
    await write({ type: 'table', json: { table, columns } });
    const copy = client.query(copyTo(`COPY ${quoted(table)} (${columns.map(quoted).join(', ')}) TO STDOUT`));
    for await (const bytes of copy as Readable) await write({ type: 'rows', bytes: bytes as Buffer });
    await write({ type: 'table-end', json: { rows: copy.rowCount } });
    rows += copy.rowCount;
  }
  await write({ type: 'end', json: { tables: tables.length } });
  await client.query('COMMIT');
  return { takenAt, tables: tables.length, rows };
}
