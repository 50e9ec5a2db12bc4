import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askUndo } from '../../prisma/store/taken-vouchers.ts';
import { createWorld, type World } from '../harness.ts';
import { addVoucherShop, sellVouchers, voucherTruth } from '../voucher-shop.ts';
import { launchBrowser, logIn } from './browser.ts';

let world: World;
let browser: Browser;
let page: Page;
let shopId: string;
beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchBrowser()]);
  ({ shopId } = await addVoucherShop(world));
  page = await logIn(browser, world, { width: 1440, height: 900 });
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const SOON = { timeout: 20_000 };
const row = (which: string) => page.getByRole('listitem').filter({ hasText: which });

test('whose answer got lost on the way to the counter is pressed again, is taken once and said to be taken', async () => {
  const [code = '', other = ''] = await sellVouchers(world, { dealTitle: '小笼包', count: 2 });
  await page.goto(`${world.api.url}/vouchers`);
  await page.getByRole('textbox', { name: '券码' }).fill(code);
  await page.keyboard.press('Enter');
  // The hub takes it; its answer does not come through.
  await page.route('**/api/v1/vouchers/consume', (route) => route.fetch().then(() => route.abort()), { times: 1 });
  const take = page.getByRole('button', { name: '验 1 张' });
  await take.click(SOON);
  await page.getByRole('alert').first().waitFor(SOON);
  // What may have been taken stands on the list whatever was heard.
  await row(code).waitFor(SOON);
  await take.click();
  await page.getByText('验好了：小笼包，1 张').first().waitFor(SOON);
  expect((await voucherTruth(world, code)).story.filter(({ what }) => what === 'consumed')).toHaveLength(1);
  expect((await voucherTruth(world, other)).state).toBe('sold');
});

test('whose taking back was never handed over can be asked for again', async () => {
  const [code = ''] = await sellVouchers(world);
  const { data } = await world.owner.POST('/vouchers/consume', { body: { shopId, code, count: 1 } });
  const id = data?.vouchers[0]?.id ?? '';
  // The wish is written and whoever hears it dies.
  await world.database.withMerchantSql(world.merchantId, (client) => askUndo(client, id, '王', 'other'));
  await page.reload();
  await row(code).getByRole('button', { name: /撤销/ }).click(SOON);
  await page.getByRole('dialog').getByRole('button', { name: '撤销验券' }).click();
  await row(code).getByText('已撤销').waitFor(SOON);
});
