import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identifyProcess, isAlive, waitUntil, type ProcessIdentity } from './process-identity.ts';

/** How long a take-over may hold its guard; it is a few system calls long, so an older guard belongs to the dead. */
const TAKE_OVER_MAX_MS = 10_000;

export interface FileLock {
  release(): void;
}

/** Somebody living holds the lock. */
export class LockHeldError extends Error {
  override name = 'LockHeldError';
  readonly pid: number;
  constructor(path: string, pid: number) {
    super(`${path} is held by process ${pid}`);
    this.pid = pid;
  }
}

/**
 * Takes a lock that belongs to this process and dies with it: a file naming a process that no longer lives is taken over.
 * @throws LockHeldError when a living process, this one included, holds it.
 */
export async function takeLock(path: string): Promise<FileLock> {
  mkdirSync(dirname(path), { recursive: true });
  const mine = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: '' };
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      // A link appears with its content at once; a file opened for writing would be seen empty by others.
      if (tryLink(draft, path)) return { release: () => releaseLock(path, mine) };
      const holder = readHolder(path);
      if (holder && isAlive(holder)) throw new LockHeldError(path, holder.pid);
      await removeStale(path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Like {@link takeLock}, but waits for its turn. @throws LockHeldError after `timeoutMs`. */
export async function waitForLock(path: string, timeoutMs: number): Promise<FileLock> {
  let lock: FileLock | undefined;
  let held: LockHeldError | undefined;
  await waitUntil(async () => {
    try {
      lock = await takeLock(path);
      return true;
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error;
      held = error;
      return false;
    }
  }, timeoutMs);
  if (!lock) throw held ?? new Error(`${path} could not be locked`);
  return lock;
}

/** Two processes may find the same stale file; only the holder of the guard may remove it, after looking again. */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.takeover`;
  try {
    mkdirSync(guard);
  } catch {
    await waitUntil(() => !olderThan(guard, -1) || olderThan(guard, TAKE_OVER_MAX_MS), TAKE_OVER_MAX_MS, 5);
    if (olderThan(guard, TAKE_OVER_MAX_MS)) rmdirSync(guard);
    return;
  }
  try {
    const holder = readHolder(path);
    if (!holder || !isAlive(holder)) rmSync(path, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

function olderThan(path: string, ageMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > ageMs;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function releaseLock(path: string, mine: ProcessIdentity): void {
  const holder = readHolder(path);
  if (holder?.pid === mine.pid && holder.startedAt === mine.startedAt) unlinkSync(path);
}
