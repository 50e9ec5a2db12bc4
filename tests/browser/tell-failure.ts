import { afterEach } from 'vitest';
import { openBrowsers } from './open-browsers.ts';

const TEXT_MAX = 2_000;

// A set-up file, since files share their modules and a hook belongs to the file that loads it: a failed test says what the pages showed,
// because the time-out alone never tells why.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const browser of openBrowsers)
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
