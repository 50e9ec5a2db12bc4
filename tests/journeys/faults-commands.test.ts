import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../domain/order.ts';
import type { components } from '../../openapi/generated/schema.ts';
import { registerWithSandbox, seedShop } from '../../prisma/seed.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { startRole } from '../role-process.ts';

type OrderDetail = components['schemas']['OrderDetail'];
type Platform = 'meituan' | 'youzan';

/** What a clerk presses, the platform's call that carries it, and what stands at the end. */
interface Press {
  platform: Platform;
  action: Action;
  call: string;
  /** Who asked for it before: the steps and the customer's wish that it needs. */
  after: ('accept' | 'ship' | 'refund')[];
  body?: (order: OrderDetail) => object;
  /** Nobody has paid it. */
  unpaid?: true;
  /** How it left, where that was asked for before; by the shop itself when left out. */
  shippedBy?: () => object;
  ends: (order: OrderDetail) => unknown;
}

const because = () => ({ reason: 'sold_out' });
const own = () => ({ by: 'own' });
const byCourier = () => ({ by: 'courier', courier: 'zhongtong', trackingNumber: '75123456789012' });
const refusal = () => ({ reason: 'already_made' });
const oneOfTwo = (order: OrderDetail) => ({
  lines: [{ lineId: order.lines[0]?.id ?? '', quantity: 1 }],
  reason: 'sold_out',
});
const firstLine = (order: OrderDetail) => ({ lineIds: [order.lines[0]?.id ?? ''], shipment: byCourier() });
const refundIs = (state: string) => (order: OrderDetail) => order.refundState === state;
const given = (order: OrderDetail) => ['agreed', 'refunded'].includes(order.refundState);

const presses: Press[] = [
  {
    platform: 'meituan',
    action: 'accept',
    call: 'order/confirm',
    after: [],
    ends: ({ state }) => state === 'accepted',
  },
  {
    platform: 'meituan',
    action: 'reject',
    call: 'order/cancel',
    after: [],
    body: because,
    ends: ({ state }) => state === 'cancelled',
  },
  {
    platform: 'meituan',
    action: 'ready',
    call: 'order/preparationMealComplete',
    after: ['accept'],
    ends: ({ fulfilment }) => fulfilment === 'ready',
  },
  {
    platform: 'meituan',
    action: 'ship',
    call: 'order/delivering',
    after: ['accept'],
    body: own,
    ends: ({ fulfilment }) => fulfilment === 'shipping',
  },
  {
    platform: 'meituan',
    action: 'deliver',
    call: 'order/arrived',
    after: ['accept', 'ship'],
    ends: ({ fulfilment }) => fulfilment === 'delivered',
  },
  {
    platform: 'meituan',
    action: 'cancel',
    call: 'order/cancel',
    after: ['accept'],
    body: because,
    ends: ({ state }) => state === 'cancelled',
  },
  { platform: 'meituan', action: 'agree_refund', call: 'order/refund/agree', after: ['accept', 'refund'], ends: given },
  {
    platform: 'meituan',
    action: 'refuse_refund',
    call: 'order/refund/reject',
    after: ['accept', 'refund'],
    body: refusal,
    ends: refundIs('refused'),
  },
  {
    platform: 'meituan',
    action: 'refund_part',
    call: 'order/applyPartRefund',
    after: ['accept'],
    body: oneOfTwo,
    ends: refundIs('refunded'),
  },
  {
    platform: 'youzan',
    action: 'ship',
    call: 'youzan.logistics.online.confirm',
    after: [],
    body: own,
    ends: ({ fulfilment }) => fulfilment === 'shipping',
  },
  {
    platform: 'youzan',
    action: 'ship_part',
    call: 'youzan.logistics.online.confirm',
    after: [],
    body: firstLine,
    ends: ({ partlyShipped, lines }) => partlyShipped && lines[0]?.shipped && !lines[1]?.shipped,
  },
  {
    platform: 'youzan',
    action: 'change_waybill',
    call: 'youzan.logistics.online.update',
    after: ['ship'],
    shippedBy: byCourier,
    body: () => ({ courier: 'yuantong', trackingNumber: 'YT12345678' }),
    ends: ({ events }) => events.some(({ kind }) => kind === 'waybill_changed'),
  },
  {
    platform: 'youzan',
    action: 'close',
    call: 'youzan.trade.close',
    unpaid: true,
    after: [],
    body: because,
    ends: ({ state }) => state === 'cancelled',
  },
  { platform: 'youzan', action: 'agree_refund', call: 'youzan.trade.refund.agree', after: ['refund'], ends: given },
  {
    platform: 'youzan',
    action: 'refuse_refund',
    call: 'youzan.trade.refund.refuse',
    after: ['refund'],
    body: refusal,
    ends: refundIs('refused'),
  },
  {
    platform: 'youzan',
    action: 'refund_part',
    call: 'youzan.trade.refund.seller.active',
    after: [],
    body: oneOfTwo,
    ends: refundIs('refunded'),
  },
  {
    platform: 'youzan',
    action: 'remark',
    call: 'youzan.trade.memo.update',
    after: [],
    body: () => ({ text: '多放一包糖' }),
    ends: ({ merchantRemark }) => merchantRemark === '多放一包糖',
  },
];

let house: FaultHouse;
beforeAll(async () => {
  house = await FaultHouse.open();
  const youzan = await seedShop(house.database, house.merchantId, {
    platform: 'youzan',
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '7f3a0c11d2e84b5a90',
    code: YOUZAN_SHOP,
    name: '测试小店',
    sandboxUrl: house.sandbox.url,
  });
  await registerWithSandbox({ hubUrl: house.hubUrl, sandboxControlUrl: house.sandbox.controlUrl }, youzan);
}, 180_000);
afterAll(() => house.close());
afterEach(async () => {
  house.toTemporal.mend();
  await house.control('DELETE', '/faults');
});

const YOUZAN_SHOP = '10086001';
const paths = {
  accept: '/orders/{orderId}/accept',
  reject: '/orders/{orderId}/reject',
  ready: '/orders/{orderId}/ready',
  ship: '/orders/{orderId}/ship',
  ship_part: '/orders/{orderId}/ship-part',
  change_waybill: '/orders/{orderId}/change-waybill',
  deliver: '/orders/{orderId}/deliver',
  cancel: '/orders/{orderId}/cancel',
  close: '/orders/{orderId}/close',
  agree_refund: '/orders/{orderId}/agree-refund',
  refuse_refund: '/orders/{orderId}/refuse-refund',
  refund_part: '/orders/{orderId}/refund-part',
  remark: '/orders/{orderId}/remark',
} as const satisfies Record<Action, string>;

interface Pressed extends Press {
  order: OrderDetail;
  key: string;
}

/** @returns the command's id, or what was said instead; `null` when the hub went away before it could answer. */
async function press({ action, order, body, key }: Pressed): Promise<string> {
  const params = { path: { orderId: order.id }, header: { 'Idempotency-Key': key } };
  const wish = { params, body: body?.(order) ?? (action === 'agree_refund' ? {} : undefined) };
  const { data, error } = await house.client
    .POST(paths[action], wish as never)
    .catch(() => ({ data: null, error: null }));
  const answer = (data ?? error) as { command?: { id: string }; commandId?: string } | null;
  return answer?.command?.id ?? answer?.commandId ?? JSON.stringify(answer);
}

/** An order that has come as far as the press needs. */
async function prepare(one: Press): Promise<Pressed> {
  const { orderId } = await house.control<{ orderId: string }>('POST', `/${one.platform}/orders`, {
    items: [
      { name: '草莓蛋糕', quantity: 2, priceYuan: '23.50' },
      { name: '蜡烛', quantity: 1, priceYuan: '3.00' },
    ],
    ...(one.platform === 'youzan' ? { shop: YOUZAN_SHOP } : { logisticsCode: '0000' }),
    ...(one.unpaid ? { state: 'placed' } : {}),
  });
  const arrived = one.platform === 'youzan' ? 'accepted' : 'paid';
  let order = await house.findWhole(orderId, ({ state }) => state === (one.unpaid ? 'placed' : arrived));
  for (const step of one.after) {
    if (step === 'refund') {
      await house.control('POST', `/${one.platform}/orders/${orderId}/refund`, { kind: 'full', reason: '不想要了' });
      order = await house.findWhole(orderId, refundIs('requested'));
      continue;
    }
    await press({
      ...one,
      action: step,
      body: step === 'ship' ? (one.shippedBy ?? own) : undefined,
      order,
      key: randomUUID(),
    });
    order = await house.findWhole(orderId, ({ state, fulfilment }) =>
      step === 'accept' ? state === 'accepted' : fulfilment === 'shipping',
    );
  }
  return { ...one, order, key: `${one.action}-${randomUUID()}` };
}

interface Call {
  path: string;
  code?: number;
}

async function doneAtPlatform({ platform, order, call }: Pressed): Promise<number> {
  const found = await house.control<{ calls: Call[] }>(
    'GET',
    `/calls?platform=${platform}&orderId=${order.platformOrderId}&path=${call}`,
  );
  return found.calls.filter(({ code }) => code === (platform === 'youzan' ? 200 : 0) || code === 0).length;
}

const openCommands = async (state: string) =>
  (await house.owner.query<{ count: number }>('SELECT count(*)::int FROM commands WHERE state = $1', [state])).rows[0]
    ?.count;

async function prepareAll(): Promise<Pressed[]> {
  const all: Pressed[] = [];
  for (const one of presses) all.push(await prepare(one));
  return all.sort(() => house.random.next() - 0.5);
}

/** Nobody presses again: what was left lying is gone on with, once, and stands on order and platform. */
async function expectDoneOnce(all: readonly Pressed[], atMost: (one: Pressed) => number = () => 1): Promise<void> {
  const broken: string[] = [];
  for (const one of all) {
    const name = `${one.platform} ${one.action} (seed ${house.seed})`;
    const isOver = ({ commands }: OrderDetail) =>
      commands.at(-1)?.state === 'done' || commands.at(-1)?.state === 'refused';
    const order = await house.findWhole(one.order.platformOrderId, isOver);
    const state = order.commands.find(({ action }) => action === one.action)?.state;
    if (state !== 'done') broken.push(`${name} ended ${state}: ${JSON.stringify(order.commands.at(-1))}`);
    await house
      .findWhole(one.order.platformOrderId, one.ends)
      .catch(() => broken.push(`${name} is not seen on its order`));
    const times = await doneAtPlatform(one);
    if (times < 1 || times > atMost(one)) broken.push(`${name} was done ${times} times`);
  }
  expect(broken).toEqual([]);
}

describe('every press of every platform, of which nobody heard again', () => {
  test('is gone on with by itself when the api died between recording it and handing it over', async () => {
    const all = await prepareAll();
    house.toTemporal.cut();
    const pressed = Promise.all(all.map(press));
    await eventually(async () => (await openCommands('asked')) === all.length, PATIENCE_MS);
    await house.api.kill();
    await pressed;
    house.toTemporal.mend();
    house.api = await startRole('api', house.env);
    await expectDoneOnce(all);
    // Whoever repeats the call with its key gets the answer of the one command.
    for (const one of all) {
      const { commands } = await house.findWhole(one.order.platformOrderId, () => true);
      const { id } = commands.find(({ action }) => action === one.action) ?? {};
      expect([one.platform, one.action, await press(one)]).toEqual([one.platform, one.action, id]);
    }
    await expectDoneOnce(all);
  }, 400_000);

  test('ends as the platform has it when the worker died after the platform acted and before that was written', async () => {
    const all = await prepareAll();
    for (const { platform, call, order } of all)
      await house.control('POST', '/faults', {
        platform,
        path: call,
        orderId: order.platformOrderId,
        act: 'hang',
        actFirst: true,
      });
    const pressed = Promise.all(all.map(press));
    await eventually(async () => {
      const done = await Promise.all(all.map(doneAtPlatform));
      return done.every((times) => times === 1);
    }, PATIENCE_MS);
    await house.worker.kill();
    await pressed;
    house.worker = await startRole('worker', house.env);
    // That a meal is ready has no status at Meituan that could be looked up (decision 0014): it may be said twice.
    await expectDoneOnce(all, ({ action }) => (action === 'ready' ? 2 : 1));
  }, 400_000);
});
