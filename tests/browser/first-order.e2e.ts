import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';

let world: World;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchBrowser()]);
  page = await logIn(browser, world);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function place(name: string): Promise<string> {
  const body = { items: [{ name, quantity: 1, priceYuan: '36.00' }] };
  return (await world.control<{ orderId: string }>('POST', '/meituan/orders', body)).orderId;
}

/** The row of an order by its product, as a clerk finds it. */
function row(name: string, on = page) {
  return on.locator('[data-order-id]').filter({ hasText: name });
}

describe('a clerk at the till', () => {
  test('sees a new order arrive by itself, accepts it from the list, and Meituan holds it accepted', async () => {
    const orderId = await place('海盐卷');
    await row('海盐卷').waitFor({ timeout: 20_000 });
    expect(await page.title()).toContain('(1)');
    await row('海盐卷').getByRole('button', { name: '接单' }).click();
    await row('海盐卷').getByText('已接单').waitFor({ timeout: 20_000 });
    expect(await world.control('GET', `/meituan/orders/${orderId}`)).toMatchObject({ status: 4 });
    await page.getByRole('tab', { name: /已分配/ }).click();
    await row('海盐卷').waitFor();
  });

  test('sees what happens to an order while the list that holds it is still on its way', async () => {
    await page.getByRole('tab', { name: /待接单/ }).click();
    const orderId = await place('燕麦拿铁');
    await row('燕麦拿铁').getByRole('button', { name: '接单' }).click({ timeout: 20_000 });
    await row('燕麦拿铁').getByText('已接单').waitFor({ timeout: 20_000 });
    const till = await logIn(browser, world);
    let [isMade, isWanted] = [false, false];
    await till.route(/\/orders\?.*phase=assigned/, async (route) => {
      const answer = await route.fetch();
      isMade = true;
      await eventually(() => Promise.resolve(isWanted));
      await route.fulfill({ response: answer });
    });
    await till.getByRole('tab', { name: /已分配/ }).click();
    await eventually(() => Promise.resolve(isMade));
    await world.control('POST', `/meituan/orders/${orderId}/refund`, { kind: 'full', reason: '不想要了' });
    await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items[0]?.refundState === 'requested';
    });
    // Changes come one after another: with this one the till has heard of the one before.
    await place('芝麻卷');
    await expect.poll(() => till.title(), { timeout: 20_000 }).toContain('(1)');
    isWanted = true;
    await row('燕麦拿铁', till).getByRole('button', { name: '同意退款' }).waitFor({ timeout: 20_000 });
    await till.context().close();
  });

  test('rejects an order with a reason after being told what it means', async () => {
    await page.getByRole('tab', { name: /待接单/ }).click();
    const orderId = await place('榴莲千层');
    await row('榴莲千层').getByRole('button', { name: '拒单' }).click({ timeout: 20_000 });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '拒单' }).click();
    await row('榴莲千层')
      .getByText(/已拒单/)
      .waitFor({ timeout: 20_000 });
    expect(await world.control('GET', `/meituan/orders/${orderId}`)).toMatchObject({ status: 9 });
  });

  test('opens an order and reads what happened, in Chinese and in English', async () => {
    await page.getByRole('tab', { name: /全部/ }).click();
    await row('海盐卷').click();
    await page.getByText('顾客付款').waitFor();
    await page.getByText('EN', { exact: true }).click();
    await page.getByRole('heading', { name: 'Products' }).waitFor();
    await page.getByText('中', { exact: true }).click();
    await page.getByRole('heading', { name: '商品' }).waitFor();
  });

  test('finds everything on a phone without scrolling sideways', async () => {
    const phone = await logIn(browser, world, { width: 390, height: 844 });
    await place('抹茶麻薯');
    const card = phone.locator('[data-order-id]').filter({ hasText: '抹茶麻薯' });
    await card.getByRole('button', { name: '接单' }).waitFor({ timeout: 20_000 });
    expect(await scrollsSideways(phone)).toBe(false);
    await phone.context().close();
  });
});
