import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capabilityMatrix } from './capability-matrix.ts';
import { outsideChannels } from './registry.ts';

const PATH = join(import.meta.dirname, '../docs/capabilities.md');

/** Part of `npm run gen`. */
export function capabilitiesPage(): string {
  return capabilityMatrix(outsideChannels());
}

if (process.argv[1] === import.meta.filename) {
  const page = capabilitiesPage();
  if (!existsSync(PATH) || readFileSync(PATH, 'utf8') !== page) writeFileSync(PATH, page);
}
