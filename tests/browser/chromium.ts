import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { waitForLock } from '../../hub/embedded/file-lock.ts';

/** Nothing but the pages under test may be asked for. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const UNPACK_MS = 60_000;

/** A real Chromium: the one that is named, the system's, or the one from node_modules. */
export async function launchChromium(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH;
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
  if (named || system) return chromium.launch({ executablePath: named ?? system, args: ARGS });
  // It unpacks itself to one place for all: two test runs at once must not write there together.
  const lock = await waitForLock(join(tmpdir(), 'jiedan-chromium.lock'), UNPACK_MS);
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const executablePath = await packaged.executablePath();
    // Its own arguments are left out: they are for a cloud function, one process for all, in which a second person's pages stay empty.
    return await chromium.launch({ executablePath, args: ARGS });
  } finally {
    lock.release();
  }
}
