import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../harness.ts';
import { barriers } from './accessibility.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';

const SOON = { timeout: 20_000 };

let world: World;
let browser: Browser;
let page: Page;
const fetched: string[] = [];
beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchBrowser()]);
  page = await logIn(browser, world, { width: 1440, height: 900 });
  page.on('response', (response) => fetched.push(response.url()));
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function openToday(): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '今天' }).click();
  await page.getByRole('heading', { level: 1, name: '今天' }).waitFor(SOON);
}

test('a day without orders says so, and which shops want a look', async () => {
  await openToday();
  await page.getByText('现在没有要接的单。').waitFor(SOON);
  await page.getByText(/都还没有订单/).waitFor(SOON);
  await page.getByRole('list', { name: '要留意的门店' }).getByText('测试门店').waitFor(SOON);
});

test('orders are counted by hour and platform, with the same numbers as a table, and the waiting ones lead to their page', async () => {
  await world.control('POST', '/meituan/orders', { items: [{ name: '海盐卷', quantity: 2, priceYuan: '36.00' }] });
  await world.control('POST', '/meituan/orders', { items: [{ name: '奶油卷', quantity: 1, priceYuan: '20.00' }] });
  const waiting = page.getByRole('list', { name: '等得最久' });
  await waiting.getByText('海盐卷').waitFor(SOON);
  await waiting.getByText('奶油卷').waitFor(SOON);
  await page.reload();
  const figures = page.getByRole('list', { name: '今天的数字' });
  await figures.getByText('2 单', { exact: true }).waitFor(SOON);
  const { data } = await world.owner.GET('/today');
  const money = `¥${((data?.turnover?.[0]?.totalMinor ?? 0) / 100).toFixed(2)}`;
  await figures.getByText(money, { exact: true }).waitFor();
  await page.getByRole('img', { name: /每小时订单：今天共 2/ }).waitFor();
  await page.getByRole('img', { name: /今天各平台订单：美团 2/ }).waitFor();
  await page
    .getByRole('radiogroup', { name: /每小时营业额/ })
    .getByText('表')
    .click();
  await page.getByRole('table', { name: '每小时营业额' }).getByRole('row', { name: /合计/ }).getByText(money).waitFor();
  await waiting.getByRole('link').first().click();
  await page.getByRole('button', { name: '接单' }).first().waitFor(SOON);
});

test('nothing sticks out and nobody is kept out, in light and in dark', async () => {
  await openToday();
  for (const width of [390, 820, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
      await page.getByRole('img', { name: /每小时营业额/ }).waitFor(SOON);
      expect({ width, sideways: await scrollsSideways(page) }).toEqual({ width, sideways: false });
      expect({ width, colorScheme, barriers: await barriers(page) }).toMatchObject({ barriers: [] });
      if (process.env.SCREENSHOTS)
        await page.screenshot({
          path: `${process.env.SCREENSHOTS}/today-${width}-${colorScheme}.png`,
          fullPage: true,
        });
    }
  }
});

test('the order list loads no chart', async () => {
  fetched.length = 0;
  await page.goto(world.api.url);
  await page.getByRole('tab', { name: /待接单/ }).waitFor(SOON);
  expect(fetched.some((url) => /OrdersPage/.test(url))).toBe(true);
  expect(fetched.filter((url) => /TodayPage|Chart/.test(url))).toEqual([]);
});

test('a clerk has the orders of the day, and no turnover', async () => {
  await world.database.withMerchant(world.merchantId, (tx) =>
    tx.user.updateMany({ where: { merchantId: world.merchantId }, data: { role: 'front_desk' } }),
  );
  const clerk = await logIn(browser, world, { width: 390, height: 844 });
  await clerk.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '今天' }).click();
  await clerk.getByRole('list', { name: '今天的数字' }).getByText('2 单', { exact: true }).waitFor(SOON);
  await clerk.getByText('每小时订单').waitFor();
  expect(await clerk.getByText('营业额').count()).toBe(0);
  await clerk.context().close();
});
