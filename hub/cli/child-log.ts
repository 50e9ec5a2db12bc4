import { copyFileSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

const LOG_MAX_BYTES = 20_000_000;

/** Opens a log for appending; children write to it directly, so they can still write when we are gone. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  keepSmall(path);
  return openSync(path, 'a', 0o600);
}

/** One older file is kept. Writers append, so cutting the file under them is safe. */
export function keepSmall(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || stat.size < LOG_MAX_BYTES) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What was written after byte `from`. */
export function readLogFrom(path: string, from: number): string {
  const bytes = readFileSync(path);
  return bytes.subarray(bytes.length >= from ? from : 0).toString('utf8');
}

export function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
