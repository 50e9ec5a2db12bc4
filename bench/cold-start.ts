import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { type Figure, median, rounded } from './figure.ts';
import type { BenchServers } from './servers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A start takes seconds, so even a patient run takes few of them. */
const ROUNDS_MAX = 5;

/** `npm start` with an empty data folder until it says where to go; programs are downloaded and pages built already. */
export async function measureColdStart(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const seconds: number[] = [];
  for (let round = 0; round < Math.min(rounds, ROUNDS_MAX); round += 1) seconds.push(await startOnce(servers));
  const parts = {
    rounds: seconds.length,
    lowest: rounded(Math.min(...seconds), 1),
    highest: rounded(Math.max(...seconds), 1),
    load1m: rounded(loadavg()[0] ?? 0, 1),
  };
  return [{ name: 'cold_start_s', value: rounded(median(seconds), 1), unit: 's', goal: null, parts }];
}

async function startOnce(servers: BenchServers): Promise<number> {
  const dataDir = await mkdtemp(join(servers.folder, 'demo-'));
  const started = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'hub/cli/jiedan.js'), 'start'], {
    cwd: ROOT,
    env: { ...process.env, JIEDAN_DATA: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stopped = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = servers.onClose(async () => {
    child.kill('SIGTERM');
    await stopped;
  });
  try {
    await new Promise<void>((resolve, reject) => {
      let said = '';
      const read = (chunk: Buffer): void => {
        said += chunk.toString();
        if (/^ +打开 open +http/m.test(said)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => reject(new Error(`the demo did not start:\n${said.slice(-2_000)}`)));
    });
    return (performance.now() - started) / 1000;
  } finally {
    await stop();
  }
}
