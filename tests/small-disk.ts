import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, mkdtempSync, openSync, rmSync, rmdirSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** Whether this machine lets us make a file system of our own. */
export const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A tablespace on a file system of its own, so small that a test can fill it to the last byte. */
export interface SmallDisk {
  tablespace: string;
  fill(): void;
  empty(): void;
  /** Its databases must have been dropped. */
  close(): Promise<void>;
}

/** @param serverUrl of a superuser, on this machine. @param megabytes must hold a database's tables. */
export async function openSmallDisk(serverUrl: string, megabytes: number): Promise<SmallDisk> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  const folder = mkdtempSync(join(tmpdir(), 'jiedan-disk-'));
  const ballast = join(folder, 'ballast');
  const tablespace = `small_${randomBytes(6).toString('hex')}`;
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  const { uid, gid } = statSync(rows[0]?.data_directory ?? '');
  const data = mkdtempSync(join(folder, 'data-'));
  for (const path of [folder, data]) chownSync(path, uid, gid);
  await client.query(`CREATE TABLESPACE ${tablespace} LOCATION '${data}'`);
  return {
    tablespace,
    fill: () => {
      const file = openSync(ballast, 'a');
      try {
        for (let size = 1 << 20; size > 0; size = size >> 1) writeWhileItFits(file, Buffer.alloc(size));
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    close: async () => {
      await client.query(`DROP TABLESPACE ${tablespace}`);
      await client.end();
      await run('umount', [folder]);
      rmdirSync(folder);
    },
  };
}

function writeWhileItFits(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) === bytes.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
