import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyToOrder, createTrial, orderSnapshot, type Trial } from '../../tests/trial-database.ts';
import type { OrderEventKind } from '../../domain/order-event.ts';
import { askCommand, moveCommand, readCommand } from './commands.ts';
import { listOrders, readCounts, readEventsAfter, readLines, readOrder } from './order-views.ts';
import { openCustomer } from './order-words.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await createTrial({ poolMax: 12 });
});
afterAll(() => trial.close());

const within = <T>(run: Parameters<typeof trial.database.withMerchantSql<T>>[1]) =>
  trial.database.withMerchantSql(trial.merchantId, run);
const apply = (id: string, kinds: OrderEventKind[], snapshot = orderSnapshot()) =>
  applyToOrder(trial.database, trial, id, kinds, snapshot);

describe('many clerks and platforms at once', () => {
  test('twenty writers leave no gap in numbers and sequences, and the tab counts are the real ones', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    const lives: OrderEventKind[][] = [['placed', 'paid'], ['accepted'], ['shipping'], ['completed']];
    const write = async (worker: number) => {
      for (const [index, id] of ids.entries()) {
        if (index % 20 !== worker) continue;
        // Some stop half-way, so that every tab has some.
        for (const kinds of lives.slice(0, 1 + (index % 4))) await apply(id, kinds);
        if (index % 7 === 0) await apply(id, ['cancelled']);
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, worker) => write(worker)));
    await within(async (client) => {
      const events = await readEventsAfter(client, 0n, 500);
      expect(events.map(({ sequence }) => Number(sequence))).toEqual(events.map((_, index) => index + 1));
      const numbers = await client.query<{ number: string }>('SELECT number FROM orders ORDER BY number');
      expect(numbers.rows.map(({ number }) => Number(number))).toEqual(ids.map((_, index) => index + 1));
      const { sequence, parked, today: _, ...counts } = await readCounts(client);
      expect([sequence, parked]).toEqual([BigInt(events.length), 0]);
      const real = await client.query<{ phase: string; n: number }>(
        'SELECT phase, count(*)::int AS n FROM orders GROUP BY phase',
      );
      const none = { not_accepted: 0, assigned: 0, in_progress: 0, completed: 0, cancelled: 0 };
      expect(counts).toEqual({ ...none, ...Object.fromEntries(real.rows.map(({ phase, n }) => [phase, n])) });
    });
  });

  test('one order written by ten at once is one row with every event once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => apply('raced', ['placed', 'paid'])));
    await within(async (client) => {
      const found = await listOrders(client, trial.database.cipher, {
        platformOrderId: 'raced',
        sort: 'newest',
        limit: 10,
      });
      expect(found).toHaveLength(1);
      const events = await client.query(
        "SELECT outcome FROM order_events WHERE order_id = $1 AND kind = 'placed' AND outcome = 'applied'",
        [found[0]?.id],
      );
      expect(events.rowCount).toBe(1);
    });
  });

  test('a change that is rolled back hands its number and sequence to the next one', async () => {
    const before = await within(readCounts);
    const broken = orderSnapshot({ totalMinor: -1 });
    await expect(apply('broken', ['placed'], broken)).rejects.toThrow('orders_total');
    expect(await within(readCounts)).toEqual(before);
  });
});

describe('what is kept of an order', () => {
  test('its lines and amounts follow the newest description; lines that are gone are gone', async () => {
    const line = (name: string, quantity: number) => ({
      name,
      spec: null,
      skuCode: null,
      quantity,
      unitPriceMinor: 100,
      totalMinor: 100 * quantity,
    });
    const id = await apply(
      'lines',
      ['placed'],
      orderSnapshot({ totalMinor: 600, lines: [line('面', 1), line('汤', 2), line('茶', 3)] }),
    );
    const later = new Date('2026-11-23T05:00:00Z');
    await apply(
      'lines',
      ['paid'],
      orderSnapshot({ asOf: later, totalMinor: 300, lines: [line('汤', 2), line('水', 1)] }),
    );
    await within(async (client) => {
      expect((await readLines(client, id)).map(({ name, quantity }) => `${name} ${quantity}`)).toEqual([
        '汤 2',
        '水 1',
      ]);
      expect(await readOrder(client, id)).toMatchObject({ total_minor: '300', lines_count: 2, state: 'paid' });
    });
  });

  test("the customer's data are unreadable in the database and whole with the key", async () => {
    const id = await apply('sealed', ['placed']);
    await within(async (client) => {
      const raw = await client.query<{ row: string }>('SELECT orders::text AS row FROM orders WHERE id = $1', [id]);
      expect(raw.rows[0]?.row).not.toMatch(/张三|13800000000|0000"|示例路/);
      const row = await readOrder(client, id);
      expect(openCustomer(trial.database.cipher, row?.customer_encrypted ?? Buffer.alloc(0))).toEqual(
        orderSnapshot().customer,
      );
    });
  });

  test('the deadline for accepting runs while the order is paid, and ends with it', async () => {
    const id = await apply('deadline', ['placed', 'paid']);
    expect((await within((client) => readOrder(client, id)))?.accept_deadline_at).toBeInstanceOf(Date);
    await apply('deadline', ['accepted']);
    expect((await within((client) => readOrder(client, id)))?.accept_deadline_at).toBeNull();
  });
});

describe('what a clerk asked', () => {
  const ask = (orderId: string, change: Partial<Parameters<typeof askCommand>[1]> = {}) =>
    within((client) =>
      askCommand(client, {
        merchantId: trial.merchantId,
        orderId,
        action: 'accept',
        input: {},
        idempotencyKey: null,
        actor: '店主',
        ...change,
      }),
    );

  test('twenty presses at once are one command', async () => {
    const orderId = await apply('pressed', ['placed', 'paid']);
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(orderId, { idempotencyKey: index % 2 ? `key ${index}` : null })),
    );
    expect(new Set(asked.map((command) => (typeof command === 'string' ? command : command.id))).size).toBe(1);
  });

  test('the same key is the same command also when it is finished; another call with it is told so', async () => {
    const orderId = await apply('keyed', ['placed', 'paid']);
    const first = await ask(orderId, { idempotencyKey: 'mine' });
    if (typeof first === 'string') throw new Error('the key was free');
    await within((client) => moveCommand(client, first.id, 'done'));
    expect(await ask(orderId, { idempotencyKey: 'mine' })).toMatchObject({ id: first.id, state: 'done' });
    expect(await ask(orderId, { idempotencyKey: 'mine', action: 'reject' })).toBe('reused');
    const other = await apply('keyed 2', ['placed', 'paid']);
    expect(await ask(other, { idempotencyKey: 'mine' })).toBe('reused');
    expect(await ask(orderId)).not.toMatchObject({ id: first.id });
  });

  test('who joins a running command with a key of their own gets its answer under that key, also when it is finished', async () => {
    const orderId = await apply('joined', ['placed', 'paid']);
    const first = await ask(orderId, { idempotencyKey: 'first', action: 'reject', input: { reason: 'sold_out' } });
    if (typeof first === 'string') throw new Error('the key was free');
    const second = { idempotencyKey: 'second', action: 'reject', input: { reason: 'closed' } } as const;
    expect(await ask(orderId, second)).toMatchObject({ id: first.id });
    await within((client) => moveCommand(client, first.id, 'done'));
    expect(await ask(orderId, second)).toMatchObject({ id: first.id, state: 'done' });
    expect(await ask(orderId, { ...second, input: { reason: 'sold_out' } })).toBe('reused');
    expect(await ask(await apply('joined 2', ['placed', 'paid']), second)).toBe('reused');
  });

  test('a second refund is not mistaken for the one that is being decided', async () => {
    const orderId = await apply('two refunds', ['placed', 'paid']);
    const decide = (refundId: string) => ask(orderId, { action: 'agree_refund', input: { refundId } });
    const first = await decide('r1');
    if (typeof first === 'string') throw new Error('nothing was running');
    expect(await decide('r1')).toMatchObject({ id: first.id });
    expect(await decide('r2')).toBe('running');
    await within((client) => moveCommand(client, first.id, 'done'));
    expect(await decide('r2')).toMatchObject({ state: 'asked', input: { refundId: 'r2' } });
  });

  test('a finished command stays as it ended', async () => {
    const orderId = await apply('finished', ['placed', 'paid']);
    const command = await ask(orderId);
    if (typeof command === 'string') throw new Error('no key was given');
    await within(async (client) => {
      await moveCommand(client, command.id, 'refused', { platformCode: '808', platformMessage: '状态已变' });
      await moveCommand(client, command.id, 'done');
      expect(await readCommand(client, command.id)).toMatchObject({ state: 'refused', platformCode: '808' });
    });
  });
});
