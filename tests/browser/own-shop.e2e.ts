import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';
import { launchBrowser, logIn } from './browser.ts';
import { looksRight } from './looks-right.ts';

let world: World;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchBrowser()]);
  page = await logIn(browser, world, { width: 1440, height: 900 });
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const SOON = { timeout: 20_000 };
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const newest = async () =>
  (await world.owner.GET('/orders', { params: { query: { platform: 'direct' } } })).data?.items[0];

test('the owner opens a shop of their own with a name and nothing else', async () => {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: /门店/ }).click();
  await press('开直营店');
  const dialog = page.getByRole('dialog', { name: '开一家直营店' });
  await dialog.getByLabel('店名').fill('静安店柜台');
  await dialog.getByRole('button', { name: '开店' }).click();
  const card = page.getByRole('article', { name: '静安店柜台' });
  await card.getByText('自己的店，订单在这里开。').waitFor(SOON);
  await card.getByRole('link', { name: '静安店柜台' }).click();
  await page.getByRole('heading', { level: 1, name: /静安店柜台/ }).waitFor(SOON);
  await looksRight(page, 'own-shop');
});

test('a call is typed in with the keyboard alone: what, how many, for whom', async () => {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '订单' }).click();
  await page.getByRole('link', { name: '开单' }).click();
  await page.getByRole('heading', { level: 1, name: '开单' }).waitFor(SOON);
  // The field of the first product waits for the keys.
  await page.keyboard.type('6 寸草莓蛋糕');
  await page.keyboard.press('Tab');
  await page.keyboard.type('少糖');
  await page.keyboard.press('Tab');
  await page.keyboard.type('128');
  await page.getByLabel('电话', { exact: true }).fill('13800001234');
  await page.getByLabel('姓名').fill('王女士');
  await page.getByLabel('备注').fill('写“生日快乐”');
  await looksRight(page, 'new-order');
  await page.getByLabel('姓名').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /直营/ }).waitFor(SOON);
  await page.getByText('写“生日快乐”').first().waitFor();
  expect(await newest()).toMatchObject({ totalMinor: 12_800, state: 'accepted', deliveryMode: 'pickup' });
});

test('the next time the product brings its price along, and what is missing is said', async () => {
  await page.goto(`${world.api.url}/orders/new`);
  await page.getByRole('button', { name: '开单' }).click();
  await page.getByText('还没写商品。').waitFor(SOON);
  await page.getByLabel('商品 1', { exact: true }).fill('草莓');
  await page.getByText('6 寸草莓蛋糕 · 少糖').click();
  expect(await page.getByLabel('单价 1').inputValue()).toBe('128');
  await page.getByLabel('数量 1').fill('2');
  await page.getByText('店里送').click();
  await page.getByRole('button', { name: '开单' }).click();
  await page.getByText('店里送的订单要有地址。').waitFor(SOON);
  await page.getByLabel('地址').fill('示例路 1 号');
  await page.getByLabel('配送费').fill('6.5');
  await page.getByLabel('已经付过钱').uncheck();
  await page.getByText('¥262.50').waitFor();
  await page.getByRole('button', { name: '开单' }).click();
  await page.getByRole('button', { name: '已收款' }).waitFor(SOON);
});

test('and the order lives to its end: money, ready, on its way, delivered, done', async () => {
  await press('已收款');
  await page.getByRole('button', { name: '已收款' }).waitFor({ ...SOON, state: 'hidden' });
  await press('备好了');
  await page.getByRole('button', { name: '发货' }).waitFor(SOON);
  await press('发货');
  const dialog = page.getByRole('dialog');
  await dialog
    .getByText(/自己送|自送|店里送/)
    .first()
    .click();
  await dialog.getByRole('button', { name: '发货' }).click();
  await page.getByRole('button', { name: '送达' }).click(SOON);
  await eventually(async () => (await newest())?.fulfilment === 'delivered');
  await press('顾客已取走');
  await eventually(async () => (await newest())?.state === 'completed');
});

test('the same once more brings its goods along, and asks for whom it is', async () => {
  await page.getByRole('link', { name: '再来一单' }).click();
  await page.getByRole('heading', { level: 1, name: '开单' }).waitFor(SOON);
  expect(await page.getByLabel('商品 1', { exact: true }).inputValue()).toBe('6 寸草莓蛋糕');
  expect(await page.getByLabel('数量 1').inputValue()).toBe('2');
  await page.getByText('到店取').click();
  await page.getByRole('button', { name: '开单' }).click();
  await page.getByRole('heading', { level: 1, name: /直营/ }).waitFor(SOON);
  expect(await newest()).toMatchObject({ totalMinor: 25_600, deliveryMode: 'pickup' });
});
