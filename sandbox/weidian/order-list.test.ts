import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { startWeidian, type TestWeidian } from './merchant-for-tests.ts';

let sandbox: TestWeidian;
beforeEach(async () => {
  await sandbox?.close();
  sandbox = await startWeidian();
});
afterAll(() => sandbox.close());

const LIST = 'vdian.order.list.get 1.5';

async function ids(param: Record<string, unknown>, what = LIST): Promise<string[]> {
  const { code, result } = await sandbox.call(what, param);
  expect(code).toBe(0);
  return (result.orders as { order_id: string }[]).map((row) => row.order_id);
}

/** As people in China read a clock. */
function beijing(ms: number): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return parts.format(ms);
}

const nextSecond = async (): Promise<void> => {
  const second = Math.floor(Date.now() / 1_000);
  await expect.poll(() => Math.floor(Date.now() / 1_000), { timeout: 3_000, interval: 20 }).toBeGreaterThan(second);
};

describe('the order list', () => {
  test('each order stands in one list, under the spelling of the platform', async () => {
    const unpaid = await sandbox.place({ state: 'placed' });
    const paid = await sandbox.place();
    const shipped = await sandbox.place({ state: 'shipping' });
    const done = await sandbox.place({ state: 'completed' });
    const closed = await sandbox.place({ state: 'cancelled' });
    const refunding = await sandbox.place();
    await sandbox.act(refunding, 'refund');
    expect(await ids({ order_type: 'unpay' })).toEqual([unpaid]);
    expect(await ids({ order_type: 'unship' })).toEqual([paid]);
    expect(await ids({ order_type: 'shiped' })).toEqual([shipped]);
    expect(await ids({ order_type: 'finish' })).toEqual([done]);
    expect(await ids({ order_type: 'close' })).toEqual([closed]);
    expect(await ids({ order_type: 'refunding' })).toEqual([refunding]);
    expect((await ids({})).sort()).toEqual([unpaid, paid, shipped, done, closed, refunding].sort());
    expect((await sandbox.call(LIST, { order_type: 'shipped' })).code).toBe(90_003);
  });

  test('a row names the order but not its number behind the words', async () => {
    const orderId = await sandbox.place({ caution: '请包好' });
    await sandbox.act(orderId, 'memo', { memo: '加急' });
    const { result } = await sandbox.call(LIST, {});
    expect(result.total_num).toBe(1);
    expect(result.orders[0]).toMatchObject({
      order_id: orderId,
      status: 'unship',
      status2: '待发货',
      buyer_note: '请包好',
      seller_note: '加急',
      express_no: '',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
    expect(result.orders[0]).not.toHaveProperty('status_ori');
  });

  test('the older list has its own words, digits for statuses, and longer pages', async () => {
    const orderId = await sandbox.place();
    const { result } = await sandbox.call('vdian.order.list.get 1.1', { order_type: 'pend', page_size: 200 });
    expect(result.orders).toMatchObject([{ order_id: orderId, status: '2' }]);
    expect(await ids({ order_type: 'unship' }, 'vdian.order.list.get 1.2')).toEqual([orderId]);
    expect((await sandbox.call('vdian.order.list.get 1.1', { order_type: 'unship' })).code).toBe(90_003);
    expect((await sandbox.call(LIST, { order_type: 'pend' })).code).toBe(90_003);
  });

  test.each([
    [{ page_size: 51 }, LIST],
    [{ page_size: 0 }, LIST],
    [{ page_num: 0 }, LIST],
    [{ page_size: 201 }, 'vdian.order.list.get 1.1'],
    [{ update_start: '2026-02-30 00:00:00', update_end: '2026-03-01 00:00:00' }, LIST],
    [{ update_start: '2026-03-01', update_end: '2026-03-02' }, LIST],
  ])('%j is out of range for %s', async (param, what) => {
    expect((await sandbox.call(what, param)).code).toBe(90_003);
  });

  test('numbers may come as text', async () => {
    const orderId = await sandbox.place();
    expect(await ids({ page_num: '1', page_size: '50' })).toEqual([orderId]);
  });

  test('without times only the last 31 days are searched', async () => {
    const day = 86_400;
    const now = Math.floor(Date.now() / 1_000);
    const recent = await sandbox.place({ placedAt: now - 30 * day });
    const old = await sandbox.place({ placedAt: now - 32 * day });
    expect(await ids({})).toEqual([recent]);
    // Half a pair is no pair.
    expect(await ids({ add_start: beijing((now - 40 * day) * 1_000) })).toEqual([recent]);
    const window = { add_start: beijing((now - 40 * day) * 1_000), add_end: beijing(Date.now()) };
    expect(await ids(window)).toEqual([recent, old]);
  });

  test('times are those of Beijing, and both ends of a window count', async () => {
    const at = 1_767_196_800; // 2026-01-01 00:00:00 in Beijing
    const orderId = await sandbox.place({ state: 'placed', placedAt: at });
    const second = '2026-01-01 00:00:00';
    expect(await ids({ add_start: second, add_end: second })).toEqual([orderId]);
    expect(await ids({ update_start: second, update_end: second })).toEqual([orderId]);
    expect(await ids({ add_start: '2026-01-01 00:00:01', add_end: '2026-01-01 00:00:02' })).toEqual([]);
    const day = await sandbox.call('vdian.order.ids.get 1.1', { order_date: '2026-01-01' });
    expect(day.result).toEqual({ total_num: 1, order_ids: [orderId] });
    const before = await sandbox.call('vdian.order.ids.get 1.1', { order_date: '2025-12-31', page_size: 50 });
    expect(before.result.order_ids).toEqual([]);
    expect((await sandbox.call('vdian.order.ids.get 1.1', { order_date: '20260101' })).code).toBe(90_003);
    expect((await sandbox.call('vdian.order.ids.get 1.1', { order_date: '2026-01-01', page_size: 51 })).code).toBe(
      90_003,
    );
  });

  test('an order that changes while somebody reads moves the others to later pages', async () => {
    const base = Math.floor(Date.now() / 1_000) - 100;
    const placed: string[] = [];
    for (let n = 0; n < 4; n += 1) placed.push(await sandbox.place({ state: 'placed', placedAt: base + n }));
    const [oldest = '', , , newest] = placed;
    const page = (number: number): Promise<string[]> => ids({ page_num: number, page_size: 2 });
    expect((await page(1))[0]).toBe(newest);
    const first = await page(1);
    await sandbox.act(oldest, 'pay');
    const second = await page(2);
    // Who reads forwards sees one twice and the changed one never.
    expect(second).toContain(first[1]);
    expect([...first, ...second]).not.toContain(oldest);
    expect((await page(1))[0]).toBe(oldest);
  });

  test('an order that changes leaves a window that has ended, and the next page begins too late', async () => {
    const base = Math.floor(Date.now() / 1_000) - 100;
    const placed: string[] = [];
    for (let n = 0; n < 4; n += 1) placed.push(await sandbox.place({ state: 'placed', placedAt: base + n }));
    const window = { update_start: beijing((base - 1) * 1_000), update_end: beijing(Date.now() - 5_000) };
    const first = await ids({ ...window, page_num: 1, page_size: 2 });
    await sandbox.act(first[0] ?? '', 'pay');
    const second = await ids({ ...window, page_num: 2, page_size: 2 });
    expect(new Set([...first, ...second]).size).toBe(3);
  });

  test('who reads a window that has ended from its last page misses nothing that stays in it', async () => {
    const seed = Date.now() % 100_000;
    const random = seededRandom(seed);
    const base = Math.floor(Date.now() / 1_000) - 100;
    const placed: string[] = [];
    for (let n = 0; n < 12; n += 1) placed.push(await sandbox.place({ state: 'placed', placedAt: base + n }));
    const window = { update_start: beijing((base - 1) * 1_000), update_end: beijing((base + 50) * 1_000) };
    const size = 2;
    const changed = new Set<string>();
    const seen = new Set<string>();
    for (let page = Math.ceil(placed.length / size); page >= 1; page -= 1) {
      for (const id of await ids({ ...window, page_num: page, page_size: size })) seen.add(id);
      const one = placed[Math.floor(random() * placed.length)] ?? '';
      changed.add(one);
      await sandbox.act(one, 'memo', { memo: '改' });
    }
    expect(changed.size).toBeGreaterThan(0);
    expect(
      placed.filter((id) => !seen.has(id) && !changed.has(id)),
      `seed ${String(seed)}`,
    ).toEqual([]);
  });

  test('group buys that wait can be left out', async () => {
    const waiting = await sandbox.place({ group: true });
    expect(await ids({ group_type: 1 })).toEqual([]);
    expect(await ids({})).toEqual([waiting]);
    await sandbox.act(waiting, 'group-full');
    expect(await ids({ group_type: 1 })).toEqual([waiting]);
  });

  test('a change is seen by its time', async () => {
    const orderId = await sandbox.place({ state: 'placed' });
    await nextSecond();
    const from = beijing(Date.now());
    expect(await ids({ update_start: from, update_end: beijing(Date.now() + 60_000) })).toEqual([]);
    await sandbox.act(orderId, 'pay');
    expect(await ids({ update_start: from, update_end: beijing(Date.now() + 60_000) })).toEqual([orderId]);
  });
});
