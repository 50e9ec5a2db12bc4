import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLIENT_ID, KDT_ID, SECRET, startYouzan, type TestYouzan } from './merchant-for-tests.ts';

let sandbox: TestYouzan;
beforeEach(async () => {
  sandbox = await startYouzan();
});
afterEach(() => sandbox.close());

const beijing = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
const list = async (fields: object): Promise<{ total: number; tids: string[] }> => {
  const { data } = (await sandbox.call('youzan.trades.sold.get/4.0.4', fields)).body;
  const rows = data.full_order_info_list as { full_order_info: { order_info: { tid: string } } }[];
  return { total: data.total_results, tids: rows.map((row) => row.full_order_info.order_info.tid) };
};
const code = async (fields: object): Promise<unknown> =>
  (await sandbox.call('youzan.trades.sold.get/4.0.4', fields)).body.gw_err_resp?.err_code;
const act = (tid: string, what: string, body: object = {}): Promise<unknown> =>
  sandbox.control('POST', `/youzan/orders/${tid}/${what}`, body);

test('every order is on exactly one page, newest first', async () => {
  const placed: string[] = [];
  for (let index = 0; index < 7; index += 1) placed.push(await sandbox.place());
  const seen: string[] = [];
  for (const page_no of [1, 2, 3]) {
    const page = await list({ page_no, page_size: 3 });
    expect(page.total).toBe(7);
    seen.push(...page.tids);
  }
  expect(seen).toEqual(placed.reverse());
  expect((await list({ page_no: 4, page_size: 3 })).tids).toEqual([]);
});

test('an order that comes while somebody reads moves the others to later pages', async () => {
  const first = await sandbox.place();
  await sandbox.place();
  expect((await list({ page_no: 1, page_size: 1 })).tids).not.toContain(first);
  await sandbox.place();
  expect((await list({ page_no: 2, page_size: 1 })).tids).not.toContain(first);
  expect((await list({ page_no: 3, page_size: 1 })).tids).toEqual([first]);
});

test('status and the other filters choose', async () => {
  const paid = await sandbox.place({
    items: [{ name: '红茶', quantity: 1, priceYuan: '5.00' }],
    recipient: { phone: '13900001111' },
  });
  const items = [{ name: '绿茶', quantity: 1, priceYuan: '5.00' }];
  const unpaid = await sandbox.place({ items, state: 'placed', expressType: 2, recipient: { name: '李四' } });
  const closed = await sandbox.place({ items, state: 'placed' });
  await act(closed, 'cancel');
  const { data } = (await sandbox.call('youzan.trade.get/4.0.2', { tid: paid })).body;
  for (const [fields, tids] of [
    [{ status: 'WAIT_SELLER_SEND_GOODS' }, [paid]],
    [{ status: 'WAIT_BUYER_PAY' }, [unpaid]],
    [{ status: 'TRADE_CLOSED' }, [closed]],
    [{ status: 'TRADE_CLOSE' }, [closed]],
    [{ status: 'TRADE_REFUND' }, []],
    [{ tid: paid }, [paid]],
    [{ receiver_phone: '13900001111' }, [paid]],
    [{ receiver_name: '李四' }, [unpaid]],
    [{ express_type: 'LOCAL_DELIVERY' }, [unpaid]],
    [{ keywords: '红茶' }, [paid]],
    [{ goods_id: data.full_order_info.orders[0].item_id }, [paid]],
    [{ yz_open_id: data.full_order_info.buyer_info.yz_open_id }, [paid]],
    [{ node_kdt_id: Number(KDT_ID) }, [closed, unpaid, paid]],
  ] as const) {
    expect(await list(fields), JSON.stringify(fields)).toEqual({ total: tids.length, tids });
  }
  await act(paid, 'refund');
  expect((await list({ status: 'TRADE_REFUND' })).tids).toEqual([paid]);
});

test('each window of time asks for its own moment, both ends included', async () => {
  const unpaid = await sandbox.place({ state: 'placed' });
  const done = await sandbox.place();
  await act(done, 'ship');
  await act(done, 'complete');
  const { created, updated, paid, success } = (await sandbox.truth(done))['times'] as Record<string, number>;
  for (const [name, moment, others] of [
    ['created', created, 1],
    ['update', updated, 1],
    ['pay', paid, 0],
    ['success', success, 0],
  ] as const) {
    const second = beijing(moment ?? 0);
    const window = { [`start_${name}`]: second, [`end_${name}`]: second };
    expect((await list(window)).tids).toContain(done);
    const hour = { [`start_${name}`]: beijing(Date.now() - 3_600_000), [`end_${name}`]: beijing(Date.now() + 1_000) };
    expect((await list(hour)).total).toBe(1 + others);
    const before = {
      [`start_${name}`]: beijing(Date.now() - 7_200_000),
      [`end_${name}`]: beijing(Date.now() - 3_600_000),
    };
    expect((await list(before)).total).toBe(0);
  }
  expect((await list({ start_pay: beijing(Date.now() + 60_000) })).tids).toContain(unpaid);
});

test('a window must have times and be no longer than three months', async () => {
  expect(await code({ start_update: '2026-03-01', end_update: '2026-03-02' })).toBe(5001);
  expect(await code({ start_update: '2026-02-30 00:00:00', end_update: '2026-03-02 00:00:00' })).toBe(5001);
  const months = { start_created: '2026-01-15 00:00:00', end_created: '2026-04-15 00:00:00' };
  expect(await code(months)).toBeUndefined();
  expect(await code({ ...months, end_created: '2026-04-15 00:00:01' })).toBe(5001);
});

test('lists may lag behind, details do not', async () => {
  const app = { secret: SECRET, shops: [{ kdtId: KDT_ID, name: '店' }], listLagMs: 60_000 };
  await sandbox.control('PUT', `/youzan/apps/${CLIENT_ID}`, app);
  const tid = await sandbox.place();
  expect((await list({})).total).toBe(0);
  expect((await sandbox.call('youzan.trade.get/4.0.2', { tid })).body.success).toBe(true);
});
