import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { killHard, runPart } from '../embedded/part-process.ts';
import { identifyProcess } from '../embedded/process-identity.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
/** A supervisor with nothing to supervise, which says its number and ends when it has stopped. */
const SUPERVISOR = `
  import { RunningDemo } from '${HERE}/running-demo.ts';
  const demo = new RunningDemo('/nowhere', { step: (name, work) => work(), note: () => {} });
  demo.stopOnSignals(process.env.TEST_WITH_PARENT === 'yes');
  const alive = setInterval(() => {}, 1000);
  console.log(JSON.stringify({ pid: process.pid }));
  await demo.stopped;
  clearInterval(alive);`;
/** Stands between like the shell that npm puts there, and passes no signal on. */
const BETWEEN = `const { spawn } = await import('node:child_process');
  const args = ['--import', 'tsx', '--input-type=module', '--eval', process.env.TEST_SUPERVISOR];
  spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });`;

describe('a demo that was started by npm', { timeout: 30_000 }, () => {
  it('ends when npm and its shell are ended, though no signal reaches it', async () => {
    const env = { TEST_SUPERVISOR: SUPERVISOR, TEST_WITH_PARENT: 'yes' };
    const { child, said } = await runPart(BETWEEN, { env });
    await killHard(child);
    await expect.poll(() => identifyProcess(Number(said.pid)), { timeout: 10_000 }).toBeUndefined();
  });
});
