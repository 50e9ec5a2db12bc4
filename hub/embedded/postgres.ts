import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedServer, type EmbeddedServer, launchServer, lockFolder, type StopSteps } from './embedded-server.ts';
import type { FileLock } from './file-lock.ts';
import { findFreePort } from './free-port.ts';
import {
  disownPostmasterFile,
  ensureCluster,
  newPassword,
  readPostmaster,
  readSettings,
  serverArguments,
  SUPERUSER,
  writeSettings,
} from './postgres-cluster.ts';
import { childEnvironment, chooseLauncher, type PostgresLauncher } from './postgres-launcher.ts';
import { endProcess, identifyProcess, isAlive, waitUntil, worksIn, type ProcessIdentity } from './process-identity.ts';

const READY_MAX_MS = 60_000;
const PORT_ATTEMPTS_MAX = 3;
const DATABASE = 'jiedan';
/** How PostgreSQL is asked to stop: SIGINT ends sessions cleanly, SIGQUIT leaves recovery to the next start. */
const STOP_STEPS: StopSteps = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

export interface EmbeddedPostgres extends EmbeddedServer {
  /** A superuser's address of database `jiedan`. */
  url: string;
}

/**
 * Starts a real PostgreSQL on 127.0.0.1 with its data under `<dataDir>/postgres`, at the same port as last time when that is free.
 * @throws one line when another running jiedan holds the folder, or with the server's own words when it does not come up.
 */
export async function startPostgres(options: {
  dataDir: string;
  log?: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const folder = join(options.dataDir, 'postgres');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const launcher = chooseLauncher(realpathSync(folder));
    const settings = readSettings(folder) ?? { password: newPassword(), port: await findFreePort() };
    writeSettings(folder, settings);
    const dataFolder = await ensureCluster(launcher, settings.password, log);
    const survivor = await meetSurvivor(dataFolder, settings.password, log);
    if (survivor) {
      await ensureDatabase(addressOf(survivor.port, settings.password, 'postgres'));
      return handle(survivor.identity, addressOf(survivor.port, settings.password), lock, true);
    }
    for (let attempt = 1; ; attempt++) {
      const port = await findFreePort(settings.port);
      if (port !== settings.port) writeSettings(folder, { ...settings, port });
      try {
        const identity = await launch(launcher, dataFolder, port, settings.password, join(folder, 'postgres.log'));
        await ensureDatabase(addressOf(port, settings.password, 'postgres'));
        return handle(identity, addressOf(port, settings.password), lock, false);
      } catch (error) {
        const portTaken = (error as Error).message.includes('could not bind');
        if (!portTaken || attempt >= PORT_ATTEMPTS_MAX) throw error;
      }
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A server may outlive a killed starter. It is taken over if it knows our password, and stopped if not. */
async function meetSurvivor(
  dataFolder: string,
  password: string,
  log: (line: string) => void,
): Promise<{ identity: ProcessIdentity; port: number } | undefined> {
  const postmaster = readPostmaster(dataFolder);
  const identity = postmaster && identifyProcess(postmaster.pid);
  if (!postmaster || !identity) return undefined;
  if (!worksIn(postmaster.pid, dataFolder)) {
    log(`process ${postmaster.pid} is not the PostgreSQL that had this number; starting anew`);
    disownPostmasterFile(dataFolder);
    return undefined;
  }
  const url = addressOf(postmaster.port, password, 'postgres');
  let answer = 'silent' as Answer;
  // A server on its way up or down says so; it is worth waiting for either end.
  await waitUntil(async () => {
    if (!isAlive(identity)) return true;
    answer = await ask(url);
    return answer !== 'busy';
  }, READY_MAX_MS);
  if (!isAlive(identity)) return undefined;
  if (answer === 'ready') {
    log(`taking over the PostgreSQL that is still running (process ${identity.pid}, port ${postmaster.port})`);
    return { identity, port: postmaster.port };
  }
  log(`stopping a PostgreSQL that does not answer us (process ${identity.pid})`);
  if (!(await endProcess(identity, STOP_STEPS)))
    throw new Error(`PostgreSQL process ${identity.pid} cannot be stopped`);
  return undefined;
}

function launch(
  launcher: PostgresLauncher,
  dataFolder: string,
  port: number,
  password: string,
  logFile: string,
): Promise<ProcessIdentity> {
  const [program, args] = launcher.command(launcher.binaries.postgres, serverArguments(dataFolder, port));
  const url = addressOf(port, password, 'postgres');
  return launchServer({
    name: 'PostgreSQL',
    program,
    args,
    folder: launcher.folder,
    env: childEnvironment(launcher.binaries),
    logFile,
    stopSteps: STOP_STEPS,
    isUp: async () => (await ask(url)) === 'ready',
    askEveryMs: 20,
  });
}

type Answer = 'ready' | 'busy' | 'silent' | 'refused';

async function ask(url: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    // 57P03: starting up or shutting down.
    if (code === '57P03') return 'busy';
    return /^(28|3D)/.test(code) ? 'refused' : 'silent';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(maintenanceUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function handle(identity: ProcessIdentity, url: string, lock: FileLock, adopted: boolean): EmbeddedPostgres {
  return { url, ...embeddedServer('PostgreSQL', { identity, adopted }, lock, STOP_STEPS) };
}

function addressOf(port: number, password: string, database = DATABASE): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}
