import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type World } from '../harness.ts';
import { verified, WebhookReceiver } from '../webhook-receiver.ts';
import { barriers } from './accessibility.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';

let world: World;
let browser: Browser;
let page: Page;
let receiver: WebhookReceiver;
beforeAll(async () => {
  [world, browser, receiver] = await Promise.all([createWorld(), launchBrowser(), WebhookReceiver.open()]);
  page = await logIn(browser, world, { width: 1440, height: 900 });
});
afterAll(async () => {
  await browser.close();
  await world.close();
  await receiver.close();
});

const SOON = { timeout: 20_000 };

async function openSettings(room: string, on = page): Promise<void> {
  await on.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '设置' }).click();
  await on.getByRole('navigation', { name: '设置' }).getByRole('link', { name: room }).click();
  await on.getByRole('heading', { level: 1, name: room }).waitFor(SOON);
}

async function copied(on = page): Promise<string> {
  const button = on.getByRole('dialog').getByRole('button', { name: /^复制/ });
  return (await button.first().getAttribute('title', SOON)) ?? '';
}

/** At each width, in light and in dark: nothing sticks out, and nobody is kept out. */
async function looksRight(on: Page, name: string): Promise<void> {
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

describe('a program of the merchant is told what happens', () => {
  test('the owner adds its address, keeps the secret, sends a test and sees it arrive', async () => {
    await openSettings('Webhook');
    await looksRight(page, 'webhooks-none');
    await page.getByRole('button', { name: '添加地址' }).click();
    const dialog = page.getByRole('dialog', { name: '添加地址' });
    await dialog.getByLabel('接收地址').fill('ftp://files.example.com/');
    await dialog.getByRole('button', { name: '添加' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/不能用/)
      .waitFor(SOON);
    await dialog.getByLabel('接收地址').fill(receiver.url);
    await dialog.getByLabel(/名称/).fill('ERP');
    await dialog.getByLabel('新订单').check();
    await dialog.getByLabel('订单变化').check();
    await dialog.getByRole('button', { name: '添加' }).click();
    await page.getByRole('dialog', { name: '签名密钥' }).waitFor(SOON);
    const secret = await copied();
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('button', { name: '已复制，关闭' }).click();

    await page.getByRole('heading', { level: 1, name: /ERP/ }).waitFor(SOON);
    await page.getByRole('button', { name: '发测试消息' }).click();
    const log = page.getByRole('list', { name: '投递记录' });
    await log.getByRole('listitem').filter({ hasText: '测试消息' }).getByText('已送达').waitFor(SOON);
    const ping = receiver.of('ping')[0];
    if (!ping) throw new Error('the receiver got no ping');
    expect(verified(secret, ping)).toMatchObject({ type: 'ping' });
    await page.getByText('正常', { exact: true }).waitFor(SOON);
  });

  test('an order is told, its message can be read and sent once more', async () => {
    await world.control('POST', '/meituan/orders', { items: [{ name: '海盐卷', quantity: 1, priceYuan: '36.00' }] });
    const log = page.getByRole('list', { name: '投递记录' });
    const told = log.getByRole('listitem').filter({ hasText: 'order.created' });
    await told.getByText('已送达').waitFor(SOON);
    await looksRight(page, 'webhook');
    await told.getByRole('button', { name: /新订单/ }).click();
    const detail = page.getByRole('dialog', { name: '投递详情' });
    await detail.getByText(/"type": "order.created"/).waitFor(SOON);
    await detail.getByRole('list', { name: '每次投递' }).getByText('HTTP 204').waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/delivery.png` });
    await detail.getByRole('button', { name: '重发这条' }).click();
    await expect.poll(() => receiver.of('order.created').length, SOON).toBe(2);
    const [first, second] = receiver.of('order.created');
    expect(second?.id).toBe(first?.id);
    await detail.getByRole('button', { name: '关闭' }).click();
  });

  test('what was missed while it was disabled comes once it is enabled', async () => {
    await page.getByRole('button', { name: '停用' }).click();
    await page.getByRole('heading', { level: 1 }).getByText('已停用').waitFor(SOON);
    const before = receiver.received.length;
    await world.control('POST', '/meituan/orders', { items: [{ name: '奶油卷', quantity: 1, priceYuan: '20.00' }] });
    await expect.poll(async () => (await world.owner.GET('/orders')).data?.items.length, SOON).toBe(2);
    expect(receiver.received.length).toBe(before);
    await page.getByRole('button', { name: '启用' }).click();
    await page.getByRole('button', { name: '补发' }).click(SOON);
    const dialog = page.getByRole('dialog', { name: '补发' });
    await dialog.getByLabel('近 1 小时').check();
    await dialog.getByRole('button', { name: '开始补发' }).click();
    await dialog.getByText(/条消息正在重发/).waitFor(SOON);
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await expect
      .poll(() => new Set(receiver.of('order.created').map(({ json }) => json.data.order?.platformOrderId)).size, SOON)
      .toBe(2);
  });

  test('the secret is replaced with both counting for a while', async () => {
    await page.getByRole('button', { name: '更换密钥' }).click();
    await page.getByRole('dialog', { name: '更换签名密钥' }).getByRole('button', { name: '更换' }).click();
    await page.getByText('旧密钥（过渡期内同时有效）').waitFor(SOON);
    await page.getByRole('button', { name: '已复制，关闭' }).click();
    await page.getByText('旧密钥用到').waitFor(SOON);
  });

  test('is deleted only after a question', async () => {
    await page.getByRole('button', { name: '删除' }).click();
    const dialog = page.getByRole('dialog', { name: '删除这个接收地址？' });
    await dialog.getByRole('button', { name: '删除' }).click();
    await page.getByText('还没有接收地址').waitFor(SOON);
  });
});
