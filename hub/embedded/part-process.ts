import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './find-program.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

/** A process for tests that starts a part, says one line of JSON and then stays until it is killed. */
export interface PartProcess {
  child: ChildProcess;
  /** The line it said; `{ error }` when the start failed. */
  said: Record<string, unknown>;
}

/**
 * @param code TypeScript-free module code; may import `./postgres.ts` and its neighbours, and gives its result to `say(object)`.
 * @param options.as words to put before the command, for example to become another user.
 */
export async function runPart(
  code: string,
  options: { env?: NodeJS.ProcessEnv; as?: string[]; cwd?: string } = {},
): Promise<PartProcess> {
  const source = `const say = (o) => console.log(JSON.stringify(o)); setInterval(() => {}, 1000);
    try { ${code.replaceAll("from './", `from '${HERE}/`).replaceAll("import('./", `import('${HERE}/`)} }
    catch (error) { say({ error: error.message }); }`;
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', source];
  const [program = process.execPath, ...args] = [...(options.as ?? []), ...node];
  const env = { ...process.env, ...options.env };
  const child = spawn(program, args, {
    cwd: options.cwd ?? dirname(dirname(HERE)),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n'))
        resolve({ child, said: JSON.parse(output.split('\n')[0] ?? '') as PartProcess['said'] });
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the process ended (${code}): ${errors}`)));
  });
}

/** As kill -9 does it: no chance to say goodbye. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Makes a PATH inside `parent` on which only the named programs are found; for machines that lack the others. */
export function pathWith(parent: string, ...programs: string[]): string {
  const folder = mkdtempSync(join(parent, 'path-'));
  for (const name of programs) {
    const found = findProgram(name);
    if (found) symlinkSync(found, join(folder, name));
  }
  return folder;
}
