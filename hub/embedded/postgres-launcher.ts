import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from './find-program.ts';
import { copyPostgres, libraryEnvironment, locatePostgres, type PostgresBinaries } from './postgres-binaries.ts';

/** How PostgreSQL, which refuses to run as root, is run by whoever we are. */
export interface PostgresLauncher {
  how: 'direct' | 'user-namespace' | 'system-user';
  binaries: PostgresBinaries;
  /** Holds the cluster and belongs to the user that PostgreSQL runs as. */
  folder: string;
  /** @returns program and arguments to spawn. */
  command(program: string, args: string[]): [string, string[]];
  /** Gives a file that we have written to the user that PostgreSQL runs as. */
  own(path: string): void;
}

/** An ordinary user inside the namespace; outside it is still root, so every folder stays reachable. */
const NAMESPACE_ID = '1000';
const SYSTEM_USERS = ['postgres', 'nobody'];
const SHARED_BASES = ['/var/lib', '/var/tmp'];

/**
 * @param folder the cluster's folder inside the data folder; must exist.
 * @throws when we are root and neither a user namespace nor another user is to be had.
 */
export function chooseLauncher(folder: string): PostgresLauncher {
  const binaries = locatePostgres(join(folder, 'lib'));
  const endWithParent = dieWithParent('INT');
  const keep = (): void => undefined;
  if (process.getuid?.() !== 0) {
    return {
      how: 'direct',
      binaries,
      folder,
      own: keep,
      command: (program, args) => prefix(endWithParent, program, args),
    };
  }
  const namespace = ['unshare', '--user', `--map-user=${NAMESPACE_ID}`, `--map-group=${NAMESPACE_ID}`];
  if (works([...namespace, ...endWithParent, binaries.postgres, '--version'], binaries)) {
    const start = [...namespace, ...endWithParent];
    return {
      how: 'user-namespace',
      binaries,
      folder,
      own: keep,
      command: (program, args) => prefix(start, program, args),
    };
  }
  return asSystemUser(folder, binaries);
}

/**
 * @param signal without SIG, sent by the kernel when the process that spawned us is gone, however it went.
 * @returns the words to put before a command; none where the system has no such thing.
 */
export function dieWithParent(signal: 'INT' | 'TERM'): string[] {
  const start = ['setpriv', '--pdeathsig', signal];
  return process.platform === 'linux' && works([...start, 'true']) ? start : [];
}

function asSystemUser(folder: string, found: PostgresBinaries): PostgresLauncher {
  const user = systemUser();
  if (!user || !findProgram('setpriv')) {
    throw new Error(
      'PostgreSQL refuses to run as root, and here are neither user namespaces (unshare --user) nor setpriv with a user postgres or nobody. ' +
        'Start as an ordinary user, or set DATABASE_URL.',
    );
  }
  const start = ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const own = (path: string): void => chownSync(path, user.uid, user.gid);
  const reachable = isReachable(folder) && isReachable(found.root) && !found.linkFolder;
  const home = reachable ? folder : sharedFolder(folder);
  const binaries = reachable ? found : copyPostgres(found, join(home, 'native'));
  own(home);
  if (!works([...start, binaries.postgres, '--version'], binaries)) {
    throw new Error(
      `PostgreSQL could not be run as user ${user.name} from ${home}. Start as an ordinary user, or set DATABASE_URL.`,
    );
  }
  // Changing the user clears the parent-death signal, so setpriv is asked once for both and sets it last.
  const endWithParent = dieWithParent('INT').length > 0 ? ['--pdeathsig', 'INT'] : [];
  const whole = [...start, ...endWithParent];
  return { how: 'system-user', binaries, folder: home, own, command: (program, args) => prefix(whole, program, args) };
}

/** A place of its own for each data folder, under parents that everybody may enter. */
function sharedFolder(folder: string): string {
  const base = SHARED_BASES.find((path) => existsSync(path) && isReachable(path));
  if (!base) throw new Error(`none of ${SHARED_BASES.join(', ')} can be entered by other users; set DATABASE_URL`);
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 12);
  const shared = join(base, `jiedan-postgres-${name}`);
  mkdirSync(shared, { recursive: true });
  chmodSync(shared, 0o700);
  return shared;
}

function isReachable(path: string): boolean {
  for (let parent = dirname(realpathSync(path)); ; parent = dirname(parent)) {
    if ((statSync(parent).mode & 0o001) === 0) return false;
    if (parent === dirname(parent)) return true;
  }
}

function systemUser(): { name: string; uid: number; gid: number } | undefined {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  for (const wanted of SYSTEM_USERS) {
    const [name, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (name && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

function prefix(start: string[], program: string, args: string[]): [string, string[]] {
  const [first = program, ...rest] = [...start, program];
  return [first, [...rest, ...args]];
}

function works(command: string[], binaries?: PostgresBinaries): boolean {
  const [program = '', ...args] = command;
  return spawnSync(program, args, { stdio: 'ignore', env: childEnvironment(binaries) }).status === 0;
}

/** Nothing of ours leaks into PostgreSQL: a PGPORT or PGDATA meant for another one would move it. */
export function childEnvironment(binaries?: PostgresBinaries): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].filter((name) => process.env[name] !== undefined);
  return {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    ...(binaries ? libraryEnvironment(binaries) : {}),
    TZ: 'UTC',
  };
}

/** Folders that a broken-off set-up has left behind. */
export function leftovers(folder: string, start: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .map((name) => join(folder, name));
}
