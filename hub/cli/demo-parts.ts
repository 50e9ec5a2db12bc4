import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { findFreePort } from '../embedded/free-port.ts';
import { startPostgres, type EmbeddedPostgres } from '../embedded/postgres.ts';
import { startTemporal, type EmbeddedTemporal } from '../embedded/temporal.ts';
import { keepRunning, type KeptPart } from './keep-running.ts';
import type { ChildSpec } from './supervised-child.ts';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const TSX = ['--import', 'tsx', '--import', join(ROOT, 'hub/cli/end-with-parent.js')];
/** A worker may be in the middle of a call to a platform; an API may be streaming. */
const HUB_STOP_MAX_MS = 15_000;
const SANDBOX_STOP_MAX_MS = 5_000;

/** What the hub's processes are told; read again at every start of one. */
export interface HubEnvironment {
  databaseUrl: string;
  temporalAddress: string;
  publicUrl: string;
  secretKey: string;
  port: number;
  sandboxUrl: string;
}

/** A database of ours, or the one that DATABASE_URL names. */
export async function startDatabase(
  config: Config,
  log: (line: string) => void,
  onMove: (url: string) => void,
): Promise<{ url: string; part?: KeptPart<EmbeddedPostgres> }> {
  if (config.databaseUrl) return { url: config.databaseUrl };
  const start = (): Promise<EmbeddedPostgres> => startPostgres({ dataDir: config.dataDir, log });
  const part = await keepRunning('PostgreSQL', start, log, (postgres) => onMove(postgres.url));
  return { url: part.current().url, part };
}

/** A Temporal server of ours, or the one that TEMPORAL_ADDRESS names. */
export async function startWorkflowServer(
  config: Config,
  log: (line: string) => void,
  onMove: (address: string) => void,
): Promise<{ address: string; part?: KeptPart<EmbeddedTemporal> }> {
  if (config.temporalAddress) return { address: config.temporalAddress };
  const { dataDir, cacheDir } = config;
  const start = (): Promise<EmbeddedTemporal> => startTemporal({ dataDir, cacheDir, log });
  const part = await keepRunning('Temporal', start, log, (temporal) => onMove(temporal.address));
  return { address: part.current().address, part };
}

export function hubChild(role: 'api' | 'worker', config: Config, environment: HubEnvironment): ChildSpec {
  return {
    name: role,
    args: [...TSX, join(ROOT, 'hub/server.ts')],
    cwd: ROOT,
    logFile: join(config.dataDir, 'logs', `${role}.log`),
    readyBy: 'message',
    stopMaxMs: HUB_STOP_MAX_MS,
    environment: () => ({
      JIEDAN_ROLE: role,
      JIEDAN_DATA: config.dataDir,
      JIEDAN_SECRET_KEY: environment.secretKey,
      DATABASE_URL: environment.databaseUrl,
      TEMPORAL_ADDRESS: environment.temporalAddress,
      PUBLIC_URL: environment.publicUrl,
      // A receiver of one's own on the same machine is how a demo is tried out.
      OUTGOING_ALLOWED_HOSTS: [...config.outgoingAllowedHosts, 'localhost', '127.0.0.1'].join(','),
      SANDBOX_URL: environment.sandboxUrl,
      HOST: config.host,
      PORT: role === 'api' ? String(environment.port) : '0',
    }),
  };
}

/** The sandboxes keep their ports, because connections remember the addresses of their platforms. */
export async function sandboxChild(config: Config): Promise<ChildSpec> {
  const ports = await chooseSandboxPorts(config);
  return {
    name: 'sandbox',
    args: [...TSX, join(ROOT, 'sandbox/main.ts')],
    cwd: ROOT,
    logFile: join(config.dataDir, 'logs', 'sandbox.log'),
    readyBy: 'line',
    stopMaxMs: SANDBOX_STOP_MAX_MS,
    environment: () => ({
      SANDBOX_PORT: String(ports.sandbox),
      SANDBOX_CONTROL_PORT: String(ports.control),
      SANDBOX_STATE_FILE: join(config.dataDir, 'sandbox.json'),
    }),
  };
}

async function chooseSandboxPorts(config: Config): Promise<{ sandbox: number; control: number }> {
  const path = join(config.dataDir, 'sandbox-ports.json');
  const before = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as { sandbox: number; control: number })
    : undefined;
  const ports = {
    sandbox: config.sandboxPort || (await findFreePort(before?.sandbox)),
    control: config.sandboxControlPort || (await findFreePort(before?.control)),
  };
  writeFileSync(path, JSON.stringify(ports), { mode: 0o600 });
  return ports;
}
