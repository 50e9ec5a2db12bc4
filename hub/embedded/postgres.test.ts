import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { killHard, pathWith, runPart } from './part-process.ts';
import { startPostgres, type EmbeddedPostgres } from './postgres.ts';
import { identifyProcess } from './process-identity.ts';

const SLOW_MS = 60_000;
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
// By its whole path: a checkout under a mode-700 parent can be entered by nobody else, whatever its own mode.
const nobodyCanRead =
  isRoot && spawnSync(asNobody[0] ?? '', [...asNobody.slice(1), 'test', '-r', resolve('package.json')]).status === 0;
const START = `const { startPostgres } = await import('./postgres.ts');
  const p = await startPostgres({ dataDir: process.env.TEST_DATA }); say({ url: p.url, pid: p.pid, adopted: p.adopted });`;

describe('the PostgreSQL that comes along', { timeout: SLOW_MS }, () => {
  let parent: string;
  let dataDir: string;
  let running: EmbeddedPostgres[];

  // One folder for all, as in life: the first start makes the database, every later one meets what went before.
  beforeAll(() => {
    parent = privateFolder();
    dataDir = join(parent, 'data');
  });

  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  beforeEach(() => {
    running = [];
  });

  afterEach(async () => {
    await Promise.all(running.map((postgres) => postgres.stop()));
  });

  const start = async (): Promise<EmbeddedPostgres> => {
    const postgres = await startPostgres({ dataDir });
    running.push(postgres);
    return postgres;
  };

  it('comes up in a private folder, counts Chinese characters and writes durably', async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      `SELECT length('接单') AS length, current_setting('fsync') AS fsync,
      current_setting('synchronous_commit') AS commit, current_setting('listen_addresses') AS listen`,
    );
    expect(row).toEqual({ length: 2, fsync: 'on', commit: 'on', listen: '127.0.0.1' });
  });

  it('lets nobody in without the password, which only its owner can read', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(query(wrong.toString(), 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(dataDir, 'postgres', 'settings.json')).mode & 0o077).toBe(0);
  });

  it('finds its rows at the same address at the second start', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept_by_stop AS SELECT 7 AS number');
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT number FROM kept_by_stop')).toEqual([{ number: 7 }]);
  });

  it('keeps acknowledged rows and starts again when its starter is killed', async () => {
    const { child, said } = await runPart(START, { env: { TEST_DATA: dataDir } });
    await query(String(said.url), 'CREATE TABLE kept_by_kill AS SELECT 7 AS number');
    await killHard(child);
    const { url } = await start();
    expect(await query(url, 'SELECT number FROM kept_by_kill')).toEqual([{ number: 7 }]);
  });

  it('takes over a server that outlived its killed starter', async () => {
    // Without setpriv nothing ends the server together with its starter.
    const { child, said } = await runPart(START, { env: { TEST_DATA: dataDir, PATH: pathWith(parent, 'unshare') } });
    await query(String(said.url), 'CREATE TABLE kept_by_survivor AS SELECT 7 AS number');
    await killHard(child);
    const next = await start();
    expect(next).toMatchObject({ adopted: true, pid: said.pid, url: said.url });
    expect(await query(next.url, 'SELECT number FROM kept_by_survivor')).toEqual([{ number: 7 }]);
    await next.stop();
    expect(identifyProcess(next.pid)).toBeUndefined();
  });

  it('leaves a program alone that has been given the number of an earlier server', async () => {
    await (await start()).stop();
    const stranger = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      const data = join(dataDir, 'postgres', 'data');
      writeFileSync(
        join(data, 'postmaster.pid'),
        `${stranger.pid}\n${data}\n1700000000\n5432\n\n127.0.0.1\n  1 1\nready\n`,
      );
      const { adopted } = await start();
      expect(adopted).toBe(false);
      expect(identifyProcess(stranger.pid ?? 0)).toBeDefined();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('says in one line that another running jiedan holds the folder', async () => {
    await start();
    await expect(startPostgres({ dataDir })).rejects.toThrow(
      `the data folder ${join(dataDir, 'postgres')} is in use by another running jiedan (process ${process.pid})`,
    );
  });

  it('tells when the server is gone without having been asked', async () => {
    const postgres = await start();
    const gone = new Promise<void>((resolve) => postgres.onExit(resolve));
    process.kill(postgres.pid, 'SIGKILL');
    await gone;
    expect((await start()).url).toBe(postgres.url);
  });

  it.runIf(nobodyCanRead)('runs for an ordinary user', async () => {
    const home = privateFolder();
    chownSync(home, NOBODY, NOBODY);
    const env = { TEST_DATA: join(home, 'data'), HOME: home };
    const { child, said } = await runPart(START, { env, as: asNobody });
    expect(said.error).toBeUndefined();
    expect(await query(String(said.url), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(statSync(`/proc/${String(said.pid)}`).uid).toBe(NOBODY);
    await killHard(child);
    await goneInTime(Number(said.pid));
    rmSync(home, { recursive: true, force: true });
  });

  it.runIf(isRoot && process.platform === 'linux')(
    'runs as another user where root has no user namespaces',
    async () => {
      const home = privateFolder();
      const env = { TEST_DATA: join(home, 'data'), PATH: pathWith(home, 'setpriv', 'true') };
      const { child, said } = await runPart(START, { env });
      const name = createHash('sha256')
        .update(realpathSync(join(home, 'data', 'postgres')))
        .digest('hex')
        .slice(0, 12);
      try {
        expect(said.error).toBeUndefined();
        expect(await query(String(said.url), `SELECT length('接单') AS length`)).toEqual([{ length: 2 }]);
        expect(readFileSync(`/proc/${String(said.pid)}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m);
      } finally {
        await killHard(child);
        await goneInTime(Number(said.pid));
        rmSync(join('/var/lib', `jiedan-postgres-${name}`), { recursive: true, force: true });
        rmSync(home, { recursive: true, force: true });
      }
    },
  );
});

/** As `mktemp -d` makes it: nobody but the owner may enter. */
function privateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jiedan-postgres-'));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  return folder;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

async function goneInTime(pid: number): Promise<void> {
  await expect.poll(() => identifyProcess(pid), { timeout: 20_000 }).toBeUndefined();
}
