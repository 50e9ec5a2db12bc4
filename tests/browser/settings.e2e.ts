import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientWithKey, createWorld, type World } from '../harness.ts';
import { verified, WebhookReceiver } from '../webhook-receiver.ts';
import { barriers } from './accessibility.ts';
import { launchBrowser, logIn } from './browser.ts';
import { looksRight } from './looks-right.ts';

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

describe('a colleague', () => {
  const clerk = { name: '小李', email: 'xiaoli@test.example', password: '今天面包很香很香' };

  test('is invited by a link, sets a password, and is offered only what a clerk may do', async () => {
    await openSettings('员工');
    await page.getByRole('button', { name: '邀请员工' }).click();
    const dialog = page.getByRole('dialog', { name: '邀请员工' });
    await dialog.getByRole('button', { name: '生成邀请链接' }).click();
    await dialog.getByText('请填姓名').waitFor();
    await dialog.getByLabel('姓名').fill(clerk.name);
    await dialog.getByLabel('邮箱').fill(clerk.email);
    expect(await barriers(page)).toEqual([]);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/invite.png` });
    await dialog.getByRole('button', { name: '生成邀请链接' }).click();
    await page.getByRole('dialog', { name: '给 小李 的链接' }).waitFor(SOON);
    const link = await copied();
    await page.getByRole('button', { name: '已复制，关闭' }).click();
    await page.getByRole('listitem', { name: clerk.name }).getByText('待加入').waitFor(SOON);

    const till = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })).newPage();
    await till.goto(link);
    await till.getByText(/小李，你好/).waitFor(SOON);
    expect(await barriers(till)).toEqual([]);
    await till.getByLabel('新密码').fill('短');
    await till.getByRole('button', { name: '设置并登录' }).click();
    await till.getByText('至少 10 位', { exact: true }).waitFor();
    await till.getByLabel('新密码').fill(clerk.password + clerk.password);
    await till.getByRole('button', { name: '设置并登录' }).click();
    await till.getByRole('tab', { name: /待接单/ }).waitFor(SOON);
    const rooms = till.getByRole('navigation', { name: '主导航' }).getByRole('link');
    await rooms.getByText('设置').click();
    await till.getByRole('heading', { level: 1, name: '我的账号' }).waitFor(SOON);
    expect(await till.getByRole('navigation', { name: '设置' }).getByRole('link').allTextContents()).toEqual([
      '我的账号',
    ]);
    await till.goto(`${world.api.url}/settings/people`);
    await till.getByText('你的账号看不了这里。').waitFor(SOON);
    await till.goto(link);
    await till.getByText(/这个链接用过了/).waitFor(SOON);
    await till.context().close();
  });

  test('who is disabled is out at once, and may be let in again', async () => {
    await page.reload();
    const item = page.getByRole('listitem', { name: clerk.name });
    await item.getByText('正常').waitFor(SOON);
    await looksRight(page, 'people');
    await item.getByRole('button', { name: /更多/ }).click();
    await page.getByRole('menuitem', { name: '停用账号' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停用账号' }).click();
    await item.getByText('已停用').waitFor(SOON);
    await item.getByRole('button', { name: /更多/ }).click();
    await page.getByRole('menuitem', { name: '恢复账号' }).click();
    await item.getByText('正常').waitFor(SOON);
  });
});

describe('a key for another program', () => {
  test('is made with what it may do, shown once, works, and ends when it is revoked', async () => {
    await openSettings('API 密钥');
    await page.getByRole('button', { name: '新建密钥' }).click();
    const dialog = page.getByRole('dialog', { name: '新建密钥' });
    await dialog.getByLabel('名称').fill('打单软件');
    await dialog.getByLabel('处理订单').check();
    expect(await barriers(page)).toEqual([]);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/key.png` });
    await dialog.getByRole('button', { name: '生成密钥' }).click();
    await page.getByRole('dialog', { name: '打单软件 的密钥' }).waitFor(SOON);
    const key = await copied();
    await page.getByRole('button', { name: '已复制，关闭' }).click();
    const client = clientWithKey(world.api.url, key);
    expect((await client.GET('/orders')).response.status).toBe(200);
    expect((await client.GET('/people')).response.status).toBe(403);
    const item = page.getByRole('listitem', { name: '打单软件' });
    await looksRight(page, 'keys');
    await item.getByRole('button', { name: '作废' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '作废' }).click();
    await item.getByText('已作废').waitFor(SOON);
    await expect.poll(async () => (await client.GET('/orders')).response.status, SOON).toBe(401);
  });
});

describe('the record', () => {
  test('has what the owner has just done, found by filter and taken away as a sheet', async () => {
    await openSettings('操作记录');
    const record = page.getByRole('list', { name: '操作记录' });
    await record.getByRole('button', { name: /作废密钥/ }).waitFor(SOON);
    await looksRight(page, 'audit');
    await page.getByRole('combobox', { name: '做了什么' }).click();
    await page.getByRole('combobox', { name: '做了什么' }).fill('邀请');
    await page.keyboard.press('Enter');
    await record.getByRole('button', { name: /邀请员工/ }).click(SOON);
    await record.getByText(/xiaoli@test.example/).waitFor();
    await record.getByRole('button', { name: /作废密钥/ }).waitFor({ state: 'hidden' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^操作记录-.*\.csv$/);
  });
});

describe('the own account', () => {
  test('asks for a code at log-in once a second factor is on', async () => {
    await openSettings('我的账号');
    await looksRight(page, 'account');
    await page.getByRole('button', { name: '开启两步验证' }).click();
    const proof = page.getByRole('dialog', { name: '开启两步验证' });
    await proof.getByLabel('现在的密码').fill('wrong and wrong');
    await proof.getByRole('button', { name: '下一步' }).click();
    await proof.getByText('密码不对').waitFor(SOON);
    await proof.getByLabel('现在的密码').fill(world.login.password);
    await proof.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('img', { name: '给验证器扫的二维码' }).waitFor(SOON);
    expect(await barriers(page)).toEqual([]);
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const secret = await copied();
    await page.getByLabel('6 位验证码').fill(code());
    await page.getByRole('button', { name: '开启', exact: true }).click();
    await page.getByRole('dialog', { name: '恢复码' }).waitFor(SOON);
    const recovery = (await copied()).split(' ');
    expect(recovery.length).toBeGreaterThan(3);
    await page.getByRole('button', { name: '已复制，关闭' }).click();
    await page.getByText('已开启').waitFor(SOON);

    const other = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    await other.goto(world.api.url);
    await other.getByLabel('邮箱').fill(world.login.email);
    await other.getByLabel('密码', { exact: true }).fill(world.login.password);
    await other.getByRole('button', { name: '登录' }).click();
    await other.getByLabel('验证码').fill(recovery[0] ?? '');
    await other.getByRole('button', { name: '登录' }).click();
    await other.getByRole('tab', { name: /待接单/ }).waitFor(SOON);
    await other.context().close();
  });
});
