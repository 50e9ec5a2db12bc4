import type { Browser, Page } from 'playwright-core';
import type { World } from '../harness.ts';
import { launchChromium } from './chromium.ts';
import { rememberBrowser } from './open-browsers.ts';

/** A real Chromium whose pages say what they showed when a test fails. */
export async function launchBrowser(): Promise<Browser> {
  return rememberBrowser(await launchChromium());
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
