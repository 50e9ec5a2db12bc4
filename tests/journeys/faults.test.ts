import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { findFreePort } from '../../hub/embedded/free-port.ts';
import { registerWithSandbox, seedMeituanShop, seedMerchant, type SeededShop } from '../../prisma/seed.ts';
import { createCipher } from '../../prisma/store/cipher.ts';
import { type Database, openDatabase } from '../../prisma/store/database.ts';
import { hashToken, newToken } from '../../prisma/store/identities.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { type CuttableLine, openLine } from '../cuttable-line.ts';
import { type ApiClient, clientWithKey, createDatabase, eventually, type Sandbox } from '../harness.ts';
import { paidOrder, sendPush } from '../meituan-push.ts';
import { type RoleProcess, startRole } from '../role-process.ts';

/** Where a fault strikes is drawn; the same seed strikes at the same place. */
const seed = Number(process.env.FAULT_SEED ?? randomInt(1_000_000));
const PATIENCE_MS = 60_000;

let own: Awaited<ReturnType<typeof createDatabase>>;
let toPostgres: CuttableLine;
let toTemporal: CuttableLine;
let sandbox: Sandbox;
let database: Database;
let shop: SeededShop;
let env: Record<string, string>;
let hubUrl: string;
let owner: ApiClient;
let api: RoleProcess;
let worker: RoleProcess;

beforeAll(async () => {
  console.info(`FAULT_SEED=${seed}`);
  own = await createDatabase();
  const direct = new URL(own.url);
  toPostgres = await openLine({ host: direct.hostname, port: Number(direct.port) });
  const [temporalHost = '', temporalPort = ''] = inject('temporalAddress').split(':');
  toTemporal = await openLine({ host: temporalHost, port: Number(temporalPort) });
  const secretKey = randomBytes(32).toString('base64');
  // The test's own eyes see past the cuts.
  database = openDatabase({ url: own.url, poolMax: 4, cipher: createCipher(Buffer.from(secretKey, 'base64')) });
  sandbox = await startSandbox({ port: 0, controlPort: 0 });
  const login = { email: `${randomUUID()}@test.example`, password: 'a password of a test' };
  const merchantId = await seedMerchant(database, { id: randomUUID(), name: '测试商家', login });
  shop = await seedMeituanShop(database, merchantId, {
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '1001',
    code: 't_poi_01',
    name: '测试门店',
    sandboxUrl: sandbox.url,
  });
  const port = await findFreePort();
  hubUrl = `http://127.0.0.1:${port}`;
  await registerWithSandbox({ hubUrl, sandboxControlUrl: sandbox.controlUrl }, shop);
  const throughLine = new URL(own.url);
  throughLine.host = `${toPostgres.host}:${toPostgres.port}`;
  env = {
    DATABASE_URL: throughLine.href,
    TEMPORAL_ADDRESS: `${toTemporal.host}:${toTemporal.port}`,
    TEMPORAL_TASK_QUEUE: `faults-${randomUUID()}`,
    JIEDAN_SECRET_KEY: secretKey,
    PUBLIC_URL: hubUrl,
    PORT: String(port),
  };
  const key = newToken('jd_');
  const keyHash = new Uint8Array(hashToken(key));
  await database.withMerchant(merchantId, (tx) =>
    tx.apiKey.create({ data: { merchantId, name: 'test', role: 'owner', keyHash } }),
  );
  owner = clientWithKey(hubUrl, key);
  [api, worker] = await Promise.all([startRole('api', env), startRole('worker', env)]);
}, 180_000);

afterAll(async () => {
  await Promise.all([api.kill(), worker.kill()]);
  await sandbox.close();
  await database.close();
  await Promise.all([toPostgres.close(), toTemporal.close()]);
  await own.drop();
});

afterEach(() => {
  toPostgres.mend();
  toTemporal.mend();
});

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(sandbox.controlUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const push = (params: Record<string, string>) =>
  sendPush(params, { url: `${hubUrl}/webhooks/meituan/${shop.connectionId}`, secret: shop.secret });

/** The order as the hub shows it; null while it is not there or the hub is away. */
async function look(platformOrderId: string) {
  const answer = await owner.GET('/orders', { params: { query: { platformOrderId } } }).catch(() => null);
  return answer?.data?.items[0] ?? null;
}
const find = (platformOrderId: string) => eventually(() => look(platformOrderId), PATIENCE_MS);
const accept = (orderId: string, key: string) =>
  owner.POST('/orders/{orderId}/accept', { params: { path: { orderId }, header: { 'Idempotency-Key': key } } });
const asked = async (orderId: string, path: string) =>
  (await control<{ calls: unknown[] }>('GET', `/calls?orderId=${orderId}&path=${path}`)).calls.length;

/** How many of these orders are in the hub, and whether one is there twice. */
async function count(ids: readonly string[]): Promise<{ there: number; twice: number }> {
  const wanted = new Set(ids);
  const seen = new Map<string, number>();
  let cursor: string | null | undefined;
  do {
    const answer = await owner.GET('/orders', { params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } } });
    for (const { platformOrderId } of answer.data?.items ?? []) {
      if (wanted.has(platformOrderId)) seen.set(platformOrderId, (seen.get(platformOrderId) ?? 0) + 1);
    }
    cursor = answer.data?.nextCursor;
  } while (cursor);
  return { there: seen.size, twice: [...seen.values()].filter((times) => times > 1).length };
}

describe('whatever dies, no order is lost and none comes twice', () => {
  test('the worker is killed while sixty orders are on their way', { timeout: 180_000 }, async () => {
    const { orderIds } = await control<{ orderIds: string[] }>('POST', '/meituan/orders', { count: 60 });
    const strike = 3 + (seed % 40);
    await eventually(async () => (await count(orderIds)).there >= strike, PATIENCE_MS);
    await worker.kill();
    worker = await startRole('worker', env);
    await eventually(async () => (await count(orderIds)).there === 60, PATIENCE_MS);
    expect(await count(orderIds)).toEqual({ there: 60, twice: 0 });
    for (const id of orderIds.slice(0, 5)) {
      const order = await find(id);
      const { data } = await owner.GET('/orders/{orderId}', { params: { path: { orderId: order.id } } });
      expect(data?.events.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(['placed applied', 'paid applied']);
    }
  });

  test('the worker is killed after Meituan accepted and before it could say so', { timeout: 120_000 }, async () => {
    const { orderId } = await control<{ orderId: string }>('POST', '/meituan/orders', {});
    const order = await find(orderId);
    await control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/confirm',
      orderId,
      act: 'hang',
      actFirst: true,
      delayMs: 60_000,
    });
    const pressed = accept(order.id, 'killed');
    await eventually(async () => (await asked(orderId, 'order/confirm')) === 1);
    await worker.kill();
    worker = await startRole('worker', env);
    expect([200, 202]).toContain((await pressed).response.status);
    const { data } = await eventually(async () => {
      const answer = await accept(order.id, 'killed');
      return answer.response.status === 200 && answer;
    }, PATIENCE_MS);
    expect(data).toMatchObject({ command: { state: 'done' }, order: { state: 'accepted' } });
    expect(await asked(orderId, 'order/confirm')).toBe(1);
  });

  test('the hub is killed at the very moment of its "got it"', { timeout: 120_000 }, async () => {
    const pushes = Array.from({ length: 12 }, () => paidOrder());
    const strike = seed % 12;
    let killed: Promise<void> | undefined;
    const acked: string[] = [];
    await Promise.all(
      pushes.map(async (params) => {
        const answer = await push(params).catch(() => null);
        if (answer?.status !== 200) return;
        acked.push(params.order_id ?? '');
        if (acked.length > strike) killed ??= api.kill();
      }),
    );
    await (killed ?? api.kill());
    expect(acked.length).toBeGreaterThan(0);
    api = await startRole('api', env);
    for (const id of acked) expect((await find(id)).state).toBe('paid');
    // What was not acked is sent again by the platform; what was, too, and stays one.
    for (const params of pushes) expect(await push(params)).toMatchObject({ status: 200 });
    const ids = pushes.map(({ order_id = '' }) => order_id);
    await eventually(async () => (await count(ids)).there === 12, PATIENCE_MS);
    expect(await count(ids)).toEqual({ there: 12, twice: 0 });
  });
});

describe('whatever is away, pushes are answered honestly and all goes on when it is back', () => {
  test(
    'Temporal: pushes are kept, a press says "not now" and with the same key acts once later',
    { timeout: 180_000 },
    async () => {
      const { orderId } = await control<{ orderId: string }>('POST', '/meituan/orders', {});
      const order = await find(orderId);
      toTemporal.cut();
      const params = paidOrder();
      expect(await push(params)).toMatchObject({ status: 200, body: { data: 'ok' } });
      const refused = await accept(order.id, 'not-now');
      expect(refused.response.status).toBe(503);
      expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.error).toMatchObject({ type: '/problems/unavailable' });
      expect(await (await fetch(`${hubUrl}/readyz`)).json()).toEqual({
        status: 'ready',
        database: true,
        temporal: false,
      });
      expect(await look(params.order_id ?? '')).toBeNull();
      expect(await asked(orderId, 'order/confirm')).toBe(0);
      toTemporal.mend();
      expect((await find(params.order_id ?? '')).state).toBe('paid');
      const { data } = await eventually(async () => {
        const answer = await accept(order.id, 'not-now');
        return answer.response.status === 200 && answer;
      }, PATIENCE_MS);
      expect(data).toMatchObject({ command: { state: 'done' }, order: { state: 'accepted' } });
      expect(await asked(orderId, 'order/confirm')).toBe(1);
    },
  );

  test(
    'PostgreSQL: nothing is acked that is not on disk, and the hub heals by itself',
    { timeout: 180_000 },
    async () => {
      toPostgres.cut();
      const params = paidOrder();
      const answer = await push(params);
      expect(answer).toMatchObject({ status: 503, body: { data: 'ng', error: { code: 700 } } });
      const list = await owner.GET('/orders');
      expect([list.response.status, list.response.headers.get('retry-after')]).toEqual([503, '2']);
      expect(list.error).toMatchObject({ type: '/problems/unavailable' });
      expect((await fetch(`${hubUrl}/readyz`)).status).toBe(503);
      expect((await fetch(`${hubUrl}/healthz`)).status).toBe(200);
      toPostgres.mend();
      await eventually(async () => (await push(params)).status === 200, PATIENCE_MS);
      const order = await find(params.order_id ?? '');
      expect(order.state).toBe('paid');
      const { orderId } = await control<{ orderId: string }>('POST', '/meituan/orders', {});
      const later = await find(orderId);
      expect((await accept(later.id, 'after')).data).toMatchObject({ command: { state: 'done' } });
    },
  );
});

test(
  'ended as a supervisor ends them, both go in order; nothing that they wrote shows a secret or a phone number',
  { timeout: 60_000 },
  async () => {
    expect(await Promise.all([api.stop(), worker.stop()])).toEqual([0, 0]);
    const written = api.output() + worker.output();
    expect(written).toContain('"msg":');
    for (const secret of [shop.secret, env.JIEDAN_SECRET_KEY ?? '', '13800000000', '张三', '示例路']) {
      expect(written).not.toContain(secret);
    }
  },
);
