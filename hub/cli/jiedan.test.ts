import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../embedded/file-lock.ts';
import { identifyProcess } from '../embedded/process-identity.ts';
import { readRunFile, writeRunFile, type RunFile } from './run-file.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const WHOLE_START_MAX_MS = 180_000;

describe('the command line', { timeout: 60_000 }, () => {
  let parent: string;
  let dataDir: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'jiedan-cli-'));
    dataDir = join(parent, 'data');
  });

  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    ...process.env,
    JIEDAN_DATA: dataDir,
    PORT: '0',
    ...more,
  });
  const jiedan = (args: string[], more: NodeJS.ProcessEnv = {}): Promise<Said> =>
    run(process.execPath, ['hub/cli/jiedan.js', ...args], environment(more));

  it('is found by npx without asking to install anything', async () => {
    const said = await run('npx', ['--no', 'jiedan', '--version'], environment());
    expect(said).toMatchObject({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });

  it.each([
    ['an unknown command', ['strat'], {}, /^jiedan: unknown command 'strat'.*\n$/],
    ['an unknown option', ['start', '--nope'], {}, /^jiedan: unknown option '--nope'.*\n$/],
    ['a wrong port', ['start'], { PORT: 'abc' }, /^jiedan: PORT="abc" is not usable.*\n$/],
    [
      'no demo to play in',
      ['sandbox', 'place'],
      {},
      /^jiedan: no demo is running with data folder .*; start one with: npm start\n$/,
    ],
  ])('answers %s with one line', async (_, args, env, line) => {
    expect(await jiedan(args, env)).toEqual({ code: 1, output: '', errors: expect.stringMatching(line) as string });
  });

  it('says in one line that the port is taken, before anything is started', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const said = await jiedan(['start'], { PORT: String(port) });
    server.close();
    expect(said).toMatchObject({ code: 1, output: '' });
    expect(said.errors).toMatch(
      new RegExp(`^jiedan: port ${port} on 127.0.0.1 is taken by another program; .*PORT=\\d+ npm start\n$`),
    );
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  });

  it('says where jiedan runs already', async () => {
    mkdirSync(dataDir);
    const lock = await takeLock(join(dataDir, 'start.lock'));
    writeRunFile(dataDir, runFileOfThisProcess());
    const said = await jiedan(['start']);
    lock.release();
    expect(said.code).toBe(1);
    expect(said.errors).toMatch(
      /^jiedan: jiedan is already running at http:\/\/127\.0\.0\.1:3000 \(process \d+, data folder .*\)\n$/,
    );
  });

  it('examines a machine without changing anything', async () => {
    const said = await jiedan(['doctor', '--json']);
    const findings = JSON.parse(said.output) as { name: string; state: string }[];
    expect(findings.find(({ name }) => name === 'Node.js')).toMatchObject({ state: 'ok' });
    expect(findings.find(({ name }) => name === 'PostgreSQL')).toMatchObject({ state: 'ok' });
    expect(existsSync(dataDir)).toBe(false);
  });

  it(
    'starts everything, survives kill -9 of itself, takes a rush over all its channels, and ends everything when asked',
    { timeout: WHOLE_START_MAX_MS },
    async () => {
      const first = startDemo(environment());
      const before = await first.ready;
      expect(statSync(join(dataDir, 'run.json')).mode & 0o077).toBe(0);
      expect(Object.keys(before.children).sort()).toEqual(['api', 'postgres', 'sandbox', 'temporal', 'worker']);
      expect((await fetch(before.url)).status).toBe(200);
      first.kill('SIGKILL');
      await first.ended;

      const second = startDemo(environment());
      const after = await second.ready;
      for (const pid of Object.values(before.children)) expect(identifyProcess(pid)).toBeUndefined();
      expect(after.databaseUrl).toBe(before.databaseUrl);
      expect((await fetch(after.url)).status).toBe(200);
      const rush = await jiedan(['storm', '--orders', '60', '--rate', '60', '--json']);
      expect(JSON.parse(rush.output)).toMatchObject({ sent: 60, acked: 60, inHub: 60, duplicate: 0, missing: 0 });

      second.kill('SIGTERM');
      expect(await second.ended).toBe(0);
      for (const pid of Object.values(after.children)) expect(identifyProcess(pid)).toBeUndefined();
      expect(readRunFile(dataDir)).toBeUndefined();
    },
  );

  function startDemo(env: NodeJS.ProcessEnv): {
    ready: Promise<RunFile>;
    ended: Promise<number | null>;
    kill(signal: NodeJS.Signals): void;
  } {
    const child = spawn(process.execPath, ['hub/cli/jiedan.js', 'start'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const ended = once(child, 'close').then(([code]) => code as number | null);
    const ready = new Promise<RunFile>((resolve, reject) => {
      const listen = (chunk: Buffer): void => {
        said += chunk.toString();
        const run = said.includes('jiedan is ready') ? readRunFile(dataDir) : undefined;
        if (run) resolve(run);
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      void ended.then((code) => reject(new Error(`the demo ended (${code}):\n${said}`)));
    });
    return { ready, ended, kill: (signal) => child.kill(signal) };
  }
});

interface Said {
  code: number | null;
  output: string;
  errors: string;
}

async function run(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Said> {
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Said = { code: null, output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.errors += chunk.toString()));
  [said.code] = (await once(child, 'close')) as [number | null];
  return said;
}

function runFileOfThisProcess(): RunFile {
  const url = 'http://127.0.0.1:3000';
  return {
    pid: process.pid,
    children: {},
    url,
    apiUrl: `${url}/api/v1`,
    sandboxUrl: '',
    sandboxControlUrl: '',
    databaseUrl: '',
    temporalAddress: '',
    identities: { supervisor: identifyProcess(process.pid) ?? { pid: process.pid, startedAt: '' }, children: [] },
  };
}
