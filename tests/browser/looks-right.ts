import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { barriers } from './accessibility.ts';
import { scrollsSideways } from './browser.ts';

/** At each width, in light and in dark: nothing sticks out, and nobody is kept out. `SCREENSHOTS` is a folder for pictures of it. */
export async function looksRight(on: Page, name: string): Promise<void> {
  for (const width of [390, 820, 1440]) {
    await on.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await on.emulateMedia({ colorScheme });
      await on.locator(`html[data-theme=${colorScheme}]`).waitFor();
      expect({ name, width, sideways: await scrollsSideways(on) }).toEqual({ name, width, sideways: false });
      expect({ name, width, colorScheme, barriers: await barriers(on) }).toMatchObject({ barriers: [] });
      if (process.env.SCREENSHOTS)
        await on.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${width}-${colorScheme}.png` });
    }
  }
  await on.emulateMedia({ colorScheme: 'light' });
  await on.setViewportSize({ width: 1440, height: 900 });
}
