import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { refuseReasons } from '../contract.ts';
import { courierCodes, type CourierCode, type Shipment } from '../shipments.ts';
import { ConnectorError } from '../errors.ts';
import { openGate } from '../open-gate-for-tests.ts';
import type { YouzanAccess } from './client.ts';
import { commands, shipments } from './commands.ts';
import { parseConfig } from './config.ts';
import { youzan } from './index.ts';

const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const RETURN_TO = { name: '麦香烘焙', mobile: '13800138000', address: '上海市静安区示例路 1 号' };
const signal = new AbortController().signal;

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let access: YouzanAccess;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, controlPort: 0 });
  await control('PUT', '/youzan/apps/7f3a0c11d2e84b5a90', {
    secret: SECRET,
    shops: [{ kdtId: '10086001', name: '小店' }],
  });
});
beforeEach(() => {
  let known: string | undefined;
  access = {
    config: parseConfig({
      client_id: '7f3a0c11d2e84b5a90',
      client_secret: SECRET,
      sender_mobile: '13800138000',
      return_to: RETURN_TO,
      baseUrl: `${sandbox.url}/youzan/`,
    }),
    platformShopId: '10086001',
    tokens: {
      token: async ({ mint, rejected }) => {
        if (known === undefined || known === rejected) known = (await mint(rejected !== undefined)).value;
        return known;
      },
    },
    gate: openGate,
  };
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

interface Truth {
  status: string;
  refunds: { refundId: string }[];
}
interface Call {
  params: Record<string, unknown>;
}

const place = async (body: Record<string, unknown> = {}) =>
  (await control<{ orderId: string }>('POST', '/youzan/orders', body)).orderId;
const truth = (tid: string) => control<Truth>('GET', `/youzan/orders/${tid}`);
const calls = async (path: string) => (await control<{ calls: Call[] }>('GET', `/calls?path=${path}`)).calls;
const asked = (platformOrderId: string) => ({ platformOrderId, commandId: randomUUID() });
const ship = (tid: string, shipment: Shipment) => commands.ship?.(access, { ...asked(tid), shipment }, signal);
const byCourier = (courier: CourierCode, trackingNumber = 'SF1234567890123'): Shipment => ({
  by: 'courier',
  courier,
  trackingNumber,
});

async function refundOf(tid: string, body: Record<string, unknown> = {}): Promise<string> {
  await control('POST', `/youzan/orders/${tid}/refund`, { kind: 'full', reason: '不想要了', ...body });
  return (await truth(tid)).refunds.at(-1)?.refundId ?? '';
}
/** What the platform says about the order, in our words. */
async function eventsOf(tid: string) {
  const message = await youzan.fetchOrder(access, tid, signal);
  return youzan.translate({ ...message, source: 'pull', receivedAt: new Date() }).events;
}
async function errorOf(run: Promise<unknown> | undefined): Promise<ConnectorError> {
  const error = await run?.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

/** Against the pretended Youzan, which was written from the documents without a look at this connector. */
describe('what a clerk asks of Youzan', () => {
  test('is what Youzan has calls for: no accept, no reject', () => {
    expect(Object.keys(commands).sort()).toEqual([
      'agree_refund',
      'change_waybill',
      'close',
      'refund_part',
      'refuse_refund',
      'remark',
      'ship',
      'ship_part',
    ]);
    expect(shipments).toEqual(['courier', 'own']);
  });

  test('an order that nobody paid is closed with a reason that the buyer reads; one that is paid is not', async () => {
    const close = async (tid: string, note = '') =>
      commands.close?.(access, { ...asked(tid), reason: 'sold_out', note }, signal);
    const tid = await place({ state: 'placed' });
    await close(tid);
    expect(await truth(tid)).toMatchObject({ status: 'TRADE_CLOSED', closeReason: '已经缺货，无法交易' });
    expect((await eventsOf(tid)).map(({ kind }) => kind)).toEqual(['placed', 'cancelled']);
    const inOwnWords = await place({ state: 'placed' });
    await close(inOwnWords, '烤箱坏了');
    expect(await truth(inOwnWords)).toMatchObject({ closeReason: '烤箱坏了' });
    expect(await errorOf(close(await place()))).toMatchObject({ kind: 'outcome-unknown', platformCode: '102010002' });
  });

  test('a wrong number is changed once; asked again, because the answer was lost, the parcel is looked at first', async () => {
    const tid = await place();
    await ship(tid, byCourier('zhongtong'));
    const change = () =>
      commands.change_waybill?.(
        access,
        {
          platformOrderId: tid,
          commandId: randomUUID(),
          waybill: { courier: 'yuantong', trackingNumber: 'YT12345678' },
        },
        new AbortController().signal,
      );
    await change();
    await change();
    const { calls } = await control<{ calls: unknown[] }>('GET', `/calls?path=youzan.logistics.online.update`);
    expect(calls).toHaveLength(1);
    expect(await control('GET', `/youzan/orders/${tid}`)).toMatchObject({
      shipments: [{ expressId: 2, expressNo: 'YT12345678' }],
    });
  });

  test('an order that a courier takes is shipped there, with the number of the parcel and the phone that 顺丰 wants', async () => {
    const tid = await place();
    await ship(tid, byCourier('shunfeng'));
    expect((await truth(tid)).status).toBe('WAIT_BUYER_CONFIRM_GOODS');
    expect((await eventsOf(tid)).map(({ kind }) => kind)).toContain('shipping');
    expect((await calls('youzan.logistics.online.confirm')).at(-1)?.params).toMatchObject({
      tid,
      out_sid: 'SF1234567890123',
      outer_sender: JSON.stringify({ sender_mobile: '13800138000' }),
    });
  });

  test.each(courierCodes)(
    'the courier %s is found in the list, or the clerk is told that it is not',
    async (courier) => {
      const tid = await place();
      const error = await ship(tid, byCourier(courier))?.catch((thrown: unknown) => thrown);
      if (error === undefined) expect((await truth(tid)).status).toBe('WAIT_BUYER_CONFIRM_GOODS');
      else
        expect(error).toMatchObject({
          kind: 'rejected',
          message: expect.stringContaining('lists no courier') as string,
        });
    },
  );

  test('a parcel that is gone already is looked up and not sent again', async () => {
    const tid = await place();
    await ship(tid, { by: 'own' });
    expect(await errorOf(ship(tid, { by: 'own' }))).toMatchObject({
      kind: 'outcome-unknown',
      platformCode: '102570019',
    });
  });

  test('the number of a parcel that Youzan does not take is refused with its words', async () => {
    const tid = await place();
    expect(await errorOf(ship(tid, byCourier('shunfeng', '中文')))).toMatchObject({
      kind: 'rejected',
      platformCode: '105000003',
    });
    expect((await truth(tid)).status).toBe('WAIT_SELLER_SEND_GOODS');
  });

  test('a refund with goods to come back is agreed to with the address, and nothing is paid yet', async () => {
    const tid = await place();
    await ship(tid, { by: 'own' });
    const refundId = await refundOf(tid, { demand: 'return' });
    await commands.agree_refund?.(access, { ...asked(tid), refundId, note: '' }, signal);
    const kinds = (await eventsOf(tid)).map(({ kind }) => kind);
    expect(kinds).toContain('refund_agreed');
    expect(kinds).not.toContain('refunded');
    expect((await calls('youzan.trade.returngoods.agree')).at(-1)?.params).toMatchObject({
      refund_id: refundId,
      ...RETURN_TO,
    });
  });

  test.each(refuseReasons)(
    "a refund refused for %s gives the buyer words, the clerk's own before the standard ones",
    async (reason) => {
      const tid = await place();
      const refundId = await refundOf(tid);
      const note = reason === 'other' ? '蛋糕是按您的图做的' : '';
      await commands.refuse_refund?.(access, { ...asked(tid), refundId, reason, note }, signal);
      expect((await eventsOf(tid)).find(({ kind }) => kind === 'refund_refused')?.detail).toMatchObject({ refundId });
      const { remark } = (await calls('youzan.trade.refund.refuse')).at(-1)?.params ?? {};
      expect(remark).toMatch(note || /^[\u4e00-\u9fff，]+$/);
    },
  );

  test('a refund that the buyer has taken back meanwhile is looked up', async () => {
    const tid = await place();
    const refundId = await refundOf(tid);
    await control('POST', `/youzan/orders/${tid}/refund`, { step: 'withdraw' });
    const error = await errorOf(commands.agree_refund?.(access, { ...asked(tid), refundId, note: '' }, signal));
    expect(error.kind).toBe('outcome-unknown');
    expect((await eventsOf(tid)).map(({ kind }) => kind)).toContain('refund_withdrawn');
  });

  test('a refund without a number, and one of nobody, are refused', async () => {
    const tid = await place();
    for (const refundId of [null, '202600000000000000000000'])
      expect((await errorOf(commands.agree_refund?.(access, { ...asked(tid), refundId, note: '' }, signal))).kind).toBe(
        'rejected',
      );
  });
});

describe('what a merchant writes and pays back of its own accord', () => {
  const items = [
    { name: '草莓蛋糕', quantity: 3, priceYuan: '10.00', skuId: 'CAKE-6' },
    { name: '拿铁', quantity: 1, priceYuan: '18.00' },
  ];
  const cake = { position: 1, name: '草莓蛋糕', skuCode: 'CAKE-6', quantity: 1, of: 3 };
  const refund = (tid: string, commandId: string, lines = [cake]) =>
    commands.refund_part?.(access, { platformOrderId: tid, commandId, lines, reason: 'sold_out', note: '' }, signal);

  test('a note stands beside the order, another one takes its place, and an empty one takes it away', async () => {
    const tid = await place();
    const remark = (text: string) => commands.remark?.(access, { ...asked(tid), text }, signal);
    const noted = async () => {
      const message = await youzan.fetchOrder(access, tid, signal);
      return youzan.translate({ ...message, source: 'pull', receivedAt: new Date() }).snapshot?.merchantRemark;
    };
    expect(await noted()).toBeNull();
    for (const text of ['老顾客，多送一份蜡烛 🎂', '急']) {
      await remark(text);
      expect(await noted()).toBe(text);
    }
    await remark('');
    expect(await noted()).toBeNull();
  });

  test('a piece of a line costs its share of what was paid for the line, the whole line all of it', async () => {
    // 10.01 off 48.00 and 6.00 postage: shares that do not go even.
    const tid = await place({ items, reductionYuan: '10.01', shippingYuan: '6.00' });
    await refund(tid, randomUUID());
    const { full_order_info } = JSON.parse((await youzan.fetchOrder(access, tid, signal)).payload.body).data as {
      full_order_info: { orders: { payment: string }[] };
    };
    const paid = Math.round(Number(full_order_info.orders[0]?.payment) * 100);
    const first = (await truth(tid)).refunds as unknown as { items: { feeFen: number }[]; reason: string }[];
    expect(first).toMatchObject([{ items: [{ feeFen: Math.floor(paid / 3) }], reason: '部分商品缺货，为您退款' }]);
    const other = await place({ items, reductionYuan: '10.01', shippingYuan: '6.00' });
    await refund(other, randomUUID(), [{ ...cake, quantity: 3 }]);
    expect((await truth(other)).refunds).toMatchObject([{ items: [{ feeFen: paid }] }]);
  });

  test('the same command pays once, however often it is sent', async () => {
    const tid = await place({ items });
    const commandId = randomUUID();
    await refund(tid, commandId);
    await refund(tid, commandId);
    expect((await truth(tid)).refunds).toHaveLength(1);
    expect((await eventsOf(tid)).filter(({ kind }) => kind === 'refunded')).toMatchObject([
      { detail: { amountMinor: 1000 } },
    ]);
  });

  test('where the goods are not those that the clerk saw, nothing is paid back', async () => {
    const tid = await place({ items });
    for (const line of [
      { ...cake, position: 2 },
      { ...cake, of: 4 },
      { ...cake, position: 9 },
    ])
      expect((await errorOf(refund(tid, randomUUID(), [line]))).kind).toBe('rejected');
    expect((await truth(tid)).refunds).toEqual([]);
  });
});

test('goods are listed with codes, prices in fen and what is left, and get the stock that is set', async () => {
  await place({ items: [{ name: '草莓蛋糕', quantity: 1, priceYuan: '23.50', skuId: 'GOODS-1' }] });
  const list = async () => (await youzan.listProducts?.(access, null, signal))?.products ?? [];
  const cake = (await list()).find(({ priceMinor }) => priceMinor === 2350);
  expect(cake).toMatchObject({ name: '草莓蛋糕', onSale: true });
  if (!cake) return;
  const unknown = { productId: '1', skuId: null, quantity: 3 };
  expect(await youzan.setStock?.(access, [{ ...cake, quantity: 12 }, unknown], signal)).toMatchObject([
    { productId: '1', platformCode: '123005001' },
  ]);
  expect((await list()).find(({ productId }) => productId === cake.productId)?.quantity).toBe(12);
});
