import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { APPKEY, Merchant, SECRET, SHOP_ID, startWeidian, type TestWeidian } from './merchant-for-tests.ts';

let sandbox: TestWeidian;
let merchant: Merchant;
const shops = [{ shopId: SHOP_ID, name: '小满杂货', alias: 'sundries' }];

const settings = (push: Record<string, unknown> = {}): Promise<{ status: number }> =>
  sandbox.control('PUT', `/weidian/apps/${APPKEY}`, {
    secret: SECRET,
    shops,
    callbacks: { default: `${merchant.url}/webhooks/weidian/c1` },
    push: { retryDelaysMs: [10, 20, 30], ...push },
  });

beforeEach(async () => {
  merchant = await new Merchant().start();
  sandbox = await startWeidian();
  await settings();
});
afterEach(async () => {
  await sandbox.close();
  await merchant.close();
});

/** What is told about one thing that happens, after that of being placed and paid. */
async function toldOf(orderId: string, acts: [string, object?][]): Promise<string[]> {
  const before = merchant.pushes.length;
  for (const [what, body] of acts) expect((await sandbox.act(orderId, what, body)).status).toBe(200);
  const { pushes } = (await sandbox.control<{ pushes: unknown[] }>('GET', '/pushes?platform=weidian')).body;
  await merchant.received(pushes.length);
  return merchant.news().slice(before).sort();
}

async function paidOrder(): Promise<string> {
  const before = merchant.pushes.length;
  const orderId = await sandbox.place();
  await merchant.received(before + 2);
  return orderId;
}

describe('a push', () => {
  test('is a form with one field that holds the type and the whole order, and no signature', async () => {
    const orderId = await sandbox.place({ caution: 'a b+c & "d" 100%' });
    // Pushes keep no order among each other.
    const pushes = await merchant.received(2);
    const placed = pushes.find(({ type }) => type.endsWith('non_payment'));
    const paid = pushes.find(({ type }) => type.endsWith('already_payment'));
    expect([placed?.type, paid?.type]).toEqual(['weidian.order.non_payment', 'weidian.order.already_payment']);
    expect(placed?.message).toMatchObject({ order_id: orderId, status_ori: '10', status: 'unpay', pay_time: '' });
    expect(paid?.message).toMatchObject({ order_id: orderId, status_ori: '20', note: 'a b+c & "d" 100%' });
    expect(paid?.shopId).toBe(Number(SHOP_ID));
    expect(paid?.contentType).toContain('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(paid?.raw).keys()]).toEqual(['content']);
    expect(paid?.raw).toMatch(/a\+b%2Bc\+%26/);
    const { result } = await sandbox.call('vdian.order.get 1.0', { order_id: orderId });
    expect(paid?.message).toEqual(result);
  });

  test('may write spaces as %20 and leave the shop out', async () => {
    await settings({ spaces: 'percent', withShopId: false });
    await sandbox.place({ caution: 'a b+c', state: 'placed' });
    const push = await merchant.push(0);
    expect(push.raw).toMatch(/a%20b%2Bc/);
    expect(push.message.note).toBe('a b+c');
    expect(push).not.toHaveProperty('shopId');
  });

  test('is repeated until it is answered with success, four times in all', async () => {
    const answers = [
      { status: 500, body: '{"status":"fail"}' },
      { status: 200, body: 'success' },
      { status: 200, body: '{"status":"fail"}' },
    ];
    merchant.answer = (_push, index) => answers[index] ?? { status: 200, body: '{"status":"success"}' };
    const orderId = await sandbox.place({ state: 'placed' });
    await merchant.received(4);
    await expect
      .poll(async () => (await sandbox.truth(orderId)).pushes)
      .toMatchObject([{ kind: 'weidian.order.non_payment', state: 'delivered', tries: 4 }]);
    expect(new Set(merchant.pushes.map(({ raw }) => raw)).size).toBe(1);
    merchant.answer = () => ({ status: 500, body: '' });
    const second = await sandbox.place({ state: 'placed' });
    await expect
      .poll(async () => (await sandbox.truth(second)).pushes)
      .toMatchObject([{ state: 'given-up', tries: 4 }]);
  });

  test('waits 1, 5 and 30 minutes when nothing else is set', async () => {
    const put = await sandbox.control('PUT', '/weidian/apps/2', { secret: 's', shops });
    expect(put.body).toMatchObject({ push: { retryDelaysMs: [60_000, 300_000, 1_800_000], attemptsMax: 4 } });
    expect(JSON.stringify(put.body)).not.toContain('secret');
  });

  test('can be sent again byte for byte, doubled and dropped', async () => {
    const orderId = await paidOrder();
    const kind = 'weidian.order.already_payment';
    const replay = await sandbox.control('POST', '/pushes/replay', { platform: 'weidian', orderId, kind });
    expect(replay.body).toMatchObject({ attempt: { acknowledged: true } });
    const same = merchant.pushes.filter(({ type }) => type === kind);
    expect(same).toHaveLength(2);
    expect(same[0]?.raw).toBe(same[1]?.raw);
    await sandbox.control('POST', '/pushes/settings', { duplicate: 1 });
    await sandbox.place({ state: 'placed' });
    await merchant.received(5);
    await sandbox.control('POST', '/pushes/settings', { drop: 1 });
    const lost = await sandbox.place({ state: 'placed' });
    expect((await sandbox.truth(lost)).pushes).toMatchObject([{ state: 'dropped' }]);
  });

  test('is not sent for an order that was placed silently', async () => {
    const silent = await sandbox.place({ push: false });
    expect((await sandbox.truth(silent)).pushes).toEqual([]);
    const refused = await sandbox.control('POST', '/weidian/orders', { push: false, state: 'shipping' });
    expect(refused.status).toBe(400);
  });
});

describe('what is told', () => {
  test('a whole life, the receipt misspelt as on the wire', async () => {
    const orderId = await paidOrder();
    expect(await toldOf(orderId, [['ship']])).toEqual(['delivered']);
    expect(await toldOf(orderId, [['confirm']])).toEqual(['confirm_eceipt']);
    expect(await toldOf(orderId, [['finish']])).toEqual(['finished']);
  });

  test('the other spellings', async () => {
    await settings({ confirmedAs: 'confirm_receipt', refundedAs: 'refund_suc' });
    const orderId = await paidOrder();
    expect(await toldOf(orderId, [['ship'], ['complete']])).toEqual(['confirm_receipt', 'delivered']);
    expect(await toldOf(orderId, [['refund']])).toEqual(['buyers_apply_refund']);
    expect(await toldOf(orderId, [['refund', { step: 'merchant-agree' }]])).toEqual(['close', 'refund_suc']);
  });

  test.each<[string, [string, object?][], string[]]>([
    [
      'refused',
      [['refund'], ['refund', { step: 'merchant-reject' }]],
      ['buyers_apply_refund', 'sellers_refused_refund'],
    ],
    ['withdrawn', [['refund'], ['refund', { step: 'withdraw' }]], ['buyers_apply_refund']],
    [
      'agreed',
      [['refund'], ['refund', { step: 'merchant-agree' }]],
      ['buyers_apply_refund', 'close', 'refund_success'],
    ],
    [
      'decided by the platform',
      [['refund'], ['refund', { step: 'platform-agree' }]],
      ['buyers_apply_refund', 'close', 'refund_byweidian'],
    ],
    [
      'of a part',
      [
        ['refund', { kind: 'part', moneyYuan: '0.01' }],
        ['refund', { step: 'merchant-agree' }],
      ],
      ['buyers_apply_refund', 'refund_success'],
    ],
    ['cancelled', [['cancel', { by: 'merchant' }]], ['close', 'refund_byweidian']],
    [
      'disputed',
      [['complaint'], ['complaint', { open: false }]],
      ['buyers_complaints', 'complaints_have_been_processed'],
    ],
  ])('an order that is %s', async (_what, acts, told) => {
    expect(await toldOf(await paidOrder(), acts)).toEqual(told);
  });

  test('what the merchant does by calls is told as well', async () => {
    const orderId = await paidOrder();
    const [line] = (await sandbox.call('vdian.order.get 2.0', { order_id: orderId })).result.items;
    await sandbox.call('open.sellerCreateRefund 1.0', {
      order_id: orderId,
      reasonId: '2',
      refundItemFee: '0.01',
      refundExpressFee: '0',
      refundSubOrderIdList: [line.sub_order_id],
    });
    expect((await merchant.push(2)).type).toBe('weidian.order.seller_submit_refund');
    await sandbox.act(orderId, 'refund', { step: 'buyer-agree' });
    expect((await merchant.push(3)).message).toMatchObject({ refund_status_ori: '2', status_ori: '20' });
  });
});

test('orders, tokens, goods and waiting pushes survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weidian-'));
  const stateFile = join(folder, 'state.json');
  const first = await startWeidian({ callbacks: { default: 'http://127.0.0.1:9/' } }, { stateFile });
  const token = (await first.token()).result.access_token as string;
  const orderId = await first.place({ state: 'shipping' });
  await first.close();
  const second = await startWeidian({ callbacks: { default: `${merchant.url}/` } }, { stateFile });
  const { result } = await second.call('vdian.order.get 2.0', { order_id: orderId }, { token });
  expect(result).toMatchObject({ order_id: orderId, status_ori: '30' });
  expect((await second.truth(orderId)).pushes).toHaveLength(3);
  await second.close();
  await rm(folder, { recursive: true });
});
