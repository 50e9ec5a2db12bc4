import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { killHard, runPart } from '../embedded/part-process.ts';
import { identifyProcess, isAlive } from '../embedded/process-identity.ts';
import { superviseChild, type ChildSpec, type SupervisedChild } from './supervised-child.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const READY = `process.send({ type: 'ready', port: 1 }); setInterval(() => {}, 1000);`;

describe('a part that is kept alive', { timeout: 30_000 }, () => {
  let folder: string;
  let child: SupervisedChild | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jiedan-child-'));
  });

  afterEach(async () => {
    await child?.stop();
    child = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const spec = (code: string, changes: Partial<ChildSpec> = {}): ChildSpec => ({
    name: 'worker',
    args: ['--eval', code],
    cwd: folder,
    environment: () => ({}),
    logFile: join(folder, 'worker.log'),
    readyBy: 'message',
    stopMaxMs: 5_000,
    ...changes,
  });

  it('is started again under a new number when it is killed, and the reason is told', async () => {
    const lines: string[] = [];
    const again = new Promise<void>((resolve) => {
      void superviseChild(spec(READY), (line) => lines.push(line), resolve).then((started) => {
        child = started;
        process.kill(started.identity.pid, 'SIGKILL');
      });
    });
    await again;
    expect(child && isAlive(child.identity)).toBe(true);
    expect(lines[0]).toBe('worker ended unexpectedly (signal SIGKILL); starting it again in 0.25 s');
    expect(lines[1]).toMatch(/^worker is back/);
  });

  it('that cannot start at all ends the start with its own last words', async () => {
    const broken = spec(`console.error('the key is wrong'); process.exit(3);`);
    await expect(
      superviseChild(
        broken,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow(/worker did not start \(exit code 3\):\nthe key is wrong/);
  });

  it('may tell by a line of JSON that it is ready', async () => {
    const code = `console.log('hello'); console.log(JSON.stringify({ url: 'http://x' })); setInterval(() => {}, 1000);`;
    child = await superviseChild(
      spec(code, { readyBy: 'line' }),
      () => undefined,
      () => undefined,
    );
    expect(child.ready).toEqual({ url: 'http://x' });
  });

  it('gets its new surroundings when it is restarted', async () => {
    let address = 'old';
    const code = `console.log(process.env.ADDRESS); ${READY}`;
    child = await superviseChild(
      spec(code, { environment: () => ({ ADDRESS: address }) }),
      () => undefined,
      () => undefined,
    );
    address = 'new';
    await child.restart();
    expect(readFileSync(join(folder, 'worker.log'), 'utf8')).toBe('old\nnew\n');
  });

  it('that does not end when asked is ended all the same', async () => {
    child = await superviseChild(
      spec(`process.on('SIGTERM', () => {}); ${READY}`, { stopMaxMs: 200 }),
      () => undefined,
      () => undefined,
    );
    await child.stop();
    expect(isAlive(child.identity)).toBe(false);
  });

  it('ends by itself when its supervisor is killed', async () => {
    writeFileSync(join(folder, 'part.mjs'), READY);
    const code = `const { superviseChild } = await import('${HERE}/supervised-child.ts');
      const child = await superviseChild({ name: 'part', cwd: process.cwd(), environment: () => ({}), readyBy: 'message', stopMaxMs: 1000,
        logFile: '${join(folder, 'part.log')}',
        args: ['--import', 'tsx', '--import', '${HERE}/end-with-parent.js', '${join(folder, 'part.mjs')}'] }, () => {}, () => {});
      say({ pid: child.identity.pid });`;
    const { child: supervisor, said } = await runPart(code);
    expect(said.error).toBeUndefined();
    await killHard(supervisor);
    await expect.poll(() => identifyProcess(Number(said.pid)), { timeout: 10_000 }).toBeUndefined();
  });
});
