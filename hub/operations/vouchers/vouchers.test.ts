import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_VOUCHER_SHOP, type SeededShop } from '../../../prisma/seed.ts';
import { type ApiClient, createMerchant, createWorld, eventually, type World } from '../../../tests/harness.ts';
import { addVoucherShop, sellVouchers, voucherTruth } from '../../../tests/voucher-shop.ts';

let world: World;
let shop: SeededShop;
const { platform } = DEMO_VOUCHER_SHOP;
beforeAll(async () => {
  world = await createWorld();
  shop = await addVoucherShop(world);
});
afterEach(() => world.control('DELETE', '/faults'));
afterAll(() => world.close());

const one = async (wish = {}) => (await sellVouchers(world, wish))[0] ?? '';
const prepare = (code: string, client = world.owner, shopId = shop.shopId) =>
  client.POST('/vouchers/prepare', { body: { shopId, code } });
const consume = (code: string, { count = 1, key = randomUUID(), client = world.owner } = {}) =>
  client.POST('/vouchers/consume', {
    params: { header: { 'Idempotency-Key': key } },
    body: { shopId: shop.shopId, code, count },
  });
const undo = (voucherId: string, client: ApiClient = world.owner) =>
  client.POST('/vouchers/{voucherId}/undo', { params: { path: { voucherId } }, body: { reason: 'wrong_voucher' } });
const listed = async () =>
  (await world.owner.GET('/vouchers', { params: { query: { limit: 200 } } })).data?.items ?? [];
const fault = (path: string, act: string, more = {}) =>
  world.control('POST', '/faults', { platform, path: `tuangou/receipt/${path}`, act, ...more });
const timesTaken = async (code: string) =>
  (await voucherTruth(world, code)).story.filter(({ what }) => what === 'consumed').length;

describe('a voucher', () => {
  test('is looked at, taken, is an order on the list, and is taken back', async () => {
    const code = await one({
      dealTitle: '双人餐',
      priceYuan: '88.50',
      reductionByMeituanYuan: '5',
      reductionByShopYuan: '3.5',
    });
    expect((await prepare(code)).data).toMatchObject({ code, title: '双人餐', priceMinor: 8_850, usable: 1 });
    const { data: taking, response } = await consume(code);
    expect([response.status, taking?.state]).toEqual([201, 'done']);
    const [voucher] = taking?.vouchers ?? [];
    if (!voucher) throw new Error('nothing was taken');
    expect(voucher).toMatchObject({ code, title: '双人餐', priceMinor: 8_850, paidMinor: 8_000, undo: null });
    const order = await world.find(voucher.platformOrderId);
    expect(order).toMatchObject({ platform, state: 'completed', totalMinor: 8_000, shopId: shop.shopId });
    expect(order.lines).toMatchObject([{ name: '双人餐', quantity: 1, unitPriceMinor: 8_850 }]);
    expect(order.amounts.map(({ kind, amountMinor, borneBy }) => [kind, amountMinor, borneBy])).toEqual([
      ['goods', 8_850, null],
      ['discount', -500, 'platform'],
      ['discount', -350, 'merchant'],
    ]);
    expect((await undo(voucher.id)).data).toMatchObject({ undo: { state: 'done', reason: 'wrong_voucher' } });
    const gone = await world.find(voucher.platformOrderId, ({ state }) => state === 'cancelled');
    expect(gone.events.map(({ kind }) => kind)).toContain('undone');
    expect((await voucherTruth(world, code)).state).toBe('sold');
    expect((await undo(voucher.id)).response.status).toBe(200);
    // Taken again it is another order.
    const again = (await consume(code)).data?.vouchers[0];
    expect(again?.platformOrderId).not.toBe(voucher.platformOrderId);
    await world.find(again?.platformOrderId ?? '', ({ state }) => state === 'completed');
  });

  test('of several of one purchase as many are taken as were asked for, each an order', async () => {
    const codes = await sellVouchers(world, { count: 3 });
    const { data } = await consume(codes[1] ?? '', { count: 2 });
    expect(data?.vouchers).toHaveLength(2);
    for (const { platformOrderId } of data?.vouchers ?? []) await world.find(platformOrderId);
    const left = codes.filter((code) => !data?.vouchers.some((voucher) => voucher.code === code));
    expect((await prepare(left[0] ?? '')).data).toMatchObject({ usable: 1 });
  });

  test('that is given twice with one key is taken once', async () => {
    const codes = await sellVouchers(world, { count: 3 });
    const key = randomUUID();
    const answers = await Promise.all([consume(codes[0] ?? '', { key }), consume(codes[0] ?? '', { key })]);
    answers.push(await consume(codes[0] ?? '', { key }));
    expect(answers.map(({ response }) => response.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ data }) => data?.vouchers[0]?.id)).size).toBe(1);
    expect((await prepare(codes[1] ?? '')).data).toMatchObject({ usable: 2 });
    expect((await consume(codes[1] ?? '', { key })).error).toMatchObject({ type: '/problems/idempotency-key-reused' });
  });

  test.each(['reset-after-acting', 'error-code'])(
    'whose answer is lost (%s) is taken once and is one order',
    async (act) => {
      const code = await one();
      await fault('consume', act, { times: 1, ...(act === 'error-code' ? { code: 500 } : {}) });
      const { data } = await consume(code);
      expect(data).toMatchObject({ state: 'done', vouchers: [{ code }] });
      const { platformOrderId = '' } = data?.vouchers[0] ?? {};
      await world.find(platformOrderId, ({ state }) => state === 'completed');
      expect(await timesTaken(code)).toBe(1);
      expect((await listed()).filter((voucher) => voucher.code === code)).toHaveLength(1);
    },
  );

  test('of which two were taken while the answer got lost: both are orders', async () => {
    const codes = await sellVouchers(world, { count: 2 });
    await fault('consume', 'reset-after-acting', { times: 1 });
    const { data } = await consume(codes[0] ?? '', { count: 2 });
    expect(data?.vouchers.map(({ code }) => code).sort()).toEqual([...codes].sort());
    for (const code of codes) expect(await timesTaken(code)).toBe(1);
  });

  test('that was given back in the platform’s own app and taken again stays taken when the old taking is taken back', async () => {
    const code = await one();
    const old = (await consume(code)).data?.vouchers[0];
    await world.control('POST', `/${platform}/vouchers/${code}/reverse`);
    const again = (await consume(code)).data?.vouchers[0];
    expect((await undo(old?.id ?? '')).data?.undo?.state).toBe('done');
    expect((await voucherTruth(world, code)).state).toBe('consumed');
    await world.find(old?.platformOrderId ?? '', ({ state }) => state === 'cancelled');
    expect((await world.look(again?.platformOrderId ?? ''))?.state).toBe('completed');
  });

  test('taken back with the answer lost is taken back once', async () => {
    const code = await one();
    const voucher = (await consume(code)).data?.vouchers[0];
    await fault('reverseconsume', 'reset-after-acting', { times: 1 });
    expect((await undo(voucher?.id ?? '')).data?.undo).toMatchObject({ state: 'done' });
    await world.find(voucher?.platformOrderId ?? '', ({ state }) => state === 'cancelled');
    expect((await voucherTruth(world, code)).story.filter(({ what }) => what === 'reversed')).toHaveLength(1);
  });
});

describe('the platform’s no', () => {
  test('is told in our words', async () => {
    const [used, refunded, single] = [await one(), await one(), await one()];
    await consume(used);
    await world.control('POST', `/${platform}/vouchers/${refunded}/refund`);
    const reasons = async (answers: Promise<{ error?: { reasonCode?: string; type: string } }>[]) =>
      (await Promise.all(answers)).map(({ error }) => [error?.type, error?.reasonCode]);
    const no = (reason: string) => ['/problems/command-refused', reason];
    expect(await reasons([prepare('999999999999'), prepare(used), consume(used), consume(refunded)])).toEqual([
      no('voucher_unknown'),
      no('voucher_used'),
      no('voucher_used'),
      no('voucher_over'),
    ]);
    expect(await reasons([consume(single, { count: 2 })])).toEqual([no('voucher_too_few')]);
  });

  test('to taking one back that is too old is told in its words, and the voucher stays taken', async () => {
    const code = await one();
    const voucher = (await consume(code)).data?.vouchers[0];
    await fault('reverseconsume', 'error-code', { code: 1099, msg: '超过可撤销时间', times: 1 });
    expect((await undo(voucher?.id ?? '')).error).toMatchObject({
      type: '/problems/command-refused',
      platformCode: '1099',
      platformMessage: '超过可撤销时间',
    });
    const found = (await listed()).find(({ id }) => id === voucher?.id);
    expect(found?.undo).toMatchObject({ state: 'failed', platformMessage: '超过可撤销时间', undoneAt: null });
    expect((await world.find(voucher?.platformOrderId ?? '')).state).toBe('completed');
    expect((await voucherTruth(world, code)).state).toBe('consumed');
    expect((await undo(voucher?.id ?? '')).data?.undo).toMatchObject({ state: 'done' });
  });

  test('a platform that is away takes nothing, and the next press takes it', async () => {
    const code = await one();
    await fault('consume', 'error-code', { code: 429, times: 20 });
    const { error } = await consume(code);
    expect(error).toMatchObject({ status: 503, reasonCode: 'platform_away' });
    await world.control('DELETE', '/faults');
    await eventually(async () => (await consume(code)).data?.state === 'done');
    expect(await timesTaken(code)).toBe(1);
  });
});

describe('who may', () => {
  test('front desk takes and takes back; an accountant looks at the list only; a stranger sees nothing', async () => {
    const desk = await world.as('front_desk');
    const accountant = await world.as('accountant');
    const stranger = await world.as('owner', await createMerchant(world.database));
    const code = await one();
    expect((await consume(code, { client: accountant })).response.status).toBe(403);
    const voucher = (await consume(code, { client: desk })).data?.vouchers[0];
    expect((await accountant.GET('/vouchers')).data?.items.map(({ id }) => id)).toContain(voucher?.id);
    expect((await undo(voucher?.id ?? '', accountant)).response.status).toBe(403);
    expect((await undo(voucher?.id ?? '', stranger)).response.status).toBe(404);
    expect((await stranger.GET('/vouchers')).data?.items).toEqual([]);
    expect((await prepare(code, stranger)).response.status).toBe(404);
    expect((await undo(voucher?.id ?? '', desk)).response.status).toBe(200);
  });

  test('a shop that takes no vouchers says so, and a wrong code is refused at the door', async () => {
    expect((await prepare('102938475610', world.owner, world.shop.shopId)).error).toMatchObject({
      type: '/problems/action-not-allowed',
    });
    expect((await prepare('12')).response.status).toBe(400);
    const shops = (await world.owner.GET('/shops')).data?.items ?? [];
    expect(shops.filter(({ takesVouchers }) => takesVouchers).map(({ id }) => id)).toEqual([shop.shopId]);
    expect(shops.find(({ id }) => id === shop.shopId)).toMatchObject({
      tellsOrders: false,
      light: { tone: 'good', cause: 'asked_only' },
    });
  });
});
