import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The rules of WCAG 2.2, levels A and AA, and those before it on which they build. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What on the page keeps somebody out, as axe-core finds it; empty is what we want. */
export async function barriers(page: Page): Promise<string[]> {
  // What is fading in has colours of its own for a moment; what turns for ever is not waited for.
  await page.evaluate(
    `Promise.allSettled(document.getAnimations()
       .filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished))`,
  );
  // The text runs in the page, where there is a document; the page's own rules let no foreign script tag in.
  await page.evaluate(AXE);
  return page.evaluate<string[]>(
    `axe.run({ runOnly: { type: 'tag', values: ${JSON.stringify(TAGS)} } }).then(({ violations }) =>
       violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`,
  );
}
