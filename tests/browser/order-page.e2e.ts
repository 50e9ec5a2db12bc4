import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hash } from '@node-rs/argon2';
import { createWorld, eventually, type World } from '../harness.ts';
import { addYouzanShop } from '../youzan-shop.ts';
import { barriers } from './accessibility.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';

let world: World;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchBrowser()]);
  await addColleague();
  page = await logIn(browser, world, { width: 1440, height: 900 });
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const SOON = { timeout: 20_000 };
const colleague = { email: 'colleague@test.example', password: 'a password of a test' };

async function addColleague(): Promise<void> {
  const { merchantId } = world;
  const passwordHash = await hash(colleague.password);
  const data = { merchantId, email: colleague.email, name: '小李', role: 'front_desk', passwordHash };
  await world.database.withMerchant(merchantId, (tx) => tx.user.create({ data }));
}

async function place(body: Record<string, unknown> = {}): Promise<{ id: string; platformOrderId: string }> {
  const items = [
    { name: '草莓蛋糕', quantity: 2, priceYuan: '36.00' },
    { name: '拿铁', quantity: 1, priceYuan: '18.00' },
  ];
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {
    items,
    caution: '蜡烛要数字 8，写“生日快乐”',
    logisticsCode: '0000',
    ...body,
  });
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
    return data?.items[0];
  });
}
const open = (id: string, on = page) => on.goto(`${world.api.url}/orders/${id}`);

describe('two people at one order', () => {
  test('see each other come and go, and what the other did is told to who looks on', async () => {
    const { id } = await place();
    const other = await logIn(browser, { ...world, login: colleague });
    await open(id);
    await page.getByRole('heading', { name: '经过' }).waitFor(SOON);
    await open(id, other);
    await page.getByText('小李 也在看这张订单').waitFor(SOON);
    await other.getByText('店主 也在看这张订单').waitFor(SOON);
    await other.getByRole('button', { name: '接单', exact: true }).click();
    await page.getByText(/小李 刚刚操作了「接单」/).waitFor(SOON);
    await other.getByRole('link', { name: '返回订单' }).click();
    await page.getByText('小李 也在看这张订单').waitFor({ state: 'hidden', ...SOON });
    await other.context().close();
  });
});

describe('an order on paper', () => {
  test('the kitchen reads number, goods and wish, and nobody’s name or price', async () => {
    const { id } = await place();
    await open(id);
    await page.evaluate('window.print = () => { window.printed = document.querySelector(".papers").innerText }');
    await page.getByRole('button', { name: '打印' }).click(SOON);
    await page.getByText('后厨单').click();
    const paper = String(await eventually(async () => page.evaluate('window.printed')));
    expect(paper).toMatch(/#\d+/);
    expect(paper).toContain('2 ×');
    expect(paper).toContain('草莓蛋糕');
    expect(paper).toContain('生日快乐');
    expect(paper).not.toMatch(/¥|\*\*/);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    expect(await page.getByRole('region', { name: '后厨单' }).isVisible()).toBe(true);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/kitchen.png` });
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))');
    await page.getByRole('button', { name: '打印' }).click();
    await page.getByText('小票').click();
    await page.getByRole('region', { name: '小票', includeHidden: true }).waitFor({ state: 'attached' });
    await page.emulateMedia({ media: 'print' });
    await page.getByRole('region', { name: '小票' }).getByText('¥72.00').waitFor();
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/slip.png` });
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))');
  });
});

describe('an order page', () => {
  test('shows the owner what the platform sent, word for word', async () => {
    const { id, platformOrderId } = await place();
    await open(id);
    await page.getByRole('button', { name: '看原文' }).first().click(SOON);
    const panel = page.getByRole('dialog', { name: '平台发来的原文' });
    await panel.getByText(platformOrderId).first().waitFor(SOON);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
  });

  test('pays one of two pieces back without being asked', async () => {
    const { id, platformOrderId } = await place();
    await open(id);
    await page.getByRole('button', { name: '接单', exact: true }).click(SOON);
    await page.getByText('已接单').first().waitFor(SOON);
    await page.getByRole('button', { name: '更多操作' }).click(SOON);
    await page.getByRole('button', { name: '退部分商品' }).click();
    const dialog = page.getByRole('dialog', { name: /退部分商品/ });
    await dialog.getByRole('spinbutton', { name: /草莓蛋糕/ }).fill('1');
    await dialog.getByText(/约 ¥36\.00/).waitFor(SOON);
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: '退这些商品' }).click();
    await expect
      .poll(async () => JSON.stringify(await world.control('GET', `/meituan/orders/${platformOrderId}`)), SOON)
      .toMatch(/"refunds":\[\{/);
    await page.getByText('主动退部分商品').first().waitFor(SOON);
  });

  test('keeps the shop’s own note on the platform, changes it and takes it away', async () => {
    const shop = await addYouzanShop(world);
    const body = { shop: shop.code, items: [{ name: '桃酥', quantity: 1, priceYuan: '28.00' }] };
    const { orderId } = await world.control<{ orderId: string }>('POST', '/youzan/orders', body);
    const memo = async () => (await world.control<{ memo: string }>('GET', `/youzan/orders/${orderId}`)).memo;
    const { id } = await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items.find(({ state }) => state === 'accepted');
    });
    await open(id);
    const note = page.getByRole('region', { name: /商家备注/ });
    const write = async (text: string) => {
      await page.getByRole('button', { name: '更多操作' }).click(SOON);
      await page.getByRole('button', { name: '商家备注' }).click();
      const dialog = page.getByRole('dialog', { name: /商家备注/ });
      await dialog.getByRole('textbox', { name: /商家备注/ }).fill(text);
      expect(await barriers(page)).toEqual([]);
      await dialog.getByRole('button', { name: '保存备注' }).click();
      await expect.poll(memo, SOON).toBe(text);
    };
    await write('老顾客，多送一盒');
    await note.getByText('老顾客，多送一盒').waitFor(SOON);
    await page.getByText('写了商家备注').first().waitFor(SOON);
    await write('老顾客，送两盒');
    await note.getByText('老顾客，送两盒').waitFor(SOON);
    await write('');
    await note.waitFor({ state: 'hidden', ...SOON });
  });

  test('shows how far the rider is and how to call him, and gets the customer’s own number when the hidden one is down', async () => {
    const { id, platformOrderId } = await place({
      logisticsCode: '1001',
      recipient: { name: '李雷', phone: '13812345678_1234' },
    });
    const params = { path: { orderId: id } };
    await world.owner.POST('/orders/{orderId}/accept', { params });
    const rider = (status: number) =>
      world.control('POST', `/meituan/orders/${platformOrderId}/rider`, {
        status,
        name: '王师傅',
        phone: '13700001234',
      });
    await open(id);
    await page.getByRole('heading', { name: '经过' }).waitFor(SOON);
    await rider(10);
    await page.getByText('骑手已接单').waitFor(SOON);
    await rider(15);
    await page.getByText('骑手已到店').waitFor(SOON);
    await page.getByText('王师傅').waitFor();
    expect(await page.getByRole('link', { name: '13700001234' }).getAttribute('href')).toBe('tel:13700001234');
    await page.getByRole('button', { name: '取真实号码' }).click();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('menuitem', { name: '隐私号打不通' }).click();
    await page.getByRole('link', { name: `139${platformOrderId.slice(-8)}` }).waitFor(SOON);
    await page.getByText('取了顾客真实号码').waitFor(SOON);
    expect(await barriers(page)).toEqual([]);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/rider.png`, fullPage: true });
  });

  test.each([390, 820, 1440])(
    'at %i px nothing sticks out and nobody is kept out, in light and dark',
    async (width) => {
      const { id } = await place();
      const screen = await logIn(browser, world, { width, height: 900 });
      await open(id, screen);
      await screen.getByRole('heading', { name: '经过' }).waitFor(SOON);
      for (const colorScheme of ['dark', 'light'] as const) {
        await screen.emulateMedia({ colorScheme });
        await screen.locator(`html[data-theme=${colorScheme}]`).waitFor();
        expect(await scrollsSideways(screen)).toBe(false);
        expect(await barriers(screen)).toEqual([]);
      }
      if (process.env.SCREENSHOTS) await screen.screenshot({ path: `${process.env.SCREENSHOTS}/order-${width}.png` });
      await screen.context().close();
    },
  );
});
