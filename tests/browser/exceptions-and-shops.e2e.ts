import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelOf } from '../../connectors/registry.ts';
import { webhookAddresses } from '../../connectors/webhook-addresses.ts';
import { seedMeituanShop } from '../../prisma/seed.ts';
import { createWorld, eventually, type World } from '../harness.ts';
import { paidOrder, sendPush } from '../meituan-push.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';

const NEW_SHOP = 't_poi_new';

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

async function push(change: Record<string, string>): Promise<string> {
  const params = paidOrder(change);
  const { connectionId, secret } = world.shop;
  const { webhookUrl } = webhookAddresses(world.api.url, 'meituan', connectionId, channelOf('meituan').pushKinds);
  const { status } = await sendPush(params, { url: webhookUrl, secret });
  expect(status).toBe(200);
  return params.order_id ?? '';
}

/** What a merchant does to connect one more shop of the same account. */
async function connectNewShop(): Promise<void> {
  const { connectionId, appId } = world.shop;
  const shop = { connectionId, shopId: randomUUID(), appId, code: NEW_SHOP, name: '新开的店' };
  await seedMeituanShop(world.database, world.merchantId, { ...shop, sandboxUrl: world.sandbox.url });
}

async function becomeRole(role: 'owner' | 'accountant'): Promise<void> {
  const { merchantId } = world;
  await world.database.withMerchant(merchantId, (tx) => tx.user.updateMany({ where: { merchantId }, data: { role } }));
}

function exception(orderId: string) {
  return page.getByRole('listitem', { name: new RegExp(orderId) });
}

async function goTo(room: '订单' | '异常' | '门店'): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(room) })
    .click();
}

describe('what could not be applied by itself', () => {
  test('an order of a shop that is not connected stands under 异常, and comes in once the shop is connected', async () => {
    const orderId = await push({ app_poi_code: NEW_SHOP });
    const room = page.getByRole('navigation').getByRole('link', { name: /异常\s*1/ });
    await room.waitFor({ timeout: 30_000 });
    await room.click();
    await exception(orderId).getByText('门店还没接入', { exact: true }).waitFor();
    await exception(orderId).getByText(NEW_SHOP).waitFor();

    await exception(orderId).getByRole('button', { name: '重试' }).click();
    await exception(orderId).getByText('这家店还没接入，先接入再重试。').waitFor();

    // What waited for the shop goes on by itself; who is quicker presses.
    await connectNewShop();
    await exception(orderId)
      .getByRole('button', { name: '重试' })
      .click({ timeout: 5_000 })
      .catch(() => undefined);
    await exception(orderId).waitFor({ state: 'hidden', timeout: 40_000 });
    await goTo('订单');
    await page.getByRole('row', { name: new RegExp(orderId) }).waitFor();
  });

  test('the original can be read, and what needs nothing is put aside once somebody says why', async () => {
    const orderId = await push({ total: '99.9', caution: '请写贺卡' });
    await goTo('异常');
    await exception(orderId)
      .getByText(/内容不对/)
      .waitFor({ timeout: 30_000 });
    await exception(orderId).getByRole('button', { name: '看原文' }).click();
    const original = page.getByRole('dialog', { name: '平台发来的原文' });
    await original.getByText('请写贺卡').waitFor();
    await page.keyboard.press('Escape');
    await original.waitFor({ state: 'hidden' });

    await exception(orderId).getByRole('button', { name: '忽略' }).click();
    const dialog = page.getByRole('dialog', { name: '忽略这条消息？' });
    await dialog.getByLabel('测试订单').check();
    await dialog.getByRole('button', { name: '忽略' }).click();
    await exception(orderId).waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: '一切正常' }).waitFor();
  });

  test('somebody at the accounts sees that there are exceptions, and is told why the original stays closed', async () => {
    const orderId = await push({ total: '88.8' });
    const accountant = await world.as('accountant');
    const parked = await eventually(async () => {
      const { data } = await accountant.GET('/parked-messages');
      return data?.items.find(({ platformOrderId }) => platformOrderId === orderId);
    });
    await becomeRole('accountant');
    const reader = await logIn(browser, world);
    await reader.goto(`${world.api.url}/exceptions?message=${parked.id}`);
    await reader.getByText(/你的账号看不了/).waitFor();
    await reader.context().close();
    await becomeRole('owner');
  });
});

describe('a shop', () => {
  test('keeps a deadline that the owner has changed, and says when somebody else was faster', async () => {
    await goTo('门店');
    await page.getByRole('article', { name: world.shop.name }).getByRole('link', { name: '打开' }).click();
    const deadline = page.getByRole('textbox', { name: '接单时限' });
    await deadline.fill('7');
    await page.getByText('自动接单').click();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/已保存/).waitFor();
    await page.reload();
    await deadline.waitFor();
    expect(await deadline.inputValue()).toBe('7');
    const path = { shopId: world.shop.shopId };
    const { data } = await world.owner.GET('/shops/{shopId}', { params: { path } });
    expect(data?.timers).toMatchObject({ acceptDeadlineSeconds: 420, onAcceptDeadline: 'accept' });

    const body = { timers: { acceptDeadlineSeconds: 600, onAcceptDeadline: 'remind' as const } };
    await world.owner.PATCH('/shops/{shopId}', { params: { path }, body });
    await deadline.fill('8');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/别人刚改过/).waitFor();
    await page.getByRole('button', { name: '重新读取' }).click();
    await expect.poll(() => deadline.inputValue()).toBe('10');
  });

  test('fetches the orders of a day again, shows how far it is, and lists what it has found', async () => {
    await world.control('POST', '/pushes/settings', { drop: 1 });
    const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {});
    await world.control('POST', '/pushes/settings', {});
    await page.getByRole('button', { name: '今天' }).click();
    await page.getByRole('button', { name: '开始补单' }).click();
    const progress = page.getByRole('progressbar', { name: '补单' });
    await progress.waitFor();
    await expect.poll(() => progress.getAttribute('aria-valuenow'), { timeout: 30_000 }).toBe('1');
    const report = page.getByRole('list', { name: '对账报告' }).getByRole('listitem').first();
    await report.getByText('已完成').waitFor({ timeout: 20_000 });
    await report.getByRole('button', { name: '详情' }).click();
    const found = page.getByRole('listitem').filter({ hasText: orderId });
    await found.getByText('平台有，这里没有').waitFor();
    await found.getByRole('link', { name: orderId }).click();
    await page.getByRole('row', { name: new RegExp(orderId) }).waitFor({ timeout: 20_000 });
  });

  test('both rooms fit a phone, where the bar at the bottom leads to them', async () => {
    const phone = await logIn(browser, world, { width: 390, height: 844 });
    for (const room of ['异常', '门店']) {
      await phone
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(room) })
        .click();
      await phone.getByRole('heading', { name: room, exact: true }).waitFor();
      expect(await scrollsSideways(phone)).toBe(false);
    }
    await phone.context().close();
  });
});
