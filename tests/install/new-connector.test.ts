import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../project-files.ts';

/** A copy of what connectors need, so that the folder of the new one never stands beside the real ones. */
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'jiedan-new-connector-'));
  for (const name of ['connectors', 'domain', 'sandbox', 'tsconfig.json', 'package.json', 'vitest.config.ts'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

async function run(program: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: copy,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  const closed = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, said: output + errors };
}
const generate = (...args: string[]) => run('tsx/dist/cli.mjs', 'connectors/new-connector.ts', ...args);
const conformance = () => run('vitest/vitest.mjs', 'run', '--project', 'unit', 'connectors/new-market/');

test('a new connector compiles, fails, and says step by step what to do next', async () => {
  expect(await generate('new-market')).toMatchObject({ code: 0, said: expect.stringContaining('six steps') as string });
  const config = JSON.parse(readFileSync(join(copy, 'tsconfig.json'), 'utf8')) as object;
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ ...config, include: ['connectors/new-market'] }));
  expect(await run('typescript/bin/tsc', '--noEmit')).toEqual({ code: 0, said: '' });

  const red = await conformance();
  expect(red.code).toBe(1);
  expect(red.said).toContain('6 failed');
  for (const step of [
    'STEP 1: read the platform’s document',
    'STEP 3: receive.ts',
    'STEP 6: play the platform in sandbox/',
  ])
    expect(red.said).toContain(step);

  const folder = join(copy, 'connectors/new-market');
  const rows = Array.from({ length: 7 }, (_, row) => `| field ${row} | ours | fen | |`).join('\n');
  const mapping = readFileSync(join(folder, 'MAPPING.md'), 'utf8').replace('it was read', 'it was read 2026-03-01');
  writeFileSync(join(folder, 'MAPPING.md'), `${mapping}${rows}\n`);
  const index = readFileSync(join(folder, 'index.ts'), 'utf8').replace("zh: ''", "zh: '新市场'");
  writeFileSync(join(folder, 'index.ts'), index);
  const further = await conformance();
  expect(further.said).toContain('5 failed');
  expect(further.said).not.toContain('STEP 1');
});

test.each([
  [['meituan'], 'is there already'],
  [['Not A Name'], 'usage: npm run new:connector NAME'],
  [[], 'usage: npm run new:connector NAME'],
])('%j is refused in one line', async (args, words) => {
  expect(await generate(...args)).toMatchObject({ code: 1, said: expect.stringContaining(words) as string });
});
