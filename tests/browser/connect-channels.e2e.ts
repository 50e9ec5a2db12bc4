import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';
import { launchBrowser, logIn } from './browser.ts';
import { looksRight } from './looks-right.ts';

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

const SECRET = '5ecre75ecre75ecre75ecre75ecre7aa';
const TOKEN = 'hubToken2024';
const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const push = { token: TOKEN, encodingAesKey: AES_KEY, mode: 'safe', format: 'xml' };

interface Channel {
  platform: string;
  /** As the first page of the wizard calls it. */
  name: RegExp;
  app: string;
  shop: string;
  /** What the merchant copies from the console, by the words on our page. */
  fields: [label: RegExp, value: string, optional?: 'optional'][];
  /** What the owner of the shop gives by consenting there, on our page. */
  consent?: RegExp;
  /** What people do with its first order; shipping with a tracking number where nothing is said. */
  firstAct?: 'accept';
  /** The app in the console of the platform, with the address that was copied from our page. */
  settings: (callback?: string) => Record<string, unknown>;
  /** Pushes tell of payments; else a poll finds them. */
  pushes: boolean;
}

const wechat = (app: string, more: Channel['fields'] = []): Pick<Channel, 'app' | 'shop' | 'fields' | 'settings'> => ({
  app,
  shop: app,
  fields: [
    [/^AppID/, app],
    [/^AppSecret/, SECRET],
    [/^令牌 Token/, TOKEN],
    [/EncodingAESKey/, AES_KEY, 'optional'],
    ...more,
  ],
  settings: (callback) => {
    return { secret: SECRET, name: '小满', callbacks: callback === undefined ? {} : { default: callback }, push };
  },
});

const channels: Channel[] = [
  {
    platform: 'meituan-tscc',
    name: /美团收银/,
    app: '100731',
    shop: 't_poi_0731',
    fields: [
      [/^developerId/, '100731'],
      [/^signKey/, SECRET],
    ],
    consent: /^授权码 code/,
    firstAct: 'accept',
    settings: (callback) => ({
      signKey: SECRET,
      shops: [{ ePoiId: 't_poi_0731', name: '小满' }],
      callbacks: callback === undefined ? {} : { default: callback },
    }),
    pushes: true,
  },
  {
    platform: 'weidian',
    name: /微店/,
    app: '614712',
    shop: '1186005521',
    fields: [
      [/^appkey/, '614712'],
      [/^secret/, SECRET],
    ],
    settings: (callback) => ({
      secret: SECRET,
      shops: [{ shopId: '1186005521', name: '小满' }],
      callbacks: callback === undefined ? {} : { default: callback },
    }),
    pushes: true,
  },
  { platform: 'wechat-shop', name: /微信小店/, ...wechat('wx0123456789abcdef'), pushes: true },
  {
    platform: 'wechat-mini-program',
    name: /小程序/,
    ...wechat('wxfedcba9876543210', [[/^寄件人手机号/, '13800138000', 'optional']]),
    pushes: false,
  },
];

describe.each(channels)('$platform', (channel) => {
  const { platform, name, app, shop, fields, settings, pushes, consent, firstAct } = channel;
  const step = (label: string, state: string) =>
    page.getByRole('list', { name: '测试结果' }).getByRole('listitem', { name: `${label}: ${state}` });

  test('is connected by the wizard, from the console of the platform to the test that ticks', async () => {
    await world.control('PUT', `/${platform}/apps/${app}`, settings());
    await page.goto(`${world.api.url}/shops/connect`);
    await page.getByRole('button', { name }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('请填写').first().waitFor();
    const more = page.getByText('更多（可以不填）');
    if (fields.some(([, , optional]) => optional)) await more.click();
    for (const [label, value] of fields) await page.getByLabel(label).first().fill(value);
    if (consent) {
      const path = `/${platform}/apps/${app}/codes`;
      const { code } = await world.control<{ code: string }>('POST', path, { shop });
      await page.getByText('更多（可以不填）').click();
      await page.getByLabel(consent).fill(code);
    }
    await page.getByLabel('接到模拟平台').check();
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/connect-${platform}.png` });
    await page.getByRole('button', { name: '下一步' }).click();
    const listed = page.getByRole('radio', { name: new RegExp(shop) });
    const typed = page.getByLabel(/^(店铺 ID|门店编码)/);
    await listed.or(typed).first().waitFor();
    if (await listed.count()) await listed.check();
    else await typed.fill(shop);
    await page.getByLabel('店名').fill('小满杂货');
    await page.getByRole('button', { name: '接入这家店' }).click();
    const address = await page.getByRole('listitem').locator('code').innerText();
    expect(address).toMatch(new RegExp(`^${world.api.url}/webhooks/${platform}/[0-9a-f-]{36}$`));
    await world.control('PUT', `/${platform}/apps/${app}`, settings(address));
    await page.getByRole('button', { name: '都贴好了' }).click();
    await step('平台认得这套密钥', '好了').waitFor({ timeout: 20_000 });
    await step('拿到访问令牌', '好了').waitFor({ timeout: 20_000 });
  });

  test('brings its first order, which is shipped or accepted, and the platform knows it', async () => {
    const { orderId: platformOrderId } = await world.control<{ orderId: string }>('POST', `/${platform}/orders`, {
      shop,
    });
    if (!pushes) await world.poll();
    await step('收到第一张订单', '好了').waitFor({ timeout: 30_000 });
    const found = await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
      return data?.items.find(({ state }) => state === (firstAct ? 'paid' : 'accepted'));
    });
    await page.goto(`${world.api.url}/orders/${found.id}`);
    const truth = () => world.control<{ status: number }>('GET', `/${platform}/orders/${platformOrderId}`);
    if (firstAct) {
      await page.getByRole('button', { name: '接单' }).click();
      await eventually(async () => (await truth()).status === 4 || undefined);
      return;
    }
    await page.getByRole('button', { name: '发货' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('快递单号').fill('SF1234567890123');
    await dialog.getByRole('button', { name: '发货' }).click();
    await page.getByText('SF1234567890123').first().waitFor({ timeout: 20_000 });
    expect(JSON.stringify(await truth())).toContain('SF1234567890123');
  });
});

test('a Youzan app of the market is connected with the consent of the owner, and asks for it only then', async () => {
  const app = '7f3a0c11d2e84b5a91';
  const shops = [{ kdtId: '10086009', name: '小满' }];
  const settings = (callbacks: Record<string, string>) =>
    world.control('PUT', `/youzan/apps/${app}`, { secret: SECRET, kind: 'tool', shops, callbacks });
  await settings({});
  const { code } = await world.control<{ code: string }>('POST', `/youzan/apps/${app}/codes`, { shop: '10086009' });
  await page.goto(`${world.api.url}/shops/connect`);
  await page.getByRole('button', { name: /有赞/ }).click();
  expect(await page.getByLabel(/^授权码/).count()).toBe(0);
  await page.getByLabel('工具型').check();
  await page.getByLabel(/^client_id/).fill(app);
  await page.getByLabel(/^client_secret/).fill(SECRET);
  await page.getByLabel('接到模拟平台').check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel(/^授权码/).fill(code);
  await looksRight(page, 'connect-tool-app');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByLabel(/^店铺 ID/).fill('10086009');
  await page.getByLabel('店名').fill('小满有赞');
  await page.getByRole('button', { name: '接入这家店' }).click();
  await settings({ default: await page.getByRole('listitem').locator('code').innerText() });
  await page.getByRole('button', { name: '都贴好了' }).click();
  for (const label of ['平台认得这套密钥', '拿到访问令牌'])
    await page
      .getByRole('list', { name: '测试结果' })
      .getByRole('listitem', { name: `${label}: 好了` })
      .waitFor({ timeout: 20_000 });
});
