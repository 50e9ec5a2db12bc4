import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { waitForLock } from '../../hub/embedded/file-lock.ts';
import type { World } from '../harness.ts';
import { tellWhatFails } from './tell-failure.ts';

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
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH;
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
  if (named || system) return tellWhatFails(await chromium.launch({ executablePath: named ?? system, args: ARGS }));
  // It unpacks itself to one place for all: two test runs at once must not write there together.
  const lock = await waitForLock(join(tmpdir(), 'jiedan-chromium.lock'), UNPACK_MS);
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const executablePath = await packaged.executablePath();
    // Its own arguments are left out: they are for a cloud function, one process for all, in which a second person's pages stay empty.
    return tellWhatFails(await chromium.launch({ executablePath, args: ARGS }));
  } finally {
    lock.release();
  }
}

/**
 * Opens the pages as the owner of the world's merchant, usually as one who wants no motion: a press that begins just before a dialog starts
 * to grow and ends just after lands on nothing, which no hand is quick enough to do.
 */
export async function logIn(
  browser: Browser,
  world: World,
  viewport = { width: 1280, height: 800 },
  reducedMotion: 'reduce' | 'no-preference' = 'reduce',
): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion,
  });
  const page = await context.newPage();
  await page.goto(world.api.url);
  await page.getByLabel('邮箱').fill(world.login.email);
  await page.getByLabel('密码', { exact: true }).fill(world.login.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('tab', { name: /待接单/ }).waitFor();
  return page;
}

/** The text runs in the page, where there is a document. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
