import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyToOrder, createTrial, orderSnapshot, type Trial } from '../../tests/trial-database.ts';
import type { OrderFilters } from './order-filters.ts';
import { listOrders } from './order-views.ts';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 23, 4);
const COUNT = 240;
const products = ['牛肉面', '草莓蛋糕 6寸', '红豆 Latte', '手冲咖啡'];

let trial: Trial;
beforeAll(async () => {
  trial = await createTrial({ poolMax: 8 });
  const orders = Array.from({ length: COUNT }, (_, index) => index);
  const place = async (index: number) => {
    // Ten orders share each minute, as at a busy noon: a page border falls between equal times.
    const placedAt = new Date(NOON + Math.floor(index / 10) * MINUTE);
    const line = {
      name: products[index % 4] ?? '',
      spec: null,
      skuCode: null,
      quantity: 1,
      unitPriceMinor: 1,
      totalMinor: 1,
    };
    const phone = `1380000${String(index).padStart(4, '0')}_9999`;
    const customer = { name: index % 2 ? '张三(先生)' : '欧阳娜娜', phone, address: null, remark: null };
    const snapshot = orderSnapshot({ placedAt, lines: [line], customer });
    await applyToOrder(
      trial.database,
      trial,
      String(1_600_012_345_678_000_000n + BigInt(index)),
      ['placed', 'paid'],
      snapshot,
    );
  };
  for (let at = 0; at < COUNT; at += 8) await Promise.all(orders.slice(at, at + 8).map(place));
}, 60_000);
afterAll(() => trial.close());

const list = (filters: Partial<OrderFilters>) =>
  trial.database.withMerchantSql(trial.merchantId, (client) =>
    listOrders(client, trial.database.cipher, { sort: 'newest', limit: 500, ...filters }),
  );

describe('turning pages', () => {
  test.each([
    ['newest', 7],
    ['newest', 10],
    ['waiting', 7],
    ['waiting', 100],
  ] as const)('%s first by %i loses no order and shows none twice', async (sort, limit) => {
    const seen: string[] = [];
    let after: OrderFilters['after'];
    for (;;) {
      const page = await list({ sort, limit, ...(after ? { after } : {}) });
      seen.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (page.length < limit || !last) break;
      after = { at: last.placed_at, id: last.id };
    }
    const all = (await list({ sort })).map(({ id }) => id);
    expect(all).toHaveLength(COUNT);
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(COUNT);
  });

  test('orders that arrive meanwhile do not shift the pages', async () => {
    const first = await list({ limit: 10 });
    const placedAt = new Date(NOON + 1_000 * MINUTE);
    await applyToOrder(trial.database, trial, 'new one', ['placed', 'paid'], orderSnapshot({ placedAt, lines: [] }));
    const last = first.at(-1);
    if (!last) throw new Error('the first page is empty');
    const second = await list({ limit: 10, after: { at: last.placed_at, id: last.id } });
    expect(second.filter(({ id }) => first.some((row) => row.id === id))).toEqual([]);
    expect(second).toHaveLength(10);
  });
});

describe('finding an order', () => {
  const found = async (q: string) =>
    (await list({ q })).map(({ platform_order_id }) => platform_order_id.slice(-3)).sort();
  const every4 = (rest: number) =>
    Array.from({ length: COUNT }, (_, index) => index)
      .filter((index) => index % 4 === rest)
      .map((index) => String(index).padStart(3, '0'));

  test.each([
    ['two characters of a product', '牛肉', 0],
    ['a whole product with a blank in it', '草莓蛋糕6寸', 1],
    ['letters in any case', 'LATTE', 2],
    ['full-width letters', 'Ｌａｔｔｅ', 2],
    ['the middle of a name', '冲咖', 3],
  ])('by %s', async (_, q, rest) => {
    expect(await found(q)).toEqual(every4(rest));
  });

  test("by the platform's number, whole or its last four", async () => {
    expect(await found('1600012345678000123')).toEqual(['123']);
    expect(await found('0123')).toContain('123');
  });

  test('by a phone number, whole or its last four, with blanks as people type them', async () => {
    expect(await found('13800000042')).toEqual(['042']);
    expect(await found('138 0000 0042')).toEqual(['042']);
    expect(await found('138-0000-0042')).toEqual(['042']);
  });

  test("by a customer's name, and by the number that people read aloud", async () => {
    expect(await found('欧阳娜娜')).toHaveLength(COUNT / 2);
    const [row] = await list({ limit: 1, platformOrderId: '1600012345678000055' });
    expect(await found(`#${row?.number}`)).toContain('055');
    expect(await found(row?.number ?? '')).toContain('055');
  });

  test('a word that one order has is found with every filter, by whoever is limited to its shop and by nobody else', async () => {
    const { database } = trial;
    const own = await trial.addMerchant();
    const placedAt = new Date(NOON);
    const line = { name: '黑松露披萨', spec: null, skuCode: null, quantity: 1, unitPriceMinor: 1, totalMinor: 1 };
    await applyToOrder(database, own, 'rare one', ['placed', 'paid'], orderSnapshot({ placedAt, lines: [line] }));
    const find = (filters: Partial<OrderFilters>, shopIds: string[] | null = null) =>
      database
        .boundTo({ shopIds })
        .withMerchantSql(own.merchantId, (client) =>
          listOrders(client, database.cipher, { sort: 'newest', limit: 5, q: '松露', ...filters }),
        );
    expect(await find({})).toMatchObject([{ platform_order_id: 'rare one' }]);
    expect(await find({ shop: own.shop.code, platform: 'meituan', state: 'paid', sort: 'waiting' })).toHaveLength(1);
    expect(await find({ placedFrom: new Date(NOON + 1) })).toEqual([]);
    expect(await find({ platform: 'youzan' })).toEqual([]);
    expect(await find({}, [own.shop.shopId])).toHaveLength(1);
    expect(await find({}, [randomUUID()])).toEqual([]);
  });

  test('the index of words tells a merchant nothing of the orders of another', async () => {
    const other = await trial.addMerchant();
    const ask = (merchantId: string) =>
      trial.database.withMerchantSql(merchantId, (client) =>
        client.query(`SELECT FROM orders_with_tokens(ARRAY['pr:牛肉'])`),
      );
    expect((await ask(trial.merchantId)).rowCount).toBeGreaterThan(0);
    expect((await ask(other.merchantId)).rowCount).toBe(0);
    await expect(trial.database.system.query(`SELECT orders_with_tokens(ARRAY['pr:牛肉'])`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('an order must have all that was typed, and nothing is found by what it does not have', async () => {
    expect(await found('牛肉蛋糕')).toEqual([]);
    expect(await found('面')).toEqual([]);
    expect(await found("'; DROP TABLE orders; --")).toEqual([]);
    expect(await found('%')).toEqual([]);
  });
});

describe('sorting out', () => {
  test('by time: the start belongs to it, the end does not', async () => {
    const placedFrom = new Date(NOON + 3 * MINUTE);
    const rows = await list({ placedFrom, placedTo: new Date(NOON + 5 * MINUTE) });
    expect(rows).toHaveLength(20);
    expect(Math.min(...rows.map(({ placed_at }) => placed_at.getTime()))).toBe(placedFrom.getTime());
  });

  test("by shop, by our id or the platform's code; another's shop has none", async () => {
    expect((await list({ shop: trial.shop.shopId, placedTo: new Date(NOON + 24 * MINUTE) })).length).toBe(COUNT);
    expect((await list({ shop: 't_poi_01', placedTo: new Date(NOON + 24 * MINUTE) })).length).toBe(COUNT);
    const other = await trial.addMerchant();
    expect(await list({ shop: other.shop.shopId })).toEqual([]);
  });

  test('by platform, state and tab together', async () => {
    expect(await list({ platform: 'meituan', state: 'paid', phase: 'not_accepted', limit: 5 })).toHaveLength(5);
    expect(await list({ platform: 'youzan' })).toEqual([]);
    expect(await list({ state: 'paid', phase: 'completed' })).toEqual([]);
  });
});

describe('a word that one order in 250 has, of very many', () => {
  const EVERY = 250;
  const MANY = 5_000;
  let large: Trial;
  let owner: pg.Client;
  beforeAll(async () => {
    large = await createTrial();
    owner = new pg.Client({ connectionString: large.url });
    await owner.connect();
    await applyToOrder(large.database, large, 'first', ['placed', 'paid'], orderSnapshot({}));
    await owner.query(
      `INSERT INTO orders
       SELECT (jsonb_populate_record(o, jsonb_build_object('id', uuidv7(), 'number', 10 + n, 'platform_order_id', n::text,
                 'placed_at', o.placed_at - n * interval '1 minute',
                 'search_tokens', CASE WHEN n % $1 = 0 THEN '{pr:独角}'::text[] ELSE '{pr:面包}'::text[] END))).*
       FROM orders o, generate_series(1, $2::int) AS n WHERE o.platform_order_id = 'first'`,
      [EVERY, MANY],
    );
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await large.close();
  });

  // So many that the index of words is asked for a span of time; of fewer it is asked for all.
  test.each([
    [1_000_000, 'newest'],
    [1_000_000, 'waiting'],
    [MANY, 'newest'],
  ] as const)('is found page by page in the order of the list, of %i orders, %s first', async (orders, sort) => {
    await owner.query('UPDATE merchant_counters SET order_number = $1', [orders]);
    const found: string[] = [];
    let after: OrderFilters['after'];
    for (;;) {
      const page = await large.database.withMerchantSql(large.merchantId, (client) =>
        listOrders(client, large.database.cipher, { sort, limit: 6, q: '独角', ...(after ? { after } : {}) }),
      );
      found.push(...page.map(({ platform_order_id: id }) => id));
      const last = page.at(-1);
      if (page.length < 6 || !last) break;
      after = { at: last.placed_at, id: last.id };
    }
    const all = Array.from({ length: MANY / EVERY }, (_, index) => String((index + 1) * EVERY));
    expect(found).toEqual(sort === 'newest' ? all : all.reverse());
  });
});
