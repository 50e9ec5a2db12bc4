import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  AES_KEY,
  APPID,
  decrypt,
  Merchant,
  sha1Sorted,
  startWechat,
  TOKEN,
  type TestWechat,
} from '../wechat/merchant-for-tests.ts';

const push = { token: TOKEN, encodingAesKey: AES_KEY, retryDelaysMs: [0, 0] };

let sandbox: TestWechat;
let merchant: Merchant;
beforeAll(async () => {
  sandbox = await startWechat('wechat-shop');
});
beforeEach(async () => {
  merchant = await new Merchant().start();
  await settings({ format: 'json' });
});
afterEach(() => merchant.close());
afterAll(() => sandbox.close());

function settings(more: Record<string, unknown>): Promise<void> {
  return sandbox.settings({ callbacks: { default: `${merchant.url}/hook` }, push: { ...push, ...more } });
}

describe('a push', () => {
  test('is signed in the query and holds the order number as bare digits', async () => {
    const orderId = await sandbox.place({ state: 'placed' });
    const { query, raw, contentType } = await merchant.push(0);
    const of = (name: string): string => query.get(name) ?? '';
    expect(of('signature')).toBe(sha1Sorted(TOKEN, of('timestamp'), of('nonce')));
    expect(raw).toContain(`"order_info":{"order_id":${orderId}}`);
    expect(contentType).toBe('application/json');
    // The very gotcha: a plain parse reads another number.
    expect(String((JSON.parse(raw) as { order_info: { order_id: number } }).order_info.order_id)).not.toBe(orderId);
  });

  test.each(['json', 'xml'])('is sealed in safe mode as %s', async (format) => {
    await settings({ mode: 'safe', format });
    const orderId = await sandbox.place({ state: 'placed' });
    const { query, raw } = await merchant.push(0);
    const of = (name: string): string => query.get(name) ?? '';
    const encrypt = /"Encrypt":"([^"]+)"|<Encrypt><!\[CDATA\[([^\]]+)/.exec(raw)?.slice(1).find(Boolean) ?? '';
    expect(of('msg_signature')).toBe(sha1Sorted(TOKEN, of('timestamp'), of('nonce'), encrypt));
    expect(of('encrypt_type')).toBe('aes');
    expect(raw).not.toContain(orderId);
    const { message, appid } = decrypt(AES_KEY, encrypt);
    expect(appid).toBe(APPID);
    expect(message).toContain(format === 'json' ? `"order_id":${orderId}` : `<order_id>${orderId}</order_id>`);
  });

  test('carries both in compatible mode', async () => {
    await settings({ mode: 'compatible', format: 'json' });
    const orderId = await sandbox.place({ state: 'placed' });
    const { raw } = await merchant.push(0);
    expect(raw).toContain(orderId);
    expect(decrypt(AES_KEY, (JSON.parse(raw) as { Encrypt: string }).Encrypt).message).toContain(orderId);
  });

  test('is sent three times in all and then never again', async () => {
    merchant.answer = () => ({ status: 200, body: '"success"' });
    const orderId = await sandbox.place({ state: 'placed' });
    await expect
      .poll(async () => (await sandbox.truth(orderId)) as object)
      .toMatchObject({ pushes: [{ state: 'given-up', tries: 3 }] });
    merchant.answer = () => ({ status: 200, body: '' });
    const replayed = await sandbox.control('POST', '/pushes/replay', { platform: 'wechat-shop', orderId });
    expect(replayed.body).toMatchObject({ attempt: { acknowledged: true } });
  });
});

test('the address is checked by an echo', async () => {
  const check = (): Promise<unknown> =>
    sandbox.control('POST', `/wechat-shop/apps/${APPID}/check-address`).then(({ body }) => body);
  expect(await check()).toMatchObject({ passed: false, answer: 'success' });
  merchant.answer = ({ query }) => ({ status: 200, body: query.get('echostr') ?? '' });
  expect(await check()).toMatchObject({ passed: true });
});

test('a whole life is told', async () => {
  const orderId = await sandbox.place();
  await sandbox.act(orderId, 'ship');
  await sandbox.act(orderId, 'confirm', { by: 'system' });
  await sandbox.act(orderId, 'finish');
  await merchant.received(6);
  const names = merchant.events().map((name) => name.replace('channels_ec_order_', ''));
  expect(names.sort()).toEqual(['confirm', 'deliver', 'new', 'pay', 'settle', 'wait_shipping']);
  const told = merchant.pushes.map(({ raw }) => raw).join('\n');
  expect(told).toContain('"finish_delivery":1');
  expect(told).toContain('"confirm_type":2');
});

test('orders, goods, tokens and waiting pushes survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wechat-'));
  const stateFile = join(folder, 'state.json');
  const first = await startWechat('wechat-shop', {}, { stateFile });
  const { access_token: token } = (await first.token()) as { access_token: string };
  const orderId = await first.place({ state: 'shipping' });
  await first.act(orderId, 'refund');
  await first.close();
  const second = await startWechat('wechat-shop', {}, { stateFile });
  const answer = (await second.call('channels/ec/order/get', { order_id: orderId }, token)) as object;
  expect(answer).toMatchObject({ errcode: 0, order: { order_id: orderId, status: 30 } });
  expect((await second.act(orderId, 'refund', { step: 'merchant-agree' })).body).toMatchObject({ status: 200 });
  await second.close();
  await rm(folder, { recursive: true });
});
