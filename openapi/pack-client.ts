import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'openapi/client');

/** Compiles the client and packs it as `npm install` takes it. @returns the packed file, inside the folder */
export async function packClient(folder: string): Promise<string> {
  const made = join(folder, 'client');
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-p', SOURCE, '--outDir', join(made, 'dist')]);
  for (const file of ['package.json', 'README.md']) await cp(join(SOURCE, file), join(made, file));
  await run('npm', ['pack', made, '--pack-destination', folder], { cwd: folder });
  const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!packed) throw new Error('npm pack wrote nothing');
  return join(folder, packed);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(await packClient(join(ROOT, 'dist')));
