import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { paidOrder } from '../meituan-push.ts';
import { startRole } from '../role-process.ts';

let house: FaultHouse;
beforeAll(async () => {
  house = await FaultHouse.open();
}, 180_000);
afterAll(() => house.close());
afterEach(() => {
  house.toPostgres.mend();
  house.toTemporal.mend();
});

/** How many of these orders are in the hub, and whether one is there twice. */
async function count(ids: readonly string[]): Promise<{ there: number; twice: number }> {
  const wanted = new Set(ids);
  const seen = new Map<string, number>();
  let cursor: string | null | undefined;
  do {
    const answer = await house.client.GET('/orders', {
      params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } },
    });
    for (const { platformOrderId } of answer.data?.items ?? []) {
      if (wanted.has(platformOrderId)) seen.set(platformOrderId, (seen.get(platformOrderId) ?? 0) + 1);
    }
    cursor = answer.data?.nextCursor;
  } while (cursor);
  return { there: seen.size, twice: [...seen.values()].filter((times) => times > 1).length };
}

describe('whatever dies, no order is lost and none comes twice', () => {
  test('the worker is killed while sixty orders are on their way', { timeout: 180_000 }, async () => {
    const orderIds = await house.place(60);
    const strike = 3 + (house.seed % 40);
    await eventually(async () => (await count(orderIds)).there >= strike, PATIENCE_MS);
    await house.worker.kill();
    house.worker = await startRole('worker', house.env);
    await eventually(async () => (await count(orderIds)).there === 60, PATIENCE_MS);
    expect(await count(orderIds)).toEqual({ there: 60, twice: 0 });
    for (const id of orderIds.slice(0, 5)) {
      expect(await house.events(id)).toEqual(['placed applied', 'paid applied']);
    }
  });

  test('the worker is killed after Meituan accepted and before it could say so', { timeout: 120_000 }, async () => {
    const [orderId = ''] = await house.place();
    const order = await house.find(orderId);
    await house.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/confirm',
      orderId,
      act: 'hang',
      actFirst: true,
      delayMs: 60_000,
    });
    const pressed = house.accept(order.id, 'killed');
    await eventually(async () => (await house.asked(orderId, 'order/confirm')) === 1);
    await house.worker.kill();
    house.worker = await startRole('worker', house.env);
    expect([200, 202]).toContain((await pressed).response.status);
    const { data } = await eventually(async () => {
      const answer = await house.accept(order.id, 'killed');
      return answer.response.status === 200 && answer;
    }, PATIENCE_MS);
    expect(data).toMatchObject({ command: { state: 'done' }, order: { state: 'accepted' } });
    expect(await house.asked(orderId, 'order/confirm')).toBe(1);
  });

  test('the hub is killed at the very moment of its "got it"', { timeout: 120_000 }, async () => {
    const pushes = Array.from({ length: 12 }, () => paidOrder());
    const strike = house.seed % 12;
    let killed: Promise<void> | undefined;
    const acked: string[] = [];
    await Promise.all(
      pushes.map(async (params) => {
        const answer = await house.push(params).catch(() => null);
        if (answer?.status !== 200) return;
        acked.push(params.order_id ?? '');
        if (acked.length > strike) killed ??= house.api.kill();
      }),
    );
    await (killed ?? house.api.kill());
    expect(acked.length).toBeGreaterThan(0);
    house.api = await startRole('api', house.env);
    for (const id of acked) expect((await house.find(id)).state).toBe('paid');
    // What was not acked is sent again by the platform; what was, too, and stays one.
    for (const params of pushes) expect(await house.push(params)).toMatchObject({ status: 200 });
    const ids = pushes.map(({ order_id = '' }) => order_id);
    await eventually(async () => (await count(ids)).there === 12, PATIENCE_MS);
    expect(await count(ids)).toEqual({ there: 12, twice: 0 });
  });
});

/** Messages of an order that its workflow has still to hear of. */
async function waitingFor(platformOrderId: string): Promise<number | undefined> {
  const { rows } = await house.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM inbound_messages WHERE platform_order_id = $1 AND state = 'waiting'`,
    [platformOrderId],
  );
  return rows[0]?.n;
}

describe('whatever is away, pushes are answered honestly and all goes on when it is back', () => {
  test(
    'Temporal: orders are seen all the same, a press says "not now" and with the same key acts once later',
    { timeout: 180_000 },
    async () => {
      const [orderId = ''] = await house.place();
      const order = await house.find(orderId);
      house.toTemporal.cut();
      const params = paidOrder();
      expect(await house.push(params)).toMatchObject({ status: 200, body: { data: 'ok' } });
      const refused = await house.accept(order.id, 'not-now');
      expect(refused.response.status).toBe(503);
      expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.error).toMatchObject({ type: '/problems/unavailable' });
      expect(await (await fetch(`${house.hubUrl}/readyz`)).json()).toEqual({
        status: 'ready',
        database: true,
        temporal: false,
      });
      const platformOrderId = params.order_id ?? '';
      expect(await house.find(platformOrderId)).toMatchObject({ state: 'paid', totalMinor: 3550 });
      // Further news of it are shown as well, and all of it still waits for its workflow to hear of it.
      await house.push({ ...params, status: '9', reason_code: '2010', utime: String(Number(params.utime) + 1) });
      await eventually(async () => (await house.look(platformOrderId))?.state === 'cancelled', PATIENCE_MS);
      expect(await waitingFor(platformOrderId)).toBe(2);
      expect(await house.asked(orderId, 'order/confirm')).toBe(0);
      house.toTemporal.mend();
      await eventually(async () => (await waitingFor(platformOrderId)) === 0, PATIENCE_MS);
      const events = (await house.events(platformOrderId)).filter((event) => event.endsWith(' applied'));
      expect(events).toEqual(['placed applied', 'paid applied', 'cancelled applied']);
      const { data } = await eventually(async () => {
        const answer = await house.accept(order.id, 'not-now');
        return answer.response.status === 200 && answer;
      }, PATIENCE_MS);
      expect(data).toMatchObject({ command: { state: 'done' }, order: { state: 'accepted' } });
      expect(await house.asked(orderId, 'order/confirm')).toBe(1);
    },
  );

  test(
    'PostgreSQL: nothing is acked that is not on disk, and the hub heals by itself',
    { timeout: 180_000 },
    async () => {
      house.toPostgres.cut();
      const params = paidOrder();
      const answer = await house.push(params);
      expect(answer).toMatchObject({ status: 503, body: { data: 'ng', error: { code: 700 } } });
      const list = await house.client.GET('/orders');
      expect([list.response.status, list.response.headers.get('retry-after')]).toEqual([503, '2']);
      expect(list.error).toMatchObject({ type: '/problems/unavailable' });
      expect((await fetch(`${house.hubUrl}/readyz`)).status).toBe(503);
      expect((await fetch(`${house.hubUrl}/healthz`)).status).toBe(200);
      house.toPostgres.mend();
      await eventually(async () => (await house.push(params)).status === 200, PATIENCE_MS);
      const order = await house.find(params.order_id ?? '');
      expect(order.state).toBe('paid');
      const [orderId = ''] = await house.place();
      const later = await house.find(orderId);
      expect((await house.accept(later.id, 'after')).data).toMatchObject({ command: { state: 'done' } });
    },
  );
});

describe('the api dies in the middle of a call that an integrator repeats', () => {
  /** Statements of this sort wait until `let go`, as they would for a slow disk. */
  async function hold(when: string): Promise<() => Promise<void>> {
    await house.owner.query(`SELECT pg_advisory_lock(4711);
      CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
      CREATE TRIGGER hold ${when} EXECUTE FUNCTION hold()`);
    return async () => {
      await house.owner.query('SELECT pg_advisory_unlock(4711)');
      await house.owner.query('DROP FUNCTION hold() CASCADE');
    };
  }
  /** The list of locks is the whole server's, and other tests hold some, too. */
  const waiting = async () => {
    const { rows } = await house.owner.query(
      `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
       WHERE datname = current_database() AND locktype = 'advisory' AND objid = 4711 AND NOT granted`,
    );
    return rows.length > 0;
  };
  const create = (key: string, port: number) =>
    house.client.POST('/webhook-endpoints', {
      params: { header: { 'Idempotency-Key': key } },
      body: { url: `https://127.0.0.1:${port}/hook`, eventTypes: ['order.created'] },
    });
  const endpointsAt = async (port: number) => {
    const { data } = await house.client.GET('/webhook-endpoints');
    return data?.items.filter(({ url }) => url.includes(`:${port}/`)).length;
  };
  const aMinuteLater = (key: string) =>
    house.owner.query("UPDATE idempotency_keys SET created_at = created_at - interval '61 seconds' WHERE key = $1", [
      key,
    ]);
  async function dieIn(call: () => Promise<unknown>, when: string): Promise<void> {
    const letGo = await hold(when);
    const asked = call().catch(() => undefined);
    await eventually(waiting, PATIENCE_MS);
    await house.api.kill();
    await asked;
    await letGo();
    house.api = await startRole('api', house.env);
  }

  test('after it was done and before the answer was kept: it is not done again', { timeout: 120_000 }, async () => {
    const call = () => create('died-after', 8443);
    await dieIn(call, 'BEFORE UPDATE ON idempotency_keys FOR EACH ROW WHEN (NEW.status IS NOT NULL)');
    expect((await call()).error).toMatchObject({ type: '/problems/call-running' });
    await aMinuteLater('died-after');
    expect((await call()).error).toMatchObject({ type: '/problems/answer-lost' });
    expect(await endpointsAt(8443)).toBe(1);
  });

  test('before it was done: a minute later the same call does it, once', { timeout: 120_000 }, async () => {
    const call = () => create('died-before', 8080);
    await dieIn(call, 'BEFORE INSERT ON webhook_endpoints FOR EACH ROW');
    expect((await call()).error).toMatchObject({ type: '/problems/call-running' });
    await aMinuteLater('died-before');
    expect((await call()).response.status).toBe(201);
    expect(await endpointsAt(8080)).toBe(1);
  });
});

test(
  'ended as a supervisor ends them, both go in order; nothing that they wrote shows a secret or a phone number',
  { timeout: 60_000 },
  async () => {
    expect(await Promise.all([house.api.stop(), house.worker.stop()])).toEqual([0, 0]);
    const written = house.api.output() + house.worker.output();
    expect(written).toContain('"msg":');
    for (const secret of [house.shop.secret, house.env.JIEDAN_SECRET_KEY ?? '', '13800000000', '张三', '示例路']) {
      expect(written).not.toContain(secret);
    }
  },
);
