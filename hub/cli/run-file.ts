import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from '../embedded/process-identity.ts';

/** What a running demo tells the command line and outside testers about itself; `<dataDir>/run.json`, for its owner's eyes. */
export interface RunFile {
  /** The supervisor. */
  pid: number;
  /** Process number by part: api, worker, sandbox, postgres, temporal. */
  children: Record<string, number>;
  url: string;
  apiUrl: string;
  sandboxUrl: string;
  sandboxControlUrl: string;
  databaseUrl: string;
  temporalAddress: string;
  /** Absent with a Temporal server of somebody else. */
  temporalUiUrl?: string;
  /** The same processes, told apart from later ones with the same numbers. */
  identities: { supervisor: ProcessIdentity; children: ProcessIdentity[] };
}

export function writeRunFile(dataDir: string, run: RunFile): void {
  const draft = `${runFilePath(dataDir)}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, runFilePath(dataDir));
}

export function removeRunFile(dataDir: string): void {
  rmSync(runFilePath(dataDir), { force: true });
}

/** Whatever the file says, also when the demo behind it is long gone. */
export function readRunFile(dataDir: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(runFilePath(dataDir), 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}

/** @returns undefined when no demo runs with this data folder; a file left by a killed one does not count. */
export function findRunning(dataDir: string): RunFile | undefined {
  const run = readRunFile(dataDir);
  return run && isAlive(run.identities.supervisor) ? run : undefined;
}

function runFilePath(dataDir: string): string {
  return join(dataDir, 'run.json');
}
