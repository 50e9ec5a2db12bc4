import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { registerWithSandbox } from '../prisma/seed.ts';
import { startSandbox } from '../sandbox/server.ts';
import { launchChromium } from '../tests/browser/chromium.ts';
import { type Figure, median, rounded } from './figure.ts';
import { type BenchHub, startHub } from './hub.ts';
import type { BenchServers } from './servers.ts';

const ORDERS = 200;
/** How long the platform takes for its answer to a clerk's command. */
const PLATFORM_MS = 50;
/** A press can be taken back for this long before it is sent (`admin-ui/api/delayed-commands.ts`); nobody waits for it. */
const UNDO_MS = 5_000;
const KB = 1024;

/** What a clerk waits for, in a real Chromium: the first load, the list, and a press that is done. */
export async function measurePages(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const sandbox = await startSandbox({ port: 0, controlPort: 0 });
  const hub = await startHub(servers, { worker: true, sandboxUrl: sandbox.url });
  const url = `http://127.0.0.1:${hub.api.port}`;
  await registerWithSandbox({ hubUrl: url, sandboxControlUrl: sandbox.controlUrl }, hub.shop);
  const control = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${sandbox.controlUrl}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const place = (count: number): Promise<void> => control(`/${hub.shop.platform}/orders`, { count, state: 'paid' });
  await control('/faults', {
    platform: hub.shop.platform,
    path: 'order/confirm',
    act: 'slow',
    delayMs: PLATFORM_MS,
    times: 1_000_000,
  });
  await place(ORDERS);
  const browser = await launchChromium();
  try {
    const first = await firstLoad(browser, hub, url);
    const ready: number[] = [];
    const done: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const page = await first.context.newPage();
      const list = await listReady(page, url);
      const press = await acceptOne(page);
      await page.close();
      if (round >= 0) {
        ready.push(list);
        done.push(press);
      }
    }
    const parts = { orders: ORDERS, rounds, load1m: rounded(loadavg()[0] ?? 0, 1) };
    const wait = (name: string, times: number[], more: object): Figure => ({
      name,
      value: rounded(median(times), 0),
      unit: 'ms',
      goal: null,
      parts: { ...parts, lowest: rounded(Math.min(...times), 0), highest: rounded(Math.max(...times), 0), ...more },
    });
    return [
      {
        name: 'first_load_kb',
        value: rounded(first.kb, 0),
        unit: 'KiB',
        goal: 400,
        lowerIsBetter: true,
        parts: { requests: first.requests, ...parts },
      },
      wait('list_ready_ms', ready, {}),
      wait('accept_click_ms', done, { platformMs: PLATFORM_MS, undoMs: UNDO_MS }),
    ];
  } finally {
    await browser.close();
    await hub.end();
    await sandbox.close();
  }
}

/** Everything that comes over the line, as it comes, from the log-in page to the first row of the list. */
async function firstLoad(
  browser: Browser,
  hub: BenchHub,
  url: string,
): Promise<{ context: BrowserContext; kb: number; requests: number }> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  let bytes = 0;
  let requests = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  await page.goto(url);
  await page.getByLabel('邮箱').fill(hub.login.email);
  await page.getByLabel('密码', { exact: true }).fill(hub.login.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('[data-order-id]').first().waitFor();
  const kb = bytes / KB;
  await page.close();
  return { context, kb, requests };
}

async function listReady(page: Page, url: string): Promise<number> {
  const started = performance.now();
  await page.goto(`${url}/orders`);
  await page.locator('[data-order-id]').first().waitFor();
  return performance.now() - started;
}

/** From the press to the row that says that it is done, less the time in which it can be taken back. */
async function acceptOne(page: Page): Promise<number> {
  const row = page
    .locator('[data-order-id]')
    .filter({ has: page.getByRole('button', { name: '接单', exact: true }) })
    .first();
  const id = await row.getAttribute('data-order-id');
  const own = page.locator(`[data-order-id="${id ?? ''}"]`);
  const started = performance.now();
  await own.getByRole('button', { name: '接单', exact: true }).click();
  await own.getByText('已接单').waitFor();
  return performance.now() - started - UNDO_MS;
}
