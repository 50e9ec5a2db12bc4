import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';
import { launchBrowser } from './browser.ts';

let world: World;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchBrowser()]);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const SOON = { timeout: 20_000 };

/**
 * A clerk on the first day: knows the words of the trade and no address, no class and no place of the pages. Presses what says the words,
 * and counts.
 */
class Newcomer {
  presses = 0;

  constructor(private readonly screen: Page) {}

  /** What can be pressed and says one of these words, in what is in front. */
  async press(...words: string[]): Promise<void> {
    const found = await eventually(async () => {
      const all = await (
        await this.front()
      )
        .locator('button, a, [role=tab], [role=menuitem]')
        .filter({ visible: true })
        .all();
      const said = await Promise.all(all.map(async (one) => (await one.innerText()).trim()));
      for (const word of words) {
        const found = all[said.findIndex((text) => text.startsWith(word))];
        if (found && (await found.getAttribute('aria-disabled')) !== 'true') return found;
      }
      return null;
    });
    await found.click(SOON);
    this.presses += 1;
  }

  /** Waits until the screen says so. */
  async reads(words: string | RegExp): Promise<void> {
    await this.screen.getByText(words).filter({ visible: true }).first().waitFor(SOON);
  }

  private async front(): Promise<Locator> {
    const dialogs = await this.screen.getByRole('dialog').filter({ visible: true }).all();
    return dialogs.at(-1) ?? this.screen.locator('body');
  }
}

let clerk: Newcomer;
/** One order on the screen, so that "the order" is the one that is meant. */
const place = async () =>
  (
    await world.control<{ orderId: string }>('POST', '/meituan/orders', {
      items: [{ name: '海盐卷', quantity: 1, priceYuan: '36.00' }],
      logisticsCode: '0000',
    })
  ).orderId;
const there = (orderId: string) => world.control<Record<string, unknown>>('GET', `/meituan/orders/${orderId}`);
let orderId: string;

test('gets in from the front door with what the owner wrote on a slip', async () => {
  await page.goto(world.api.url);
  await page.getByLabel('邮箱').fill(world.login.email);
  await page.getByLabel('密码', { exact: true }).fill(world.login.password);
  clerk = new Newcomer(page);
  await clerk.press('登录');
  orderId = await place();
  await clerk.reads('海盐卷');
});

test('accepts the order with one press', async () => {
  clerk.presses = 0;
  await clerk.press('接单');
  await eventually(async () => (await there(orderId)).status === 4);
  expect(clerk.presses).toBe(1);
});

test('finds where it went, says that it is ready and sends it off, one press each', async () => {
  await clerk.press('已分配');
  await clerk.reads('海盐卷');
  clerk.presses = 0;
  await clerk.press('备好');
  await eventually(async () => (await there(orderId)).prepared === true);
  expect(clerk.presses).toBe(1);
  await clerk.press('进行中');
  await clerk.reads('海盐卷');
  clerk.presses = 0;
  await clerk.press('发货', '出发', '配送');
  await eventually(async () => (await there(orderId)).logistics !== null);
  expect(clerk.presses).toBe(1);
});

test('pays back what the customer asks for, after reading what it means: two presses', async () => {
  await world.control('POST', `/meituan/orders/${orderId}/refund`, { kind: 'full', reason: '不想要了' });
  await clerk.reads(/申请退款|退款/);
  clerk.presses = 0;
  await clerk.press('同意退款');
  await clerk.reads(/不能撤回/);
  await clerk.press('同意退款', '退款');
  await eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
    return ['agreed', 'refunded'].includes(data?.items[0]?.refundState ?? '');
  });
  expect(clerk.presses).toBe(2);
});

test('takes the orders away as a sheet that says what is in it', async () => {
  await clerk.press('全部');
  await clerk.reads('海盐卷');
  clerk.presses = 0;
  const download = page.waitForEvent('download');
  await clerk.press('导出');
  await clerk.press('CSV');
  const text = await readFile(await (await download).path(), 'utf8');
  expect(text).toContain('海盐卷');
  expect(clerk.presses).toBe(2);
});
