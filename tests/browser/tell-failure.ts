import type { Browser } from 'playwright-core';
import { afterEach } from 'vitest';

const TEXT_MAX = 2_000;

const browsers = new Set<Browser>();

/** From now on a failed test of this file says what the pages of this browser showed: the time-out alone never tells why. */
export function tellWhatFails(browser: Browser): Browser {
  browsers.add(browser);
  browser.on('disconnected', () => browsers.delete(browser));
  return browser;
}

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const browser of browsers)
    for (const page of browser.contexts().flatMap((context) => context.pages())) {
      // A dialog is in front of everything; without one the whole page is of interest.
      const shown = await page
        .evaluate<string>(
          `[...document.querySelectorAll('[role=dialog]'), document.body].map((element) => element.innerText.slice(0, ${TEXT_MAX})).join('\\n---\\n')`,
        )
        .catch((error: unknown) => String(error));
      console.error(`${task.name}: ${page.url()} showed\n${shown}`);
    }
});
