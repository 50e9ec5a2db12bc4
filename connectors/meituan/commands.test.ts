import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { type CommandInputs, rejectReasons } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { commands } from './commands.ts';
import { type MeituanConfig, parseConfig } from './config.ts';
import { meituan } from './index.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const signal = new AbortController().signal;

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let config: MeituanConfig;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, controlPort: 0 });
  config = parseConfig({ app_id: '1001', secret: SECRET, baseUrl: `${sandbox.url}/meituan/` });
  await control('PUT', '/meituan/apps/1001', { secret: SECRET, shops: [{ appPoiCode: 't_poi_01', name: '面馆' }] });
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

/** Meituan signs each call and has no tokens. */
const tokens = { token: () => Promise.reject(new Error('nobody asks for a token')) };
const access = () => ({ config, platformShopId: 't_poi_01', tokens, gate: openGate });
const place = async (body: object = {}) =>
  (await control<{ orderId: string }>('POST', '/meituan/orders', body)).orderId;
const truth = (orderId: string) => control<{ status: number; refunds: unknown[] }>('GET', `/meituan/orders/${orderId}`);
const about = (platformOrderId: string) => ({ platformOrderId, commandId: 'c1' });
const input = (platformOrderId: string, change: Partial<CommandInputs['reject']> = {}): CommandInputs['reject'] => ({
  platformOrderId,
  commandId: 'c1',
  reason: 'other',
  note: '',
  ...change,
});

/** Against the pretended Meituan, which was written from the documents without a look at this connector. */
describe('what a clerk asks of Meituan', () => {
  test.each([
    ['sold_out', '2009', '商品已售完'],
    ['too_busy', '2008', '门店太忙'],
    ['closed', '2011', '门店已打烊'],
    ['unreachable_address', '2010', '地址无法配送'],
    ['customer_asked', '2006', '顾客要求取消'],
    ['other', '2007', '其他原因'],
  ] as const)(
    'reject for %s gives Meituan the code %s and words that the customer understands',
    async (reason, code, words) => {
      expect(rejectReasons).toContain(reason);
      const orderId = await place();
      await commands.reject?.(access(), input(orderId, { reason }), signal);
      expect((await truth(orderId)).status).toBe(9);
      const { calls } = await control<{ calls: { params: Record<string, string> }[] }>(
        'GET',
        `/calls?orderId=${orderId}`,
      );
      expect(calls.map(({ params }) => [params.reason_code, params.reason])).toEqual([[code, words]]);
    },
  );

  test('an accepted order can still be called off, with the reason', async () => {
    const orderId = await place();
    await commands.accept?.(access(), about(orderId), signal);
    await commands.cancel?.(access(), input(orderId, { reason: 'sold_out' }), signal);
    expect(await truth(orderId)).toMatchObject({ status: 9, cancel: { reasonCode: 2009, by: 6 } });
  });

  test('an order is made, carried out by the shop itself and delivered, and the detail tells as much', async () => {
    const orderId = await place({ logisticsCode: '0000' });
    const told = async () => {
      const message = await meituan.fetchOrder(access(), orderId, signal);
      const { events } = meituan.translate({ ...message, source: 'pull', receivedAt: new Date() });
      return events.map(({ kind }) => kind).join(' ');
    };
    await commands.accept?.(access(), about(orderId), signal);
    await commands.ready?.(access(), about(orderId), signal);
    expect(await truth(orderId)).toMatchObject({ prepared: true });
    expect(await told()).toBe('placed paid accepted');
    await commands.ship?.(access(), { ...about(orderId), shipment: { by: 'own' } }, signal);
    expect(await told()).toBe('placed paid accepted shipping');
    await commands.deliver?.(access(), about(orderId), signal);
    expect(await told()).toBe('placed paid accepted shipping delivered');
  });

  test.each([
    ['delivering twice', 'outcome-unknown', '808', '0000', ['ship', 'ship']],
    ['delivered before it set out', 'outcome-unknown', '808', '0000', ['deliver']],
    ["an order that Meituan's riders deliver", 'rejected', '1038', '1001', ['ship']],
    ['a refund that nobody asked for', 'outcome-unknown', '808', '0000', ['agree_refund']],
  ] as const)('%s is %s (%s)', async (_, kind, platformCode, logisticsCode, steps) => {
    const orderId = await place({ logisticsCode });
    await commands.accept?.(access(), about(orderId), signal);
    const step = (name: 'ship' | 'deliver' | 'agree_refund') => {
      if (name === 'ship') return commands.ship?.(access(), { ...about(orderId), shipment: { by: 'own' } }, signal);
      if (name === 'deliver') return commands.deliver?.(access(), about(orderId), signal);
      return commands.agree_refund?.(access(), { ...about(orderId), refundId: null, note: '' }, signal);
    };
    for (const name of steps.slice(0, -1)) await step(name);
    const error = await step(steps.at(-1) ?? 'ship')?.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind, platformCode });
  });

  test.each([
    ['agree', '', 'agreed', '同意退款'],
    ['agree', '好的', 'agreed', '好的'],
    ['refuse', '', 'rejected', '商品已制作完成'],
    ['refuse', '蛋糕已做好', 'rejected', '蛋糕已做好'],
  ] as const)(
    'to %s a refund with the note "%s" ends it as %s with the words %s',
    async (answer, note, state, words) => {
      const orderId = await place();
      await commands.accept?.(access(), about(orderId), signal);
      await control('POST', `/meituan/orders/${orderId}/refund`, { kind: 'part', moneyYuan: '1' });
      const decision = { ...about(orderId), refundId: null, note };
      if (answer === 'agree') await commands.agree_refund?.(access(), decision, signal);
      else await commands.refuse_refund?.(access(), { ...decision, reason: 'already_made' }, signal);
      expect((await truth(orderId)).refunds).toMatchObject([{ state }]);
      const { calls } = await control<{ calls: { params: Record<string, string> }[] }>(
        'GET',
        `/calls?orderId=${orderId}&path=order/refund/${answer === 'agree' ? 'agree' : 'reject'}`,
      );
      expect(calls.map(({ params }) => params.reason)).toEqual([words]);
      const message = await meituan.fetchRefunds?.(access(), orderId, signal);
      if (!message) throw new Error('Meituan tells of refunds in a call of their own');
      const { events } = meituan.translate({ ...message, source: 'pull', receivedAt: new Date() });
      expect(events.map(({ kind }) => kind)).toEqual([
        'refund_requested',
        answer === 'agree' ? 'refund_agreed' : 'refund_refused',
      ]);
    },
  );

  test("the clerk's own words go before the standard ones", async () => {
    const orderId = await place();
    await commands.reject?.(access(), input(orderId, { reason: 'sold_out', note: '草莓没了' }), signal);
    const { calls } = await control<{ calls: { params: Record<string, string> }[] }>(
      'GET',
      `/calls?orderId=${orderId}`,
    );
    expect(calls[0]?.params.reason).toBe('草莓没了');
  });

  test.each([
    ['accepting twice', 'outcome-unknown', '808', (id: string) => commands.accept?.(access(), input(id), signal)],
    [
      'a wrong secret',
      'unauthorized',
      '703',
      (id: string) =>
        commands.accept?.({ ...access(), config: { ...config, secret: 'wrong wrong' } }, input(id), signal),
    ],
  ])('%s is %s (%s)', async (_, kind, platformCode, run) => {
    const orderId = await place();
    await commands.accept?.(access(), input(orderId), signal);
    const error = await run(orderId)?.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ kind, platformCode });
  });

  describe('some dishes are paid back without being asked', () => {
    const items = [
      { name: '草莓蛋糕', quantity: 2, priceYuan: '23.50', skuId: 'CAKE-6' },
      { name: '手写卡片', quantity: 1, priceYuan: '2' },
    ];
    const cake = { position: 1, name: '草莓蛋糕', skuCode: 'CAKE-6', quantity: 1, of: 2 };
    // Without codes of the shop's own Meituan names a dish by its name.
    const card = { position: 2, name: '手写卡片', skuCode: '手写卡片', quantity: 1, of: 1 };
    const refund = (orderId: string, lines: CommandInputs['refund_part']['lines'], note = '') =>
      commands.refund_part?.(access(), { ...about(orderId), lines, reason: 'sold_out', note }, signal);

    test('with codes and without, at once, with words that the customer understands', async () => {
      const orderId = await place({ items });
      await commands.accept?.(access(), about(orderId), signal);
      await refund(orderId, [cake, card]);
      expect(await truth(orderId)).toMatchObject({
        status: 4,
        refunds: [{ state: 'agreed', moneyFen: 2550, reason: '部分商品已售完', applyType: 7 }],
      });
      const message = await meituan.fetchRefunds?.(access(), orderId, signal);
      const told = message && meituan.translate({ ...message, source: 'pull', receivedAt: new Date() });
      expect(told?.events).toMatchObject([
        { kind: 'refund_agreed', actor: 'merchant', detail: { part: true, amountMinor: 2550 } },
      ]);
    });

    test('never more of a dish than is left, and never a dish that nobody bought', async () => {
      const orderId = await place({ items });
      await commands.accept?.(access(), about(orderId), signal);
      await refund(orderId, [cake]);
      for (const line of [
        { ...cake, quantity: 2 },
        { ...cake, name: '巧克力蛋糕' },
        { ...cake, skuCode: 'CAKE-8' },
      ])
        expect(await refund(orderId, [line])?.catch((error: unknown) => error)).toMatchObject({ kind: 'rejected' });
      const lost = await place({ items });
      expect(await refund(lost, [cake])?.catch((error: unknown) => error)).toMatchObject({ kind: 'outcome-unknown' });
      expect((await truth(orderId)).refunds).toHaveLength(1);
    });
  });

  test("the shop's own delivery is told with who brings it, where the connection says who", async () => {
    const self_delivery = {
      courier_name: '小王',
      courier_phone: '13900001111',
      latitude: '39.99',
      longitude: '116.48',
    };
    const own = parseConfig({ app_id: '1001', secret: SECRET, baseUrl: `${sandbox.url}/meituan`, self_delivery });
    const orderId = await place({ logisticsCode: '0000' });
    await commands.accept?.(access(), about(orderId), signal);
    await commands.ship?.({ ...access(), config: own }, { ...about(orderId), shipment: { by: 'own' } }, signal);
    expect(await truth(orderId)).toMatchObject({ logistics: { status: 20, name: '小王', phone: '13900001111' } });
    await commands.deliver?.({ ...access(), config: own }, about(orderId), signal);
    expect(await truth(orderId)).toMatchObject({ logistics: { status: 40 } });
    const { calls } = await control<{ calls: { params: Record<string, string> }[] }>(
      'GET',
      `/calls?orderId=${orderId}&path=ecommerce/order/logistics/sync`,
    );
    expect(calls.map(({ params }) => [params.third_carrier_order_id, params.logistics_provider_code])).toEqual([
      [orderId, '10015'],
      [orderId, '10015'],
    ]);
  });
});
