import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_VOUCHER_SHOP } from '../../prisma/seed.ts';
import { createWorld, eventually, type World } from '../harness.ts';
import { sellVouchers, voucherTruth } from '../voucher-shop.ts';
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

const SECRET = '5ecre75ecre75ecre75ecre75ecre7aa';
const SOON = { timeout: 20_000 };
const code = () => page.getByRole('textbox', { name: '券码' });
const row = (which: string) => page.getByRole('listitem').filter({ hasText: which });
const rooms = () => page.getByRole('navigation', { name: '主导航' });
const timesTaken = async (which: string) =>
  (await voucherTruth(world, which)).story.filter(({ what }) => what === 'consumed').length;

test('a shop is connected with the consent of its owner and nothing to paste, and with it the counter is there', async () => {
  expect(await rooms().getByRole('link', { name: '验券' }).count()).toBe(0);
  await page.goto(`${world.api.url}/vouchers`);
  await page.getByRole('link', { name: '去接入' }).click(SOON);
  const app = `/${DEMO_VOUCHER_SHOP.platform}/apps/a1b2c3d4e5`;
  const shops = [{ openShopUuid: 'abcdef0123456789', name: '望京牛肉面馆' }];
  await world.control('PUT', app, { appSecret: SECRET, shops });
  const consent = await world.control<{ code: string }>('POST', `${app}/codes`, {});
  await page.getByRole('button', { name: /美团团购/ }).click(SOON);
  await page.getByLabel(/^app_key/).fill('a1b2c3d4e5');
  await page.getByLabel(/^app_secret/).fill(SECRET);
  await page.getByLabel(/^授权码 auth_code/).fill(consent.code);
  await page.getByLabel('接到模拟平台').check();
  await looksRight(page, 'connect-vouchers');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByLabel(/^门店 open_shop_uuid/).fill('abcdef0123456789', SOON);
  await page.getByLabel('店名').fill('望京牛肉面馆');
  await page.getByRole('button', { name: '接入这家店' }).click();
  const results = page.getByRole('list', { name: '测试结果' });
  for (const name of ['平台认得这套密钥', '拿到访问令牌'])
    await results.getByRole('listitem', { name: `${name}: 好了` }).waitFor(SOON);
  expect(await results.getByText(/推送/).count()).toBe(0);
  await rooms().getByRole('link', { name: '验券' }).click(SOON);
  await page.getByRole('heading', { level: 1, name: '验券' }).waitFor();
});

test('a scanner types a code and Enter, the clerk presses Enter again, and the voucher is an order', async () => {
  const [scanned = ''] = await sellVouchers(world, { dealTitle: '双人牛肉面', priceYuan: '59.90' });
  // The link was pressed last, so that nothing waits for keys; the code comes in groups.
  await page.keyboard.type(scanned.replace(/(.{4})(?=.)/g, '$1 '));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '双人牛肉面' }).waitFor(SOON);
  await page.getByText('¥59.90').first().waitFor();
  await looksRight(page, 'voucher');
  await page.getByRole('button', { name: '验 1 张' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('验好了：双人牛肉面，1 张').first().waitFor(SOON);
  expect(await timesTaken(scanned)).toBe(1);
  expect(await code().inputValue()).toBe('');
  await row(scanned)
    .getByRole('link', { name: /订单 #\d+/ })
    .click(SOON);
  await page.getByRole('heading', { level: 1, name: /美团团购/ }).waitFor(SOON);
  await page.getByText('双人牛肉面').first().waitFor();
  await rooms().getByRole('link', { name: '验券' }).click();
});

test('several of one purchase are taken together', async () => {
  const codes = await sellVouchers(world, { dealTitle: '下午茶', count: 3 });
  await code().fill(codes[0] ?? '');
  await code().press('Enter');
  await page.getByRole('spinbutton', { name: '验几张' }).fill('2', SOON);
  await page.getByRole('button', { name: '验 2 张' }).click();
  await page.getByText('验好了：下午茶，2 张').first().waitFor(SOON);
  await expect.poll(() => row('下午茶').count(), SOON).toBe(2);
});

test('a wrong, used or unknown voucher is told in words, and nothing is taken', async () => {
  await code().fill('12');
  await code().press('Enter');
  await page.getByText(/券码是 6 到 40 位/).waitFor();
  await code().fill('999999999999');
  await code().press('Enter');
  await page.getByText('没有这张券，请核对券码').waitFor(SOON);
  const [used = ''] = await sellVouchers(world, { dealTitle: '水饺' });
  await code().fill(used);
  await code().press('Enter');
  await page.getByRole('button', { name: '验 1 张' }).click(SOON);
  await page.getByText('验好了：水饺，1 张').first().waitFor(SOON);
  await code().fill(used);
  await code().press('Enter');
  await page.getByText('这张券已经用过了').waitFor(SOON);
  expect(await timesTaken(used)).toBe(1);
});

test('an answer that gets lost is waited for, and the voucher is taken once', async () => {
  const [lost = ''] = await sellVouchers(world, { dealTitle: '烤鱼' });
  const { platform } = DEMO_VOUCHER_SHOP;
  await world.control('POST', '/faults', { platform, path: 'tuangou/receipt/consume', act: 'reset-after-acting' });
  await code().fill(lost);
  await code().press('Enter');
  await page.getByRole('button', { name: '验 1 张' }).click(SOON);
  await page.getByText('验好了：烤鱼，1 张').first().waitFor({ timeout: 40_000 });
  await world.control('DELETE', '/faults');
  expect(await timesTaken(lost)).toBe(1);
});

test('one that was taken by mistake is taken back with a reason, and its order is cancelled', async () => {
  await row('烤鱼').getByRole('button', { name: /撤销/ }).click(SOON);
  const dialog = page.getByRole('dialog', { name: '撤销这张券？' });
  await dialog.getByText(/「烤鱼」会退回给顾客/).waitFor();
  await dialog.getByLabel('顾客要求').check();
  await looksRight(page, 'voucher-undo');
  await dialog.getByRole('button', { name: '撤销验券' }).click();
  await row('烤鱼').getByText('已撤销').waitFor(SOON);
  await eventually(async () => {
    const { data } = await world.owner.GET('/vouchers');
    const undone = data?.items.find(({ title }) => title === '烤鱼');
    return undone && (await world.look(undone.platformOrderId))?.state === 'cancelled';
  });
  await looksRight(page, 'vouchers');
});
