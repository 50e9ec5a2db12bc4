import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockHeldError, takeLock, waitForLock } from './file-lock.ts';
import { killHard, runPart } from './part-process.ts';

const CONTENDERS = 20;

describe('a lock that dies with its holder', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jiedan-lock-'));
    path = join(folder, 'lock');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is free again after release, and leaves nothing behind', async () => {
    const lock = await takeLock(path);
    await expect(takeLock(path)).rejects.toThrow(LockHeldError);
    lock.release();
    (await takeLock(path)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes to exactly one of many who find the file of a dead process', async () => {
    // The number lives, but it belonged to another process.
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    const results = await Promise.allSettled(Array.from({ length: CONTENDERS }, () => takeLock(path)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('is taken over from a process that was killed', async () => {
    const code = `const { takeLock } = await import('./file-lock.ts'); await takeLock(process.env.TEST_LOCK); say({});`;
    const { child } = await runPart(code, { env: { TEST_LOCK: path } });
    await expect(takeLock(path)).rejects.toMatchObject({ pid: child.pid });
    await killHard(child);
    (await takeLock(path)).release();
  }, 30_000);

  it('can be waited for', async () => {
    const first = await takeLock(path);
    const second = waitForLock(path, 10_000);
    first.release();
    (await second).release();
    await takeLock(path);
    await expect(waitForLock(path, 50)).rejects.toThrow(LockHeldError);
  });
});
