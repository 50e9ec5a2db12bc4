import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import type { ListedProduct } from '../goods-and-bills.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { fetchBill } from './bills.ts';
import { type MeituanAccess, parseConfig } from './config.ts';
import { meituan } from './index.ts';
import { listProducts, setStock } from './products.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const signal = new AbortController().signal;

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let access: MeituanAccess;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, controlPort: 0 });
  await control('PUT', '/meituan/apps/1001', { secret: SECRET, shops: [{ appPoiCode: 't_poi_01', name: '面馆' }] });
  const config = parseConfig({ app_id: '1001', secret: SECRET, baseUrl: `${sandbox.url}/meituan` });
  const tokens = { token: () => Promise.reject(new Error('nobody asks for a token')) };
  access = { config, platformShopId: 't_poi_01', tokens, gate: openGate };
});
afterAll(() => sandbox.close());

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(sandbox.controlUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
const place = async (body: object = {}) =>
  (await control<{ orderId: string }>('POST', '/meituan/orders', body)).orderId;
async function completed(body: object = {}): Promise<string> {
  const orderId = await place(body);
  await meituan.commands.accept?.(access, { platformOrderId: orderId, commandId: 'c' }, signal);
  await control('POST', `/meituan/orders/${orderId}/complete`);
  return orderId;
}
const dayInBeijing = (moment: Date) => new Date(moment.getTime() + 8 * 3600_000).toISOString().slice(0, 10);

async function products(): Promise<ListedProduct[]> {
  const all: ListedProduct[] = [];
  let cursor = null;
  for (let more = true; more;) {
    const page = await listProducts(access, cursor, signal);
    all.push(...page.products);
    ({ cursor, more } = page);
  }
  return all;
}

describe('the bill of a day', () => {
  test('comes row by row, refunds by themselves, every digit as Meituan wrote it', async () => {
    const orderId = await completed({ items: [{ name: '牛肉面', quantity: 2, priceYuan: '35.50' }] });
    await control('POST', `/meituan/orders/${orderId}/refund`, { kind: 'part' });
    await control('POST', `/meituan/orders/${orderId}/refund`, { step: 'merchant-agree' });
    const { rows, more } = await fetchBill(access, dayInBeijing(new Date()), null, signal);
    expect(more).toBe(false);
    expect(rows).toHaveLength(2);
    // The number of the order is beyond what a JavaScript number holds.
    for (const row of rows) expect(row).toContain(`"wm_order_view_id":${orderId}`);
    expect(rows.map((row) => (JSON.parse(row) as { bill_charge_type: number }).bill_charge_type)).toEqual([1, 3]);
    expect(rows.every((row) => row.includes('"daliy_bill_date"') && row.includes('"settle_amount"'))).toBe(true);
  });

  test('of another day is another one, and a long one comes page by page, every row once', async () => {
    expect((await fetchBill(access, '2026-01-01', null, signal)).rows).toEqual([]);
    for (let made = 0; made < 205; made += 1) await completed();
    const day = dayInBeijing(new Date());
    const first = await fetchBill(access, day, null, signal);
    expect([first.rows.length, first.more]).toEqual([200, true]);
    const second = await fetchBill(access, day, first.cursor, signal);
    expect([second.rows.length, second.more]).toEqual([7, false]);
    expect(new Set([...first.rows, ...second.rows]).size).toBe(207);
  });
});

describe('what a shop sells', () => {
  test('is listed by specification, with codes, price in fen and what is left', async () => {
    const all = await products();
    expect(all.length).toBeGreaterThan(3);
    for (const product of all) {
      expect(product.onSale).toBe(true);
      expect(product.quantity).toBeLessThanOrEqual(1000);
      expect(product.priceMinor).toBeGreaterThan(99);
      expect(product.skuCode).toBe(product.skuId);
    }
  });

  test('gets the stock that is set, and what is unknown there is told while the rest is taken', async () => {
    const [first, second] = await products();
    if (!first || !second) throw new Error('a menu has two dishes');
    const unknown = { productId: 'NOBODY', skuId: 'NOBODY-1', quantity: 5 };
    const refusals = await setStock(access, [{ ...first, quantity: 7 }, { ...second, quantity: 0 }, unknown], signal);
    expect(refusals).toMatchObject([{ productId: 'NOBODY', skuId: 'NOBODY-1', platformCode: '805' }]);
    expect((await products()).slice(0, 2).map(({ quantity }) => quantity)).toEqual([7, 0]);
    expect(await setStock(access, [unknown], signal)).toMatchObject([{ platformCode: '805' }]);
    expect(await setStock(access, [], signal)).toEqual([]);
  });
});

describe('a detail of which parts are missing', () => {
  const translate = async (orderId: string) =>
    meituan.translate({
      ...(await meituan.fetchOrder(access, orderId, signal)),
      source: 'pull',
      receivedAt: new Date(),
    });

  test('is asked for again until it is whole', async () => {
    const orderId = await place({
      incompleteDetails: 2,
      reductionYuan: '5',
      items: [{ name: '面', quantity: 1, priceYuan: '30' }],
    });
    const { snapshot, asksForOrder } = await translate(orderId);
    expect([snapshot?.totalMinor, asksForOrder]).toEqual([2500, undefined]);
    const { calls } = await control<{ calls: unknown[] }>('GET', `/calls?orderId=${orderId}`);
    expect(calls).toHaveLength(3);
  });

  test('that stays so is taken where its sum holds, and the order is read again later', async () => {
    const orderId = await place({ incompleteDetails: 9, items: [{ name: '面', quantity: 1, priceYuan: '30' }] });
    expect(await translate(orderId)).toMatchObject({ snapshot: { totalMinor: 3000 }, asksForOrder: true });
  });

  test('whose sum does not hold without them is set aside and believed in nothing', async () => {
    const orderId = await place({
      incompleteDetails: 9,
      reductionYuan: '5',
      items: [{ name: '面', quantity: 1, priceYuan: '30' }],
    });
    await expect(translate(orderId)).rejects.toThrow('do not add up');
  });
});

test('the numbers behind privacy numbers are those of open orders, each exact', async () => {
  const phone = '13812345678_1234';
  const hidden = await place({ recipient: { phone } });
  const plain = await place({ recipient: { phone: '13900001111' } });
  const over = await place({ recipient: { phone } });
  await control('POST', `/meituan/orders/${over}/cancel`, {});
  const { phones, more } = (await meituan.fetchRealPhones?.(access, null, signal)) ?? { phones: [], more: true };
  const of = (orderId: string) => phones.find(({ platformOrderId }) => platformOrderId === orderId)?.phone;
  expect([of(hidden), of(plain), of(over), more]).toEqual([`139${hidden.slice(-8)}`, '13900001111', undefined, false]);
});
