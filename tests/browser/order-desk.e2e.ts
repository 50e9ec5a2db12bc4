import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';
import { addYouzanShop } from '../youzan-shop.ts';
import { barriers } from './accessibility.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';

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
const truthOf = (orderId: string) => world.control('GET', `/meituan/orders/${orderId}`);

async function place(name: string): Promise<string> {
  const body = { items: [{ name, quantity: 1, priceYuan: '36.00' }], logisticsCode: '0000' };
  return (await world.control<{ orderId: string }>('POST', '/meituan/orders', body)).orderId;
}
function row(name: string, on = page) {
  return on.locator('[data-order-id]').filter({ hasText: name });
}
async function mark(name: string): Promise<void> {
  await row(name).getByRole('checkbox').check(SOON);
}
async function tab(name: RegExp, on = page): Promise<void> {
  await on.getByRole('tab', { name }).click();
}
async function find(platformOrderId: string) {
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
    return data?.items[0];
  });
}

describe('a press that can be taken back', () => {
  test('is not heard by the platform when the clerk thinks better of it', async () => {
    const orderId = await place('海盐卷');
    await row('海盐卷').getByRole('button', { name: '接单' }).click(SOON);
    await row('海盐卷').getByRole('button', { name: '撤销接单' }).click();
    await row('海盐卷').getByRole('button', { name: '接单', exact: true }).waitFor();
    const { calls } = await world.control<{ calls: unknown[] }>('GET', `/calls?orderId=${orderId}&path=order/confirm`);
    expect(calls).toEqual([]);
    expect(await truthOf(orderId)).toMatchObject({ status: 2 });
  });

  test('is taken back with the key u', async () => {
    const orderId = await place('抹茶卷');
    await row('抹茶卷').focus(SOON);
    await page.keyboard.press('a');
    await row('抹茶卷').getByRole('button', { name: '撤销接单' }).waitFor();
    await page.keyboard.press('u');
    await row('抹茶卷').getByRole('button', { name: '接单', exact: true }).waitFor();
    const { calls } = await world.control<{ calls: unknown[] }>('GET', `/calls?orderId=${orderId}&path=order/confirm`);
    expect(calls).toEqual([]);
    expect(await truthOf(orderId)).toMatchObject({ status: 2 });
  });

  test('goes out by itself when nothing is done', async () => {
    const orderId = await place('奶油卷');
    await row('奶油卷').getByRole('button', { name: '接单' }).click(SOON);
    await row('奶油卷').getByText('已接单').waitFor(SOON);
    expect(await truthOf(orderId)).toMatchObject({ status: 4 });
  });

  test('goes out at once when the page is left', async () => {
    const orderId = await place('肉松卷');
    const other = await logIn(browser, world);
    await row('肉松卷', other).getByRole('button', { name: '接单' }).click(SOON);
    await row('肉松卷', other).getByRole('button', { name: '撤销接单' }).waitFor();
    await other.goto('about:blank');
    await expect.poll(() => truthOf(orderId), SOON).toMatchObject({ status: 4 });
    await other.context().close();
  });

  test('is not lost when the browser dies within those seconds: the next page sends it', async () => {
    const orderId = await place('芝士卷');
    const order = await find(orderId);
    const { data } = await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: order.id } } });
    expect(data?.state).toBe('paid');
    const other = await logIn(browser, world);
    await row('芝士卷', other).waitFor(SOON);
    // The line is cut at the moment of the press and never comes back to this page: nothing of it can be sent any more.
    await other.context().setOffline(true);
    await row('芝士卷', other).getByRole('button', { name: '接单' }).click();
    await other.goto('about:blank').catch(() => undefined);
    expect(await truthOf(orderId)).toMatchObject({ status: 2 });
    await other.context().setOffline(false);
    await other.goto(world.api.url);
    await expect.poll(() => truthOf(orderId), { timeout: 30_000 }).toMatchObject({ status: 4 });
    await other.context().close();
  });
});

describe('many orders at once', () => {
  test('are accepted together with one result each, and taken back together before they go', async () => {
    const ids = [await place('贝果一号'), await place('贝果二号'), await place('贝果三号')];
    for (const name of ['贝果一号', '贝果二号', '贝果三号']) await mark(name);
    const bar = page.getByRole('region', { name: '批量操作' });
    await bar.getByRole('button', { name: '接单 3 单' }).click();
    await bar.getByRole('button', { name: '全部撤销' }).click();
    await bar.getByText('3 单已撤销').waitFor();
    await bar.getByRole('button', { name: '关闭结果' }).click();
    for (const name of ['贝果一号', '贝果二号', '贝果三号']) await mark(name);
    // One is called off by its customer while the clerk is at it.
    await world.control('POST', `/meituan/orders/${ids[2]}/cancel`, {});
    await bar.getByRole('button', { name: '接单 2 单' }).click(SOON);
    await bar.getByText('2 / 2 单完成').waitFor(SOON);
    await expect.poll(() => truthOf(ids[0] ?? ''), SOON).toMatchObject({ status: 4 });
    await expect.poll(() => truthOf(ids[1] ?? ''), SOON).toMatchObject({ status: 4 });
    await bar.getByRole('button', { name: '关闭结果' }).click(SOON);
  });

  test('that failed are named with why, and tried once more with one press', async () => {
    await place('司康一号');
    const second = await place('司康二号');
    await mark('司康一号');
    await mark('司康二号');
    const bar = page.getByRole('region', { name: '批量操作' });
    await page.route(/\/accept$/, (route) => route.abort());
    await bar.getByRole('button', { name: '接单 2 单' }).click();
    const failed = bar.getByRole('list', { name: '没成功的订单' });
    await failed
      .getByText(/没连上/)
      .first()
      .waitFor(SOON);
    await page.unroute(/\/accept$/);
    await bar.getByRole('button', { name: '重试这 2 单' }).click();
    await bar.getByText('2 / 2 单完成').waitFor(SOON);
    expect(await truthOf(second)).toMatchObject({ status: 4 });
    await bar.getByRole('button', { name: '关闭结果' }).click();
  });

  test('are reported ready together, and the platform hears of each', async () => {
    const ids = [await place('泡芙一号'), await place('泡芙二号')];
    for (const platformOrderId of ids) {
      const { id: orderId } = await find(platformOrderId);
      await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId } } });
    }
    await tab(/已分配/);
    for (const name of ['泡芙一号', '泡芙二号']) await mark(name);
    const bar = page.getByRole('region', { name: '批量操作' });
    await bar.getByRole('button', { name: '备好了 2 单' }).click(SOON);
    await bar.getByText('2 / 2 单完成').waitFor(SOON);
    for (const orderId of ids) {
      const path = `/calls?orderId=${orderId}&path=order/preparationMealComplete`;
      expect((await world.control<{ calls: unknown[] }>('GET', path)).calls).toHaveLength(1);
    }
    await bar.getByRole('button', { name: '关闭结果' }).click();
    await tab(/待接单/);
  });

  test('are printed in one pile, one paper for each', async () => {
    await place('麻薯一号');
    await place('麻薯二号');
    for (const name of ['麻薯一号', '麻薯二号']) await mark(name);
    await page.evaluate('window.print = () => { window.printed = document.querySelector(".papers").innerText }');
    const bar = page.getByRole('region', { name: '批量操作' });
    await bar.getByRole('button', { name: '打印' }).click();
    await page.getByText('后厨单').click();
    const pile = String(await eventually(async () => page.evaluate('window.printed')));
    expect(pile).toContain('麻薯一号');
    expect(pile).toContain('麻薯二号');
    expect(await page.getByRole('region', { name: '后厨单', includeHidden: true }).count()).toBe(2);
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))');
    await page.getByRole('region', { name: '后厨单', includeHidden: true }).first().waitFor({ state: 'detached' });
    await bar.getByRole('button', { name: '取消选择' }).click();
  });

  test('are marked with the keyboard alone', async () => {
    await place('可颂');
    await row('可颂').waitFor(SOON);
    await row('海盐卷').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('已选 2 单').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('已选 2 单').waitFor({ state: 'hidden' });
  });
});

describe('parcels from a spreadsheet', () => {
  test('find their orders, say what is wrong before the press, and go out together', async () => {
    const shop = await addYouzanShop(world);
    const placed = await Promise.all(
      ['凤梨酥', '蛋黄酥'].map(async (name) => {
        const body = { shop: shop.code, items: [{ name, quantity: 1, priceYuan: '68.00' }] };
        const { orderId } = await world.control<{ orderId: string }>('POST', '/youzan/orders', body);
        const order = await eventually(async () => {
          const found = await find(orderId);
          return found.state === 'accepted' && found;
        });
        return { orderId, number: order.number };
      }),
    );
    await page.getByRole('button', { name: '批量发货' }).click();
    const dialog = page.getByRole('dialog', { name: '批量发货' });
    const sheet = [
      '单号\t快递单号\t快递公司',
      `${placed[0]?.number}\tSF1234567890\t顺丰`,
      `${placed[1]?.orderId}\t7512345678901\t`,
      '99999\tYT123456\t圆通',
    ];
    await dialog.getByLabel(/复制/).fill(sheet.join('\n'));
    await dialog.getByText('没有这张订单').waitFor(SOON);
    await dialog.getByText('选快递公司').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog
      .getByRole('combobox', { name: new RegExp(`${placed[1]?.orderId} 的快递公司`) })
      .selectOption({ label: '中通' });
    await dialog.getByRole('button', { name: '发货 2 单' }).click();
    await page.getByRole('region', { name: '批量操作' }).getByText('2 / 2 单完成').waitFor(SOON);
    for (const { orderId } of placed) {
      const truth = JSON.stringify(await world.control('GET', `/youzan/orders/${orderId}`));
      expect(truth).toMatch(/SF1234567890|7512345678901/);
    }
    await page.getByRole('button', { name: '关闭结果' }).click();
  });
});

describe('a view of the list', () => {
  test('is saved under a name, found by a colleague it is shared with, and brings its filters back', async () => {
    await tab(/全部/);
    await page.getByRole('searchbox', { name: /搜索/ }).fill('凤梨');
    await row('凤梨酥').waitFor(SOON);
    await page.getByRole('button', { name: /^视图/ }).click();
    await page.getByRole('button', { name: '保存当前筛选' }).click();
    const dialog = page.getByRole('dialog', { name: '保存当前筛选' });
    await dialog.getByLabel('视图名称').fill('凤梨单');
    await dialog.getByLabel('全店共用').check();
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '视图：凤梨单' }).waitFor();
    const colleague = await logIn(browser, world);
    await colleague.getByRole('button', { name: '视图：默认' }).click();
    await colleague
      .getByRole('button', { name: /凤梨单/ })
      .first()
      .click();
    await row('凤梨酥', colleague).waitFor(SOON);
    expect(new URL(colleague.url()).searchParams.get('q')).toBe('凤梨');
    await colleague.context().close();
  });

  test('columns stay as the person chose them, on the next till as well', async () => {
    await page.getByRole('button', { name: '列', exact: true }).click();
    await page.getByRole('checkbox', { name: '顾客' }).uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: '顾客' }).waitFor({ state: 'hidden' });
    await eventually(async () => {
      const { person_preferences: kept } = await world.database.withMerchantSql(world.merchantId, async (client) => ({
        person_preferences: (await client.query<{ preferences: object }>('SELECT preferences FROM person_preferences'))
          .rows,
      }));
      return JSON.stringify(kept).includes('orderColumns');
    });
    const till = await logIn(browser, world, { width: 1440, height: 900 });
    await tab(/全部/, till);
    await till.getByRole('columnheader', { name: '商品' }).waitFor(SOON);
    await till.getByRole('columnheader', { name: '顾客' }).waitFor({ state: 'hidden', ...SOON });
    await till.context().close();
  });
});

describe('the list taken away', () => {
  test('is a file that Excel opens in Chinese', async () => {
    await page.getByRole('button', { name: /导出/ }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('CSV 表格').click()]);
    expect(download.suggestedFilename()).toMatch(/^订单-.*\.csv$/);
    const text = await readFile(await download.path(), 'utf8');
    expect(text.startsWith('\uFEFF单号,平台')).toBe(true);
    expect(text).toContain('凤梨酥');
    expect(text).not.toContain('海盐卷');
  });
});

describe('what the desk looks like', () => {
  test.each([
    [390, 844],
    [820, 1180],
    [1440, 900],
  ])('at %i px nothing sticks out and nobody is kept out, in light and in dark', async (width, height) => {
    const screen = await logIn(browser, world, { width, height });
    await tab(/全部/, screen);
    await row('凤梨酥', screen).first().waitFor(SOON);
    await screen
      .getByRole('checkbox', { name: /选中订单/ })
      .first()
      .check();
    for (const colorScheme of ['light', 'dark'] as const) {
      await screen.emulateMedia({ colorScheme });
      await screen.locator(`html[data-theme=${colorScheme}]`).waitFor();
      expect(await scrollsSideways(screen)).toBe(false);
      expect(await barriers(screen)).toEqual([]);
    }
    if (process.env.SCREENSHOTS) await screen.screenshot({ path: `${process.env.SCREENSHOTS}/desk-${width}.png` });
    await screen.context().close();
  });

  test('the figure of the day is told beside the tabs', async () => {
    await page.getByText(/^\d+ 单$/).waitFor();
    await page
      .getByTitle(/今天下单/)
      .getByText(/¥/)
      .waitFor();
  });
});
