import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, leftovers, type PostgresLauncher } from './postgres-launcher.ts';

/** What must be remembered to reach the same database again. */
export interface ClusterSettings {
  port: number;
  password: string;
}

export const SUPERUSER = 'jiedan';

/** Safe before fast: a row that was acknowledged survives a power cut. Memory is modest: it shares a small machine. */
const SERVER_SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '150',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'jiedan',
};

export function serverArguments(dataFolder: string, port: number): string[] {
  const settings = Object.entries({ ...SERVER_SETTINGS, port: String(port) });
  return ['-D', dataFolder, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/**
 * Makes the cluster on first use.
 * @returns its folder, which appears complete or not at all.
 * @throws with the words of initdb.
 */
export async function ensureCluster(
  launcher: PostgresLauncher,
  password: string,
  log: (line: string) => void,
): Promise<string> {
  const dataFolder = join(launcher.folder, 'data');
  if (existsSync(dataFolder)) return dataFolder;
  log('preparing a new PostgreSQL database');
  for (const path of leftovers(launcher.folder, 'setup-')) rmSync(path, { recursive: true, force: true });
  const setup = mkdtempSync(join(launcher.folder, 'setup-'));
  const passwordFile = join(setup, 'password');
  const draft = join(setup, 'data');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  launcher.own(setup);
  launcher.own(passwordFile);
  // Without a locale initdb settles for ASCII, where the length of a Chinese word is counted in bytes.
  const flags = ['--encoding=UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256', `--username=${SUPERUSER}`];
  const [program, args] = launcher.command(launcher.binaries.initdb, [
    ...flags,
    `--pwfile=${passwordFile}`,
    '-D',
    draft,
  ]);
  await runInitdb(program, args, launcher);
  renameSync(draft, dataFolder);
  rmSync(setup, { recursive: true, force: true });
  return dataFolder;
}

/** Beside other starts, not before them: on a busy machine it takes seconds. */
function runInitdb(program: string, args: string[], launcher: PostgresLauncher): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = childEnvironment(launcher.binaries);
    const child = spawn(program, args, { env, cwd: launcher.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`initdb failed: ${said.trim() || `exit ${code ?? signal}`}`));
    });
  });
}

export function readSettings(folder: string): ClusterSettings | undefined {
  const path = join(folder, 'settings.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ClusterSettings) : undefined;
}

/** Written beside and renamed, so that a crash never leaves a cluster whose password nobody knows. */
export function writeSettings(folder: string, settings: ClusterSettings): void {
  const path = join(folder, 'settings.json');
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, JSON.stringify(settings), { mode: 0o600 });
  renameSync(draft, path);
}

export function newPassword(): string {
  return randomBytes(24).toString('hex');
}

/** postmaster.pid: line 1 process, line 3 start time, line 4 port. */
export function readPostmaster(dataFolder: string): { pid: number; port: number } | undefined {
  const path = join(dataFolder, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/**
 * PostgreSQL trusts the number in its pid file: where another program has been given that number meanwhile, it would refuse to start.
 * The number is replaced by one that is surely dead and the rest stays, so that PostgreSQL still makes its own check for
 * left-over server processes, which deleting the file would skip.
 */
export function disownPostmasterFile(dataFolder: string): void {
  const path = join(dataFolder, 'postmaster.pid');
  const [, ...rest] = readFileSync(path, 'utf8').split('\n');
  const gone = spawnSync(process.execPath, ['--version'], { stdio: 'ignore' });
  writeFileSync(path, [String(gone.pid), ...rest].join('\n'));
}
