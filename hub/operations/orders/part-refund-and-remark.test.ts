import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { components } from '../../../openapi/generated/schema.ts';
import {
  type ApiClient,
  createMerchant,
  createWorld,
  eventually,
  type World,
  type OrderDetail,
} from '../../../tests/harness.ts';
import { addYouzanShop } from '../../../tests/youzan-shop.ts';

type PartRefund = components['schemas']['PartRefundRequest'];

interface Truth {
  memo?: string;
  refunds: { moneyFen?: number; items: { count?: number; feeFen?: number }[] }[];
}

let world: World;
let accountant: ApiClient;
let stranger: ApiClient;
let youzanShop: string;
beforeAll(async () => {
  world = await createWorld();
  accountant = await world.as('accountant');
  stranger = await world.as('owner', await createMerchant(world.database));
  youzanShop = (await addYouzanShop(world)).code;
});
afterAll(() => world.close());

const items = [
  { name: '草莓蛋糕', quantity: 3, priceYuan: '10.00', skuId: 'CAKE-6' },
  { name: '拿铁', quantity: 1, priceYuan: '18.00', skuId: 'LATTE-M' },
];
const truthOf = ({ platform, platformOrderId }: OrderDetail) =>
  world.control<Truth>('GET', `/${platform}/orders/${platformOrderId}`);
const callsOf = async ({ platformOrderId }: OrderDetail, path: string) =>
  (await world.control<{ calls: unknown[] }>('GET', `/calls?orderId=${platformOrderId}&path=${path}`)).calls.length;

/** An order that the shop has accepted, on a platform with an accept call or without. */
async function accepted(platform: 'meituan' | 'youzan', body: object = { items }): Promise<OrderDetail> {
  const { orderId } = await world.control<{ orderId: string }>('POST', `/${platform}/orders`, {
    ...body,
    ...(platform === 'youzan' ? { shop: youzanShop } : {}),
  });
  const order = await world.find(orderId);
  if (platform === 'meituan')
    await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: order.id } } });
  return world.find(orderId, ({ state }) => state === 'accepted');
}

async function refundPart(order: OrderDetail, body: unknown, client = world.owner, key: string = randomUUID()) {
  const params = { path: { orderId: order.id }, header: { 'Idempotency-Key': key } };
  const { data, error, response } = await client.POST('/orders/{orderId}/refund-part', {
    params,
    body: body as PartRefund,
  });
  return { status: response.status, body: data ?? error };
}

async function remark(order: OrderDetail, text: unknown, client = world.owner, key: string = randomUUID()) {
  const params = { path: { orderId: order.id }, header: { 'Idempotency-Key': key } };
  const { data, error, response } = await client.POST('/orders/{orderId}/remark', {
    params,
    body: { text: text as string },
  });
  return { status: response.status, body: data ?? error };
}

const oneCake = (order: OrderDetail) => ({ lines: [{ lineId: order.lines[0]?.id ?? '', quantity: 1 }] });

describe.each(['meituan', 'youzan'] as const)('some goods of an order of %s', (platform) => {
  const path = platform === 'meituan' ? 'order/applyPartRefund' : 'youzan.trade.refund.seller.active';

  test('are paid back once, and the refund stands on the order', async () => {
    const order = await accepted(platform);
    const key = randomUUID();
    const wish = { ...oneCake(order), reason: 'sold_out', note: '草莓没有了' };
    const done = await refundPart(order, wish, world.owner, key);
    expect(done).toMatchObject({ status: 200, body: { command: { action: 'refund_part', state: 'done' } } });
    expect((await refundPart(order, wish, world.owner, key)).body).toMatchObject({
      command: (done.body as { command: object }).command,
    });
    expect((await refundPart(order, { ...wish, reason: 'other' }, world.owner, key)).status).toBe(422);
    expect((await truthOf(order)).refunds).toHaveLength(1);
    const after = await world.find(order.platformOrderId, ({ refunds }) => refunds[0]?.state === 'refunded');
    expect(after).toMatchObject({ state: 'accepted', refunds: [{ amountMinor: 1000 }] });
    expect(after.events.find(({ kind }) => kind === 'part_refund_sent')?.detail).toEqual({
      reason: 'sold_out',
      lines: '草莓蛋糕 ×1',
    });
  });

  test('are paid back once although the answer got lost', async () => {
    const order = await accepted(platform);
    const { platformOrderId: orderId } = order;
    await world.control('POST', '/faults', { platform, path, orderId, act: 'reset-after-acting' });
    await refundPart(order, oneCake(order));
    const after = await world.find(orderId, ({ commands }) => commands.at(-1)?.state === 'done');
    expect(after.commands.at(-1)?.action).toBe('refund_part');
    expect((await truthOf(order)).refunds).toHaveLength(1);
    expect(await callsOf(order, path)).toBe(1);
  });

  test('are paid back once although the answer and all news of it got lost', async () => {
    const order = await accepted(platform);
    const { platformOrderId: orderId } = order;
    await world.control('POST', '/pushes/settings', { drop: 1, seed: 7 });
    await world.control('POST', '/faults', { platform, path, orderId, act: 'reset-after-acting' });
    await refundPart(order, oneCake(order));
    const after = await world.find(orderId, ({ commands }) => commands.at(-1)?.state === 'done');
    await world.control('POST', '/pushes/settings', { drop: 0, seed: 7 });
    expect(after.refunds).toMatchObject([{ amountMinor: 1000 }]);
    expect(await callsOf(order, path)).toBe(1);
  });

  test('are not paid back to a wish that makes no sense, for nobody, an accountant or a stranger', async () => {
    const order = await accepted(platform);
    const [line] = oneCake(order).lines;
    for (const lines of [
      [],
      [{ ...line, quantity: 0 }],
      [{ ...line, quantity: 4 }],
      [{ ...line, lineId: randomUUID() }],
      [line, line],
    ])
      expect(await refundPart(order, { lines })).toMatchObject({
        status: 400,
        body: { type: '/problems/invalid-request' },
      });
    expect((await refundPart(order, { ...oneCake(order), amountMinor: 1 })).status).toBe(400);
    const url = `${world.api.url}/api/v1/orders/${order.id}/refund-part`;
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await fetch(url, { ...init, body: JSON.stringify(oneCake(order)) })).status).toBe(401);
    expect((await refundPart(order, oneCake(order), accountant)).status).toBe(403);
    expect((await refundPart(order, oneCake(order), stranger)).status).toBe(404);
    expect((await truthOf(order)).refunds).toEqual([]);
  });

  test('wait until the refund that the customer asks for is answered', async () => {
    const order = await accepted(platform);
    await world.control('POST', `/${platform}/orders/${order.platformOrderId}/refund`, {
      kind: 'part',
      moneyYuan: '1',
    });
    await world.find(order.platformOrderId, ({ refundState }) => refundState === 'requested');
    expect(await refundPart(order, oneCake(order))).toMatchObject({ status: 409, body: { reasonCode: 'refund_open' } });
  });

  test('that are paid back already are refused by the platform, in its own words', async () => {
    const order = await accepted(platform);
    const all = { lines: [{ lineId: order.lines[0]?.id ?? '', quantity: 3 }] };
    expect((await refundPart(order, all)).status).toBe(200);
    await world.find(order.platformOrderId, ({ refunds }) => refunds[0]?.state === 'refunded');
    const again = await refundPart(order, oneCake(order));
    expect(again).toMatchObject({ status: 409, body: { type: '/problems/command-refused' } });
    expect((await truthOf(order)).refunds).toHaveLength(1);
  });
});

describe("the merchant's own note", () => {
  test('is written on the platform, stands beside the order at once, and can be taken away', async () => {
    const order = await accepted('youzan');
    expect(order.merchantRemark).toBeNull();
    const done = await remark(order, '老顾客，多送一份蜡烛');
    expect(done).toMatchObject({ status: 200, body: { command: { action: 'remark', state: 'done' } } });
    expect(await world.look(order.platformOrderId)).toMatchObject({ merchantRemark: '老顾客，多送一份蜡烛' });
    expect((await truthOf(order)).memo).toBe('老顾客，多送一份蜡烛');
    expect((await remark(order, '  ')).status).toBe(200);
    const after = await world.look(order.platformOrderId);
    expect(after?.merchantRemark).toBeNull();
    // A timeline holds no personal data, and a note may.
    const told = after?.events.filter(({ kind }) => kind === 'remarked');
    expect(told?.map(({ detail }) => detail)).toEqual([{}, {}]);
    expect(JSON.stringify(after?.events)).not.toContain('老顾客');
  });

  test('is there once although the answer got lost', async () => {
    const order = await accepted('youzan');
    const fault = { platform: 'youzan', path: 'youzan.trade.memo.update', act: 'reset-after-acting' };
    await world.control('POST', '/faults', { ...fault, orderId: order.platformOrderId });
    await remark(order, '多送一份');
    const after = await world.find(order.platformOrderId, ({ commands }) => commands.at(-1)?.state === 'done');
    expect(after.merchantRemark).toBe('多送一份');
  });

  test('that somebody writes on the pages of the platform is read again, and the timeline says that there is one', async () => {
    const order = await accepted('youzan');
    await world.control('POST', `/youzan/orders/${order.platformOrderId}/memo`, { memo: '加急' });
    await eventually(async () => {
      await world.poll();
      return (await world.look(order.platformOrderId))?.merchantRemark === '加急';
    });
    const after = await world.look(order.platformOrderId);
    expect(after?.events.at(-1)).toMatchObject({ kind: 'details_changed', detail: { merchantRemark: true } });
  });

  test('needs words that are not too many, and somebody who may write', async () => {
    const order = await accepted('youzan');
    const key = randomUUID();
    expect((await remark(order, 'x'.repeat(201))).status).toBe(400);
    expect((await remark(order, { words: 1 })).status).toBe(400);
    const url = `${world.api.url}/api/v1/orders/${order.id}/remark`;
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await fetch(url, { ...init, body: '{"text":"急"}' })).status).toBe(401);
    expect((await remark(order, '急', accountant)).status).toBe(403);
    expect((await remark(order, '急', stranger)).status).toBe(404);
    expect((await remark(order, '急', world.owner, key)).status).toBe(200);
    expect((await remark(order, '不急', world.owner, key)).status).toBe(422);
  });

  test('is not offered where the platform has no call for it', async () => {
    const order = await accepted('meituan');
    expect(order.allowedActions.find(({ action }) => action === 'remark')).toEqual({
      action: 'remark',
      allowed: false,
      reasonCode: 'no_such_call_on_platform',
    });
    expect((await remark(order, '急')).status).toBe(409);
  });
});
