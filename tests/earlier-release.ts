import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The release that merchants run today. Whoever makes the next one writes its commit here. */
const EARLIER_RELEASE = 'a9df9e7841d7bc4c5e0557c0d651ee7761b9f975';

export interface EarlierRelease {
  /** Where its code lies, built. */
  folder: string;
  remove(): Promise<void>;
}

/** Its code from the history of this checkout, with the libraries of today. @returns undefined where the checkout has no history. */
export async function openEarlierRelease(): Promise<EarlierRelease | undefined> {
  const git = (...args: string[]) => run('git', ['-C', ROOT, ...args]);
  if (!(await git('cat-file', '-e', `${EARLIER_RELEASE}^{commit}`).catch(() => undefined))) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'jiedan-earlier-'));
  const packed = join(folder, 'code.tar');
  await git('archive', `--output=${packed}`, EARLIER_RELEASE);
  await run('tar', ['-xf', packed, '-C', folder]);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  // No pages: nobody looks at them here.
  await run(process.execPath, ['--import', 'tsx', 'build.ts', 'prisma', 'openapi', 'workflows'], { cwd: folder });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
