import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DEMO_VOUCHER_SHOP, registerWithSandbox, seedShop } from '../../prisma/seed.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { startRole } from '../role-process.ts';

/** A killed worker's try is given up after 30 seconds; then another worker asks the platform what became of it. */
const TAKEN_OVER_MS = 2 * PATIENCE_MS;
const TEST_MS = 300_000;

const { platform } = DEMO_VOUCHER_SHOP;
const shopId = randomUUID();
let house: FaultHouse;
beforeAll(async () => {
  house = await FaultHouse.open();
  const shop = await seedShop(house.database, house.merchantId, {
    ...DEMO_VOUCHER_SHOP,
    connectionId: randomUUID(),
    shopId,
    name: '测试面馆',
    sandboxUrl: house.sandbox.url,
  });
  await registerWithSandbox({ hubUrl: house.hubUrl, sandboxControlUrl: house.sandbox.controlUrl }, shop);
}, 180_000);
afterAll(() => house.close());
afterEach(async () => {
  house.toTemporal.mend();
  await house.control('DELETE', '/faults');
});

const sell = async (count: number) =>
  (await house.control<{ codes: string[] }>('POST', `/${platform}/vouchers`, { count })).codes;
const consume = (code: string, count: number, key: string) =>
  house.client
    .POST('/vouchers/consume', {
      params: { header: { 'Idempotency-Key': key } },
      body: { shopId, code, count },
    })
    .catch(() => null);
const undo = (voucherId: string) =>
  house.client
    .POST('/vouchers/{voucherId}/undo', { params: { path: { voucherId } }, body: { reason: 'other' } })
    .catch(() => null);
const times = async (code: string, what: string) => {
  const { story } = await house.control<{ story: { what: string }[] }>('GET', `/${platform}/vouchers/${code}`);
  return story.filter((one) => one.what === what).length;
};
const listed = async (codes: readonly string[]) => {
  const { data } = await house.client.GET('/vouchers', { params: { query: { limit: 200 } } });
  return (data?.items ?? []).filter(({ code }) => codes.includes(code));
};
/** The platform acts, and its answer never comes. */
const silent = (path: string) =>
  house.control('POST', '/faults', { platform, path: `tuangou/receipt/${path}`, act: 'hang', actFirst: true });

test.each([1, 2])(
  'of %i that the platform gave to a worker that died each is taken once and one order',
  async (count) => {
    const codes = await sell(count);
    const key = randomUUID();
    await silent('consume');
    const pressed = consume(codes[0] ?? '', count, key);
    await eventually(async () => (await times(codes[0] ?? '', 'consumed')) === 1, PATIENCE_MS);
    await house.worker.kill();
    await pressed;
    house.worker = await startRole('worker', house.env);
    const taken = await eventually(async () => {
      const found = await listed(codes);
      return found.length === count && found;
    }, TAKEN_OVER_MS);
    for (const { platformOrderId } of taken)
      await house.findWhole(platformOrderId, ({ state }) => state === 'completed');
    const again = await consume(codes[0] ?? '', count, key);
    expect(again?.data?.vouchers.map(({ id }) => id).sort()).toEqual(taken.map(({ id }) => id).sort());
    for (const code of codes) expect(await times(code, 'consumed')).toBe(1);
    expect(await listed(codes)).toHaveLength(count);
  },
  TEST_MS,
);

test(
  'one that the platform took back for a worker that died is taken back once, and its order is cancelled',
  async () => {
    const [code = ''] = await sell(1);
    const [voucher] = (await consume(code, 1, randomUUID()))?.data?.vouchers ?? [];
    if (!voucher) throw new Error('nothing was taken');
    await silent('reverseconsume');
    const pressed = undo(voucher.id);
    await eventually(async () => (await times(code, 'reversed')) === 1, PATIENCE_MS);
    await house.worker.kill();
    await pressed;
    house.worker = await startRole('worker', house.env);
    await eventually(async () => (await listed([code]))[0]?.undo?.state === 'done', TAKEN_OVER_MS);
    await house.findWhole(voucher.platformOrderId, ({ state }) => state === 'cancelled');
    expect(await times(code, 'reversed')).toBe(1);
  },
  TEST_MS,
);

test(
  'a press while Temporal is away takes nothing, and the same press later takes it once',
  async () => {
    const [code = ''] = await sell(1);
    const key = randomUUID();
    house.toTemporal.cut();
    expect((await consume(code, 1, key))?.response.status).toBe(503);
    expect(await times(code, 'consumed')).toBe(0);
    house.toTemporal.mend();
    const voucher = await eventually(async () => (await consume(code, 1, key))?.data?.vouchers[0], TAKEN_OVER_MS);
    expect(await times(code, 'consumed')).toBe(1);
    house.toTemporal.cut();
    expect((await undo(voucher.id))?.response.status).toBe(503);
    house.toTemporal.mend();
    await eventually(async () => (await undo(voucher.id))?.data?.undo?.state === 'done', TAKEN_OVER_MS);
    expect(await times(code, 'reversed')).toBe(1);
  },
  TEST_MS,
);
