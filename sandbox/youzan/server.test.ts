import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_ID, Merchant, SECRET, startYouzan, type Answered, type TestYouzan } from './merchant-for-tests.ts';

const DETAIL = 'youzan.trade.get/4.0.2';
const CONFIRM = 'youzan.logistics.online.confirm/3.0.0';

describe('over a restart', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jiedan-sandbox-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('orders, refunds, goods, tokens and undelivered messages stay', async () => {
    const stateFile = join(folder, 'state.json');
    const merchant = await new Merchant().start();
    merchant.answer = () => ({ status: 503, body: '' });
    const app = {
      callbacks: { default: merchant.url },
      push: { retryDelaysMs: [60_000], types: ['trade_TradeBuyerPay'] },
    };
    const before = await startYouzan(app, { stateFile });
    const tid = await before.place();
    await before.control('POST', `/youzan/orders/${tid}/refund`, {});
    const token = (await before.token()).body.data.access_token as string;
    const detail = (await before.call(DETAIL, { tid })).body.data;
    const goods = (await before.call('youzan.items.onsale.get/3.0.0')).body.data;
    await merchant.received(1);
    await before.close();

    // The next attempt is due in a minute; a state file edited to "now" shows that the next run takes it up.
    const saved = JSON.parse(await readFile(stateFile, 'utf8'));
    for (const push of saved.pushes.pushes) push.dueAt = 0;
    await writeFile(stateFile, JSON.stringify(saved));
    merchant.answer = () => ({ status: 200, body: 'success' });
    const after = await startYouzan(app, { stateFile });
    expect((await merchant.push(1)).body).toMatchObject({ id: tid, sendCount: 1 });
    expect((await after.call(DETAIL, { tid }, { token })).body.data).toEqual(detail);
    expect((await after.call('youzan.items.onsale.get/3.0.0')).body.data).toEqual(goods);
    const { refunds } = (await after.call('youzan.trade.refund.search/3.0.1')).body.data;
    expect((await after.call('youzan.trade.refund.get/3.0.1', { refund_id: refunds[0].refund_id })).body.success).toBe(
      true,
    );
    expect(await after.place()).not.toBe(tid);
    await after.close();
    await merchant.close();
  });
});

describe('when a call goes wrong', () => {
  let sandbox: TestYouzan;
  let tid: string;
  beforeEach(async () => {
    sandbox = await startYouzan();
    tid = await sandbox.place();
  });
  afterEach(() => sandbox.close());

  const fault = (body: object): Promise<unknown> =>
    sandbox.control('POST', '/faults', { platform: 'youzan', orderId: tid, ...body });
  const confirm = (): Promise<Answered> => sandbox.call(CONFIRM, { tid, is_no_express: 1 });
  const status = async (): Promise<unknown> => (await sandbox.truth(tid))['status'];

  test('the shared faults are met by this platform, too', async () => {
    await fault({ act: 'status', status: 429, retryAfter: 6 });
    const answer = await confirm();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '6']);
    await fault({ act: 'html' });
    expect((await confirm()).text).toMatch(/^<!doctype html>/);
    expect(await status()).toBe('WAIT_SELLER_SEND_GOODS');
    await fault({ act: 'reset-after-acting', path: 'youzan.logistics.online.confirm' });
    await expect(confirm()).rejects.toThrow();
    expect(await status()).toBe('WAIT_BUYER_CONFIRM_GOODS');
    expect((await confirm()).body.code).toBe(102_570_019);
  });

  test("a failure of the platform's own comes in the envelope of its code and call", async () => {
    await fault({ act: 'error-code', code: 4101 });
    expect((await confirm()).body.gw_err_resp).toMatchObject({ err_code: 4101 });
    await fault({ act: 'error-code', code: 102_510_001, msg: '发货处理中' });
    expect((await confirm()).body).toEqual({ code: 102_510_001, success: false, message: '发货处理中', data: null });
    await fault({ act: 'error-code' });
    expect((await confirm()).body.code).toBe(500_100_004);
    await fault({ act: 'error-code', code: 200 });
    expect((await confirm()).body).toMatchObject({ code: 200, success: true, data: { is_success: false } });
    await fault({ act: 'error-code', code: 500_100_004, msg: '忙' });
    const memo = await sandbox.call('youzan.trade.memo.update/3.0.0', { tid, memo: 'x' });
    expect(memo.body).toEqual({ error_response: { code: 500_100_004, msg: '忙' } });
    expect(await status()).toBe('WAIT_SELLER_SEND_GOODS');
    await sandbox.control('POST', '/faults', { platform: 'youzan', path: 'auth/token', act: 'error-code', code: 1004 });
    expect((await sandbox.token()).body).toMatchObject({ success: false, code: 1004, data: null });
  });

  test('what was asked is logged by order, without secrets', async () => {
    const token = (await sandbox.token()).body.data.access_token as string;
    await sandbox.control('POST', `/youzan/orders/${tid}/refund`, {});
    const { refunds } = (await sandbox.call('youzan.trade.refund.search/3.0.1')).body.data;
    const { refund_id } = refunds[0];
    await sandbox.call('youzan.trade.refund.get/3.0.1', { refund_id });
    await sandbox.call('youzan.trade.refund.agree/3.0.1', { refund_id, version: 1 });
    await confirm();
    const { body } = await sandbox.control<{ calls: { path: string }[] }>(
      'GET',
      `/calls?platform=youzan&orderId=${tid}`,
    );
    expect(body.calls).toMatchObject([
      { path: 'youzan.trade.refund.get', params: { refund_id, apiVersion: '3.0.1' }, status: 200, code: 0 },
      { path: 'youzan.trade.refund.agree', code: 103_010_039 },
      { path: 'youzan.logistics.online.confirm', params: { is_no_express: '1' }, code: 0 },
    ]);
    const all = JSON.stringify((await sandbox.control('GET', '/calls')).body);
    for (const secret of [token, SECRET]) expect(all).not.toContain(secret);
    expect(all).toContain(CLIENT_ID);
  });
});
