import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';

const CLIENT_ID = '9a1b2c3d4e5f607182';
const KDT_ID = '10086066';
const SECRET = randomBytes(16).toString('hex');

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

const step = (name: string, state: string) =>
  page.getByRole('list', { name: '测试结果' }).getByRole('listitem', { name: `${name}: ${state}` });
const fill = (label: RegExp | string, value: string) => page.getByLabel(label).fill(value);
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

async function toShops(): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: /门店/ }).click();
}

async function orderOf(platformOrderId: string) {
  const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
  return data?.items[0];
}

/** What the merchant does in the console of the platform: an app, its shop, and the addresses that are copied from our page. */
async function registerYouzanApp(secret: string, callback?: string): Promise<void> {
  const callbacks = callback === undefined ? {} : { default: callback };
  const shops = [{ kdtId: KDT_ID, name: '有赞小店' }];
  await world.control('PUT', `/youzan/apps/${CLIENT_ID}`, { secret, shops, callbacks });
}

async function registerMeituanApp(secret: string): Promise<void> {
  const { appId, code, name, connectionId } = world.shop;
  const shops = [
    { appPoiCode: code, name },
    { appPoiCode: 't_poi_02', name: '第二家店' },
  ];
  const callbacks = { default: `${world.api.url}/webhooks/meituan/${connectionId}` };
  await world.control('PUT', `/meituan/apps/${appId}`, { secret, shops, callbacks });
}

describe('connecting a Youzan shop', () => {
  test('leads from the console of the platform to the test, which says what a wrong secret is and how to repair it', async () => {
    await registerYouzanApp(SECRET);
    await toShops();
    await page.getByRole('link', { name: '接入门店' }).click();
    await press(/有赞/);
    await press('下一步');
    await page.getByText('请填写').first().waitFor();
    await fill(/^client_id/, CLIENT_ID);
    await fill(/^client_secret/, 'f'.repeat(32));
    await page.getByText('更多（可以不填）').click();
    await fill(/^寄件人手机号/, '13800138000');
    await page.getByLabel('接到模拟平台').check();
    await press('下一步');
    await fill(/^店铺 ID/, KDT_ID);
    await fill('店名', '有赞小店');
    await press('接入这家店');
    await page.getByRole('button', { name: '复制推送网址的地址' }).waitFor();
    const address = await page.getByRole('listitem').locator('code').innerText();
    expect(address).toMatch(new RegExp(`^${world.api.url}/webhooks/youzan/[0-9a-f-]{36}$`));
    await registerYouzanApp(SECRET, address);
    await press('都贴好了');
    await step('平台认得这套密钥', '不行')
      .getByText(/平台说密钥不对/)
      .waitFor({ timeout: 20_000 });
    await step('平台认得这套密钥', '不行')
      .getByText(/重新复制应用编号和密钥/)
      .waitFor();
  });

  test('goes on with the right secret, and the page ticks the first push and the first order by itself', async () => {
    await page.getByRole('link', { name: '重填密钥' }).click();
    const dialog = page.getByRole('dialog', { name: /更换.*的密钥/ });
    await dialog.getByLabel(/^client_secret/).fill(SECRET);
    await dialog.getByRole('button', { name: '更换并测试' }).click();
    await dialog.getByText(/换好了/).waitFor({ timeout: 20_000 });
    await dialog.getByRole('listitem', { name: '平台认得这套密钥: 好了' }).waitFor({ timeout: 20_000 });
    await dialog.getByRole('listitem', { name: '拿到访问令牌: 好了' }).waitFor();
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await world.control('POST', '/youzan/orders', { shop: KDT_ID });
    await step('收到第一条推送', '好了').waitFor({ timeout: 30_000 });
    await step('收到第一张订单', '好了').waitFor({ timeout: 30_000 });
  });

  test('and its order is shipped with a tracking number, which the platform then holds', async () => {
    const { orderId: tid } = await world.control<{ orderId: string }>('POST', '/youzan/orders', { shop: KDT_ID });
    const found = await eventually(async () => {
      const order = await orderOf(tid);
      return order?.state === 'accepted' ? order : null;
    });
    await page.goto(`${world.api.url}/orders/${found.id}`);
    await page.getByRole('button', { name: '发货' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('快递单号').fill('SF1234567890123');
    await dialog.getByRole('button', { name: '发货' }).click();
    const truth = await eventually(async () => {
      const seen = await world.control<{ status: string; shipments: unknown[] }>('GET', `/youzan/orders/${tid}`);
      return seen.shipments.length > 0 ? seen : null;
    });
    expect(truth.status).toBe('WAIT_BUYER_CONFIRM_GOODS');
    expect(JSON.stringify(truth.shipments)).toContain('SF1234567890123');
  });
});

describe('a second Meituan shop', () => {
  test('is chosen from the list of the platform, and what it was pushed before comes in', async () => {
    await registerMeituanApp(world.shop.secret);
    const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', { shop: 't_poi_02' });
    await eventually(async () => {
      const { data } = await world.owner.GET('/parked-messages');
      return data?.items.some(({ platformOrderId }) => platformOrderId === orderId);
    });
    await page.goto(`${world.api.url}/shops/connect`);
    await press(/美团$/);
    await press(/在「美团外卖」下加一家店/);
    await page.getByLabel(/第二家店/).check();
    expect(await page.getByLabel('店名').inputValue()).toBe('第二家店');
    await press('接入这家店');
    await page.getByRole('button', { name: /复制推送已支付订单的地址/ }).click();
    await page.getByText('已复制').first().waitFor();
    await press('都贴好了');
    await page.getByText('接好了！订单会自己进来。').waitFor({ timeout: 40_000 });
    await page.getByRole('link', { name: '去看门店' }).click();
    await page.getByRole('heading', { name: /第二家店/ }).waitFor();
    expect((await orderOf(orderId))?.shopName).toBe('第二家店');
  });
});

describe('credentials are changed while orders come', () => {
  test('and no push is refused', async () => {
    const next = randomBytes(16).toString('hex');
    const orders: string[] = [];
    let going = true;
    const stream = (async () => {
      while (going) {
        const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', { shop: 't_poi_02' });
        await eventually(() => orderOf(orderId));
        orders.push(orderId);
      }
    })();
    await page.goto(`${world.api.url}/shops`);
    await page.getByRole('link', { name: '第二家店' }).click();
    await press('更换密钥');
    const dialog = page.getByRole('dialog', { name: /更换.*的密钥/ });
    await dialog.getByLabel(/密钥/).first().fill(next);
    await dialog.getByRole('button', { name: '更换并测试' }).click();
    await dialog.getByText(/换好了/).waitFor({ timeout: 20_000 });
    // The platform still signs with the old secret; a while later somebody changes it there as well.
    const taken = orders.length;
    await eventually(() => Promise.resolve(orders.length > taken + 3));
    await registerMeituanApp(next);
    const switched = orders.length;
    await eventually(() => Promise.resolve(orders.length > switched + 3));
    going = false;
    await stream;
    const refused = await world.database.system.query(
      'SELECT FROM connections WHERE id = $1 AND push_refused_at IS NOT NULL',
      [world.shop.connectionId],
    );
    expect(refused.rowCount).toBe(0);
    await dialog.getByRole('button', { name: '关闭' }).last().click();
  });
});

describe('a shop is paused', () => {
  test('its buttons say so, and resuming brings what was missed', async () => {
    const pause = page.getByRole('switch', { name: '暂停这家店' });
    await pause.click();
    await page.getByText(/已暂停：推送照收/).waitFor();
    const shown = await world.control<{ orderId: string }>('POST', '/meituan/orders', { shop: 't_poi_02' });
    await eventually(async () =>
      (await orderOf(shown.orderId))?.allowedActions.some(({ reasonCode }) => reasonCode === 'shop_paused'),
    );
    await world.control('POST', '/pushes/settings', { drop: 1 });
    const lost = await world.control<{ orderId: string }>('POST', '/meituan/orders', { shop: 't_poi_02' });
    await world.control('POST', '/pushes/settings', {});
    await pause.click();
    await page.getByText(/已暂停：推送照收/).waitFor({ state: 'hidden' });
    await eventually(() => orderOf(lost.orderId));
  });

  test('is renamed, and removed after one question, and its card is gone', async () => {
    await fill('店名', '静安二店');
    await press('改名');
    await page.getByRole('heading', { name: /静安二店/ }).waitFor();
    await press('移除门店');
    const dialog = page.getByRole('dialog', { name: '移除「静安二店」？' });
    await dialog.getByRole('button', { name: '移除' }).click();
    await page.getByRole('article', { name: '有赞小店' }).waitFor();
    expect(await page.getByRole('article', { name: '静安二店' }).count()).toBe(0);
  });
});

test('the wizard fits a phone, and whoever may not connect is told who may', async () => {
  const phone = await logIn(browser, world, { width: 390, height: 844 });
  for (const path of [
    '',
    '?platform=youzan',
    '?platform=meituan',
    `?platform=meituan&connection=${world.shop.connectionId}`,
  ]) {
    await phone.goto(`${world.api.url}/shops/connect${path}`);
    await phone.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await scrollsSideways(phone)).toBe(false);
  }
  await phone.context().close();
  const { merchantId } = world;
  const become = (role: string) =>
    world.database.withMerchant(merchantId, (tx) => tx.user.updateMany({ where: { merchantId }, data: { role } }));
  await become('staff');
  const staff = await logIn(browser, world);
  await staff.goto(`${world.api.url}/shops/connect`);
  await staff.getByText('只有老板和管理员能接入门店').waitFor();
  await staff.context().close();
  await become('owner');
});
