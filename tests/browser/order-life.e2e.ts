import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, eventually, type World } from '../harness.ts';
import { addYouzanShop } from '../youzan-shop.ts';
import { launchBrowser, logIn, scrollsSideways } from './browser.ts';
import { looksRight } from './looks-right.ts';

let world: World;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchBrowser()]);
  page = await logIn(browser, world, undefined, 'no-preference');
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const SOON = { timeout: 20_000 };

/** An order whose way the shop itself goes; with `logisticsCode` 1001 a rider of Meituan does. */
async function place(name: string, logisticsCode = '0000'): Promise<string> {
  const body = { items: [{ name, quantity: 2, priceYuan: '36.00' }], logisticsCode };
  return (await world.control<{ orderId: string }>('POST', '/meituan/orders', body)).orderId;
}
const truthOf = (orderId: string) => world.control('GET', `/meituan/orders/${orderId}`);
const askRefund = (orderId: string) =>
  world.control('POST', `/meituan/orders/${orderId}/refund`, { kind: 'part', moneyYuan: '8.50', reason: '少了一杯' });

/** The row of an order by its product, as a clerk finds it. */
function row(name: string, on = page) {
  return on.locator('[data-order-id]').filter({ hasText: name });
}
/** While somebody points at the list, as the mouse of a test may, new rows wait behind a bar: it is opened where the row is not there. */
async function find(wanted: Locator): Promise<Locator> {
  const waiting = page.getByRole('button', { name: /张新订单/ });
  await wanted.or(waiting).first().waitFor(SOON);
  if ((await wanted.count()) === 0) await waiting.click(SOON);
  return wanted;
}
async function press(name: string, button: string, result?: string): Promise<void> {
  await (await find(row(name).getByRole('button', { name: button }))).click(SOON);
  if (result !== undefined) await row(name).getByText(result).first().waitFor(SOON);
}
async function tab(name: RegExp): Promise<void> {
  await page.getByRole('tab', { name }).click();
}

describe('an order that the shop delivers itself', () => {
  test('goes from the list through accept, ready, shipped and delivered, and Meituan holds each step', async () => {
    const orderId = await place('海盐卷');
    await press('海盐卷', '接单', '已接单');
    await tab(/已分配/);
    await press('海盐卷', '备好了', '已备好');
    expect(await truthOf(orderId)).toMatchObject({ status: 4, prepared: true, logistics: null });
    await tab(/进行中/);
    await press('海盐卷', '发货', '已发货');
    expect(await truthOf(orderId)).toMatchObject({ logistics: { status: 20 } });
    await press('海盐卷', '已送达', '已送达');
    await expect.poll(async () => truthOf(orderId), SOON).toMatchObject({ logistics: { status: 40 } });
  });

  test('can be called off from its page after being told what that means', async () => {
    const orderId = await place('提拉米苏');
    await tab(/待接单/);
    await press('提拉米苏', '接单', '已接单');
    await tab(/已分配/);
    await row('提拉米苏').click();
    await page.getByRole('button', { name: '更多操作' }).click();
    await page.getByRole('button', { name: '取消订单' }).click();
    const dialog = page.getByRole('dialog', { name: /取消订单/ });
    await dialog.getByText(/不能撤回/).waitFor();
    await dialog.getByLabel('卖完了').check();
    await dialog.getByRole('button', { name: '取消订单' }).click();
    await expect.poll(async () => truthOf(orderId), SOON).toMatchObject({ status: 9, cancel: { reasonCode: 2009 } });
    await page.getByRole('link', { name: '返回订单' }).click();
  });
});

describe('an order that a rider of Meituan delivers', () => {
  test('is made ready here, and the list says who ships it', async () => {
    await place('可颂', '1001');
    await tab(/待接单/);
    await press('可颂', '接单', '已接单');
    await tab(/已分配/);
    const ship = row('可颂').getByRole('button', { name: '发货' });
    await ship.waitFor(SOON);
    expect(await ship.getAttribute('aria-disabled')).toBe('true');
    await ship.hover();
    await page.getByText('由美团骑手配送').filter({ visible: true }).waitFor();
    await press('可颂', '备好了', '已备好');
  });
});

let youzanShop = '';
describe('an order of a platform where nobody accepts', () => {
  test('is shipped from the list with a tracking number, and Youzan holds the parcel', async () => {
    youzanShop = (await addYouzanShop(world)).code;
    const body = { shop: youzanShop, items: [{ name: '凤梨酥礼盒', quantity: 1, priceYuan: '68.00' }] };
    const { orderId } = await world.control<{ orderId: string }>('POST', '/youzan/orders', body);
    // In a list that somebody is busy with, new rows wait behind a bar; who opens it sees them at once.
    await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items[0]?.state === 'accepted';
    });
    await page.reload();
    await tab(/已分配/);
    await press('凤梨酥礼盒', '发货');
    const dialog = page.getByRole('dialog', { name: /发货/ });
    await dialog.getByLabel('快递单号').fill('12');
    await dialog.getByRole('button', { name: '发货' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('快递单号').fill('7512 3456 7890 12');
    await dialog.getByRole('button', { name: '发货' }).click();
    await row('凤梨酥礼盒').getByText('已发货').first().waitFor(SOON);
    await expect
      .poll(async () => JSON.stringify(await world.control('GET', `/youzan/orders/${orderId}`)), SOON)
      .toContain('75123456789012');
  });

  test('and a number that was typed wrong is corrected on its page, once for the customer as well', async () => {
    await tab(/进行中/);
    await row('凤梨酥礼盒').click(SOON);
    await page.getByRole('button', { name: '更多操作' }).click(SOON);
    await page.getByRole('button', { name: '改快递单号' }).click(SOON);
    const dialog = page.getByRole('dialog', { name: /快递单号/ });
    await dialog.getByText(/只能改一次/).waitFor(SOON);
    await dialog.getByLabel('快递单号').fill('75123456789099');
    await dialog.getByRole('button', { name: '改快递单号' }).click();
    await page.getByText('改了快递单号').first().waitFor(SOON);
    const [order] = (await world.control<{ orders: { orderId: string }[] }>('GET', '/youzan/orders')).orders;
    const truth = await world.control<{ shipments: { expressNo: string }[] }>(
      'GET',
      `/youzan/orders/${order?.orderId}`,
    );
    expect(truth.shipments.map(({ expressNo }) => expressNo)).toEqual(['75123456789099']);
    await page.goBack();
  });
});

describe('an order of which something is not there yet', () => {
  test('leaves in two parcels, and between them the list says that goods are still here', async () => {
    const items = ['月饼礼盒', '龙井'].map((name) => ({ name, quantity: 1, priceYuan: '88.00' }));
    const { orderId } = await world.control<{ orderId: string }>('POST', '/youzan/orders', { shop: youzanShop, items });
    const order = await world.find(orderId, ({ state }) => state === 'accepted');
    await page.goto(`${world.api.url}/orders/${order.id}`);
    await page.getByRole('button', { name: '更多操作' }).click(SOON);
    await page.getByRole('button', { name: '部分发货' }).click(SOON);
    const first = page.getByRole('dialog', { name: /部分发货/ });
    await first.getByLabel(/月饼礼盒/).waitFor(SOON);
    await looksRight(page, 'part-shipment');
    await first.getByLabel('快递单号').fill('75123456789055');
    await first.getByText('顺丰').click();
    await page.getByTitle('中通').click(SOON);
    await first.getByRole('button', { name: '部分发货' }).click();
    await first.getByText('请至少选一种商品').waitFor(SOON);
    await first.getByLabel(/月饼礼盒/).check();
    await first.getByRole('button', { name: '部分发货' }).click();
    await page.getByText('部分商品已发货').waitFor(SOON);
    await page.getByText('月饼礼盒 ×1 · 中通 75123456789055').waitFor(SOON);
    await page.getByRole('link', { name: '返回订单' }).click();
    await tab(/进行中/);
    await row('龙井').getByText('部分已发').waitFor(SOON);
    await press('龙井', '部分发货');
    const rest = page.getByRole('dialog', { name: /部分发货/ });
    await rest.getByLabel(/龙井/).check();
    expect(await rest.getByLabel(/月饼礼盒/).count()).toBe(0);
    await rest.getByLabel('自己送 / 不用快递').check();
    await rest.getByRole('button', { name: '部分发货' }).click();
    await expect
      .poll(() => world.control('GET', `/youzan/orders/${orderId}`), SOON)
      .toMatchObject({ status: 'WAIT_BUYER_CONFIRM_GOODS', shipments: [{ expressNo: '75123456789055' }, {}] });
  });
});

test('a customer who wants to be forgotten is, from the page of an order that is over', async () => {
  const body = { items: [{ name: '红丝绒', quantity: 1, priceYuan: '40.00' }], state: 'completed' };
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', body);
  const { id } = await world.find(orderId, ({ state }) => state === 'completed');
  await page.goto(`${world.api.url}/orders/${id}`);
  await page.getByRole('button', { name: '删除顾客信息' }).click(SOON);
  const dialog = page.getByRole('dialog', { name: /删除订单/ });
  await looksRight(page, 'forget-customer');
  await dialog.getByLabel(/为什么删/).fill('顾客打电话要求');
  await dialog.getByRole('button', { name: '删除' }).click();
  await page.getByText('顾客信息已删除').waitFor(SOON);
  expect(await world.look(orderId)).toMatchObject({
    customerName: null,
    customerPhone: null,
    totalMinor: expect.any(Number),
  });
  await page.getByRole('link', { name: '返回订单' }).click();
});

describe('an order that nobody pays', () => {
  test('is closed from its page with a reason, and Youzan takes no money for it any more', async () => {
    const body = { shop: youzanShop, state: 'placed', items: [{ name: '蝴蝶酥', quantity: 1, priceYuan: '28.00' }] };
    const { orderId } = await world.control<{ orderId: string }>('POST', '/youzan/orders', body);
    const order = await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
      return data?.items[0];
    });
    const list = page.url();
    await page.goto(new URL(`/orders/${order.id}`, list).href);
    await page.getByRole('button', { name: '更多操作' }).click(SOON);
    await page.getByRole('button', { name: '关闭订单' }).click(SOON);
    const dialog = page.getByRole('dialog', { name: /未付款/ });
    await dialog.getByText(/不能再付/).waitFor(SOON);
    await dialog.getByRole('button', { name: '关闭订单' }).click();
    await expect
      .poll(async () => JSON.stringify(await world.control('GET', `/youzan/orders/${orderId}`)), SOON)
      .toContain('TRADE_CLOSED');
    await page.goto(list);
  });
});

describe('a refund that the customer asks for', () => {
  test('is agreed to on the list after its amount and reason were read, and Meituan has paid it back', async () => {
    const orderId = await place('燕麦拿铁');
    await tab(/待接单/);
    await press('燕麦拿铁', '接单', '已接单');
    await tab(/已分配/);
    await askRefund(orderId);
    await press('燕麦拿铁', '同意退款');
    const dialog = page.getByRole('dialog', { name: /同意退款/ });
    await dialog.getByText(/¥8\.50 退给顾客/).waitFor(SOON);
    await dialog.getByText('少了一杯').waitFor();
    await dialog.getByRole('button', { name: '同意退款' }).click();
    await row('燕麦拿铁').getByText('已同意退款').first().waitFor(SOON);
    await expect
      .poll(async () => truthOf(orderId), SOON)
      .toMatchObject({ refunds: [{ state: 'agreed', refundStatus: 13 }] });
  });

  test('is refused on its page with a reason that the customer reads', async () => {
    const orderId = await place('栗子蛋糕');
    await tab(/待接单/);
    await press('栗子蛋糕', '接单', '已接单');
    await tab(/已分配/);
    await askRefund(orderId);
    await find(row('栗子蛋糕').getByText('申请退款'));
    await row('栗子蛋糕').getByText('栗子蛋糕').click();
    await page.getByRole('button', { name: '拒绝退款' }).click(SOON);
    const dialog = page.getByRole('dialog', { name: /拒绝退款/ });
    await dialog.getByLabel('已经做好了').check();
    await dialog.getByRole('button', { name: '拒绝退款' }).click();
    await expect.poll(async () => truthOf(orderId), SOON).toMatchObject({ refunds: [{ state: 'rejected' }] });
    await page.getByText('已经做好了').waitFor(SOON);
    const { calls } = await world.control<{ calls: { params: { reason?: string } }[] }>(
      'GET',
      `/calls?orderId=${orderId}&path=order/refund/reject`,
    );
    expect(calls.map(({ params }) => params.reason)).toEqual(['商品已制作完成']);
  });

  test('can be answered with a thumb', async () => {
    const orderId = await place('抹茶麻薯');
    const phone = await logIn(browser, world, { width: 390, height: 844 });
    await row('抹茶麻薯', phone).getByRole('button', { name: '接单' }).click(SOON);
    await row('抹茶麻薯', phone).getByText('已接单').first().waitFor(SOON);
    await phone.getByRole('tab', { name: /已分配/ }).click();
    await askRefund(orderId);
    await row('抹茶麻薯', phone).getByRole('button', { name: '同意退款' }).waitFor(SOON);
    expect(await scrollsSideways(phone)).toBe(false);
    await row('抹茶麻薯', phone).getByText('抹茶麻薯').click();
    await phone.getByRole('heading', { name: '经过' }).waitFor(SOON);
    await phone.getByRole('button', { name: '拒绝退款' }).waitFor(SOON);
    expect(await scrollsSideways(phone)).toBe(false);
    await phone.context().close();
  });
});
