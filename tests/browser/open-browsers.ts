import type { Browser } from 'playwright-core';

/** The browsers of this process, so that a failed test can say what their pages showed. */
export const openBrowsers = new Set<Browser>();

export function rememberBrowser(browser: Browser): Browser {
  openBrowsers.add(browser);
  browser.on('disconnected', () => openBrowsers.delete(browser));
  return browser;
}
