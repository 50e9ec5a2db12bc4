import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedServer, type EmbeddedServer, launchServer, lockFolder, type StopSteps } from './embedded-server.ts';
import type { FileLock } from './file-lock.ts';
import { findFreePort } from './free-port.ts';
import { dieWithParent } from './postgres-launcher.ts';
import { endProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import { resolveTemporalBinary } from './temporal-binary.ts';

const ANSWER_MAX_MS = 3_000;
const PORT_ATTEMPTS_MAX = 3;
const STOP_STEPS: StopSteps = [
  ['SIGTERM', 10_000],
  ['SIGKILL', 5_000],
];

/** What the next start must know: where it was, and which process it was. */
interface TemporalRecord {
  port: number;
  uiPort: number;
  process?: ProcessIdentity;
  /** Such a server is on its way out as soon as its starter is gone, even if it still answers. */
  endsWithParent?: boolean;
}

export interface EmbeddedTemporal extends EmbeddedServer {
  /** host:port of the gRPC service. */
  address: string;
  uiUrl: string;
}

/**
 * Starts a real Temporal server on 127.0.0.1 with its data in `<dataDir>/temporal`, at the same ports as last time when they are free.
 * @param options.cacheDir where a downloaded server program is kept.
 * @throws when no server program is to be had, another running jiedan holds the folder, or the server does not come up.
 */
export async function startTemporal(options: {
  dataDir: string;
  cacheDir: string;
  log?: (line: string) => void;
}): Promise<EmbeddedTemporal> {
  const log = options.log ?? (() => undefined);
  const folder = join(options.dataDir, 'temporal');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const record = readRecord(folder);
    const survivor = record?.process && (await meetSurvivor(record, record.process, log));
    if (record && survivor) return handle(survivor, record, lock, true);
    const binary = await resolveTemporalBinary({ cacheDir: options.cacheDir, log });
    for (let attempt = 1; ; attempt++) {
      const port = await findFreePort(record?.port);
      const uiPort = await findFreePort(record?.uiPort);
      try {
        const started = await launch(binary.path, folder, { port, uiPort });
        return handle(started, { port, uiPort }, lock, false);
      } catch (error) {
        const portTaken = /address already in use/i.test((error as Error).message);
        if (!portTaken || attempt >= PORT_ATTEMPTS_MAX) throw error;
      }
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function meetSurvivor(
  record: TemporalRecord,
  identity: ProcessIdentity,
  log: (line: string) => void,
): Promise<ProcessIdentity | undefined> {
  if (!isAlive(identity)) return undefined;
  if (!record.endsWithParent && (await answers(addressOf(record))) && isAlive(identity)) {
    log(`taking over the Temporal that is still running (process ${identity.pid}, port ${record.port})`);
    return identity;
  }
  log(`waiting for the Temporal of an earlier start to end (process ${identity.pid})`);
  if (!(await endProcess(identity, STOP_STEPS))) throw new Error(`Temporal process ${identity.pid} cannot be stopped`);
  return undefined;
}

function launch(program: string, folder: string, ports: { port: number; uiPort: number }): Promise<ProcessIdentity> {
  const endWithParent = dieWithParent('TERM');
  const [first = program, ...args] = [...endWithParent, program, ...serverArguments(folder, ports)];
  return launchServer({
    name: 'Temporal',
    program: first,
    args,
    folder,
    logFile: join(folder, 'temporal.log'),
    stopSteps: STOP_STEPS,
    isUp: () => answers(addressOf(ports)),
    askEveryMs: 50,
    onStarted: (identity) =>
      writeRecord(folder, { ...ports, process: identity, endsWithParent: endWithParent.length > 0 }),
  });
}

/**
 * SQLite's usual journal waits for the disk at every step and allows 17 new workflows a second where these allow 40 to 66.
 * A kill of the server still loses nothing; after a power cut the last moments may be gone, and PostgreSQL, which holds the truth, is not.
 */
const FILE_SETTINGS = ['journal_mode=wal', 'synchronous=normal'];

/** Limits made for a shared cluster, out of the way of a fast machine that works off thousands of orders; and no asking outside for new versions. */
const SERVER_SETTINGS = [
  'frontend.namespaceRPS=20000',
  'frontend.rps=20000',
  'frontend.namespaceCount=10000',
  'frontend.enableServerVersionCheck=false',
];

function serverArguments(folder: string, { port, uiPort }: { port: number; uiPort: number }): string[] {
  const network = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)];
  const file = ['--db-filename', join(folder, 'temporal.db')];
  const pragmas = FILE_SETTINGS.flatMap((setting) => ['--sqlite-pragma', setting]);
  const settings = SERVER_SETTINGS.flatMap((setting) => ['--dynamic-config-value', setting]);
  return ['server', 'start-dev', ...network, ...file, ...pragmas, ...settings, '--log-level', 'warn'];
}

/** Healthy means that the namespace we work in can be asked for, not only that the port is open. */
async function answers(address: string): Promise<boolean> {
  const { Connection } = await import('@temporalio/client');
  try {
    const connection = await Connection.connect({ address, connectTimeout: ANSWER_MAX_MS });
    try {
      const ask = (): Promise<unknown> => connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.withDeadline(Date.now() + ANSWER_MAX_MS, ask);
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

function handle(identity: ProcessIdentity, ports: TemporalRecord, lock: FileLock, adopted: boolean): EmbeddedTemporal {
  const server = embeddedServer('Temporal', { identity, adopted }, lock, STOP_STEPS);
  return { address: addressOf(ports), uiUrl: `http://127.0.0.1:${ports.uiPort}`, ...server };
}

function addressOf({ port }: { port: number }): string {
  return `127.0.0.1:${port}`;
}

function readRecord(folder: string): TemporalRecord | undefined {
  const path = join(folder, 'server.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as TemporalRecord) : undefined;
}

function writeRecord(folder: string, record: TemporalRecord): void {
  const path = join(folder, 'server.json');
  writeFileSync(`${path}.draft`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${path}.draft`, path);
}
