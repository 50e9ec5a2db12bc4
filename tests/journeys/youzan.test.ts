import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderWorkflowId } from '../../domain/ids.ts';
import type { Action } from '../../domain/order.ts';
import type { SeededShop } from '../../prisma/seed.ts';
import { askCommand, type CommandDetails } from '../../prisma/store/commands.ts';
import { openTemporal } from '../../workflows/client.ts';
import { executeCommand, ORDER_WORKFLOW } from '../../workflows/order/order.messages.ts';
import { createWorld, eventually, type World, type OrderDetail } from '../harness.ts';
import { addYouzanShop } from '../youzan-shop.ts';
import { newTid, paidYouzanOrder, sendYouzanPush, type YouzanApp } from '../youzan-push.ts';

interface Truth {
  status: string;
  shipments: unknown[];
  totalFen: number;
  items: { name: string; quantity: number; priceFen: number }[];
}

let world: World;
let shop: SeededShop;
let app: YouzanApp;
let temporal: ReturnType<typeof openTemporal>;
beforeAll(async () => {
  world = await createWorld();
  temporal = openTemporal(world.config.temporalAddress, world.config.temporalNamespace);
  shop = await addYouzanShop(world);
  const url = `${world.api.url}/webhooks/youzan/${shop.connectionId}`;
  app = { url, clientId: shop.appId, secret: shop.secret };
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

const place = async (body: Record<string, unknown> = {}) =>
  (await world.control<{ orderId: string }>('POST', '/youzan/orders', { shop: shop.code, ...body })).orderId;
const dropping = (drop: number) => world.control('POST', '/pushes/settings', { drop, seed: 7 });

async function messagesOf(
  platformOrderId: string | null,
): Promise<{ kind: string; state: string; parkedReason: string | null }[]> {
  return world.database.withMerchant(world.merchantId, (tx) =>
    tx.inboundMessage.findMany({
      where: { connectionId: shop.connectionId, platformOrderId },
      orderBy: { receivedAt: 'asc' },
    }),
  );
}

describe('a signed push becomes an order', () => {
  test('that is paid and needs no acceptance, exact to the fen', async () => {
    const tid = newTid();
    const push = {
      type: 'trade_TradeBuyerPay',
      kdtId: shop.code,
      msg: paidYouzanOrder(tid),
      envelope: { id: tid, status: 'WAIT_SELLER_SEND_GOODS' },
    };
    const answer = await sendYouzanPush(app, push);
    expect(answer).toEqual({ status: 200, body: { code: 0, msg: 'success' } });
    const order = await world.find(tid);
    expect(order).toMatchObject({
      platform: 'youzan',
      state: 'accepted',
      phase: 'assigned',
      fulfilment: 'none',
      totalMinor: 2850,
      lines: [{ name: '草莓蛋糕', quantity: 2, unitPriceMinor: 2350, skuCode: 'CAKE-6' }],
    });
    expect(order.amounts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(2850);
    expect(order.events.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['placed', {}],
      ['paid', {}],
      ['accepted', { reason: 'no accept call on this platform' }],
    ]);
    expect(order.allowedActions.filter(({ allowed }) => allowed).map(({ action }) => action)).not.toContain('accept');
  });

  test('by the older sign as well, and repeated deliveries are one message', async () => {
    const tid = newTid();
    const push = { type: 'trade_TradeBuyerPay', kdtId: shop.code, msg: paidYouzanOrder(tid), sign: 'field' } as const;
    const envelope = { id: tid, msg_id: `again-${tid}` };
    const answers = await Promise.all(
      [1, 2, 3].map((sendCount) => sendYouzanPush(app, { ...push, envelope: { ...envelope, sendCount } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await world.find(tid);
    expect(await messagesOf(tid)).toMatchObject([{ repeatCount: 2 }]);
  });

  test('unless it is forged: nothing is stored and nothing looks like a yes', async () => {
    const tid = newTid();
    const push = { type: 'trade_TradeBuyerPay', kdtId: shop.code, msg: paidYouzanOrder(tid), envelope: { id: tid } };
    for (const forged of [
      { ...push, sign: 'none' } as const,
      { ...push, tamper: (body: string) => body.replace('10086001', '10086002') },
      { ...push, sign: 'field', tamper: (body: string) => body.replace('23.50', '0.01') } as const,
    ]) {
      const { status, body } = await sendYouzanPush(
        'sign' in forged && forged.sign === 'field' ? { ...app, secret: 'f'.repeat(32) } : app,
        forged,
      );
      expect([status, body.code]).toEqual([403, 403]);
      expect(JSON.stringify(body)).not.toContain('success');
    }
    expect(await messagesOf(tid)).toEqual([]);
  });

  test('and a ping of the console is answered and leaves no trace', async () => {
    const before = (await messagesOf(null)).length;
    const ping = { type: 'trade_TradeBuyerPay', kdtId: shop.code, msg: {}, envelope: { test: true, id: 'ping' } };
    expect((await sendYouzanPush(app, ping)).status).toBe(200);
    expect(await messagesOf(null)).toHaveLength(before);
  });

  test('what nobody understands is kept for a person: sums that do not add up, a kind of tomorrow, goods', async () => {
    const [wrong, unknown] = [newTid(), newTid()];
    const send = (type: string, tid: string, msg: unknown) =>
      sendYouzanPush(app, { type, kdtId: shop.code, msg, envelope: { id: tid } });
    expect((await send('trade_TradeBuyerPay', wrong, paidYouzanOrder(wrong, { payment: '28.51' }))).status).toBe(200);
    expect((await send('trade_TradeDreamt', unknown, { tid: unknown })).status).toBe(200);
    expect((await send('ITEM_INFO', '77', { data: {} })).status).toBe(200);
    const parkedAs = async (tid: string | null, kind: string) =>
      eventually(async () => (await messagesOf(tid)).find((each) => each.kind === kind && each.state === 'parked'));
    expect((await parkedAs(wrong, 'trade_TradeBuyerPay')).parkedReason).toBe('malformed');
    expect((await parkedAs(unknown, 'trade_TradeDreamt')).parkedReason).toBe('unknown_value');
    expect((await parkedAs(null, 'ITEM_INFO')).parkedReason).toBe('not_an_order');
  });
});

describe('with the platform that was written from the documents alone', () => {
  test('an order that a customer places and pays is the same in the hub', async () => {
    const tid = await place({
      items: [
        { name: '草莓蛋糕', quantity: 2, priceYuan: '99.00', discountYuan: '5.00' },
        { name: '拿铁', quantity: 1, priceYuan: '18.00' },
      ],
      shippingYuan: '6.00',
      reductionYuan: '10.01',
      caution: '少糖 1+1 100%',
    });
    const truth = await world.control<Truth>('GET', `/youzan/orders/${tid}`);
    const order = await world.find(tid, ({ state }) => state === 'accepted');
    expect(order.totalMinor).toBe(truth.totalFen);
    expect(order.amounts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(truth.totalFen);
    expect(order.lines.map(({ name, quantity, unitPriceMinor }) => [name, quantity, unitPriceMinor])).toEqual(
      truth.items.map(({ name, quantity, priceFen }) => [name, quantity, priceFen]),
    );
    expect(order.remark).toBe('少糖 1+1 100%');
    expect(order.events.filter(({ outcome }) => outcome === 'applied').map(({ kind }) => kind)).toEqual([
      'placed',
      'paid',
      'accepted',
    ]);
  });

  test('an order whose pushes are all lost is found by the next poll, with one token', async () => {
    await dropping(1);
    const tid = await place();
    await dropping(0);
    expect(await world.look(tid)).toBeNull();
    await world.poll();
    expect((await world.find(tid)).state).toBe('accepted');
    expect(await minted()).toBe(1);
  });

  test('a token that ends in the middle of a batch is renewed once, and the batch goes on', async () => {
    const before = await minted();
    await dropping(1);
    const tids = await Promise.all(Array.from({ length: 12 }, () => place()));
    await dropping(0);
    await world.control('POST', '/youzan/tokens/expire', {});
    await world.poll();
    for (const tid of tids) expect((await world.find(tid)).state).toBe('accepted');
    expect(await minted()).toBe(before + 1);
  });

  test('a new address is read from the platform, because the push only says that there is one', async () => {
    const tid = await place({ recipient: { name: '李雷', phone: '13800000000', address: '旧地址 1 号' } });
    await world.find(tid, ({ state }) => state === 'accepted');
    await world.control('POST', `/youzan/orders/${tid}/address`, { detail: '新地址 2 号' });
    await eventually(async () =>
      (await messagesOf(tid)).some(
        ({ kind, state }) => kind === 'trade_MessagesTheChangeAddresses' && state === 'done',
      ),
    );
    await world.poll();
    const order = await world.find(tid, ({ events }) => events.some(({ kind }) => kind === 'details_changed'));
    expect(order.events.at(-1)).toMatchObject({ kind: 'details_changed', detail: { customer: true } });
  });

  test('what a clerk ships is shipped there, also when the answer of the platform is lost', async () => {
    const [plain, lost] = [await place(), await place()];
    const parcel = { by: 'courier', courier: 'shunfeng', trackingNumber: 'SF1234567890123' } as const;
    expect(await carryOut(await world.find(plain, ({ state }) => state === 'accepted'), 'ship', parcel)).toBe('done');
    await world.control('POST', '/faults', {
      platform: 'youzan',
      path: 'youzan.logistics.online.confirm',
      act: 'reset-after-acting',
    });
    expect(await carryOut(await world.find(lost, ({ state }) => state === 'accepted'), 'ship', { by: 'own' })).toBe(
      'done',
    );
    for (const tid of [plain, lost]) {
      const truth = await world.control<Truth>('GET', `/youzan/orders/${tid}`);
      expect([truth.status, truth.shipments.length]).toEqual(['WAIT_BUYER_CONFIRM_GOODS', 1]);
      expect((await world.find(tid)).fulfilment).toBe('shipping');
    }
  });

  test('a token that ends between the press and the call is renewed once, and the order is shipped once', async () => {
    const tid = await place();
    const order = await world.find(tid, ({ state }) => state === 'accepted');
    const before = await minted();
    await world.control('POST', '/youzan/tokens/expire', {});
    expect(await carryOut(order, 'ship', { by: 'own' })).toBe('done');
    expect((await world.control<Truth>('GET', `/youzan/orders/${tid}`)).shipments).toHaveLength(1);
    expect(await minted()).toBe(before + 1);
  });

  test('a refund that a clerk agrees to is paid back, one that is refused is not', async () => {
    const [agreed, refused] = [await place(), await place()];
    for (const tid of [agreed, refused]) {
      await world.find(tid, ({ state }) => state === 'accepted');
      await world.control('POST', `/youzan/orders/${tid}/refund`, { kind: 'full', reason: '不想要了' });
    }
    const asked = async (tid: string) => {
      const order = await world.find(tid, ({ refundState }) => refundState === 'requested');
      const detail = order.events.find(({ kind }) => kind === 'refund_requested')?.detail;
      return { order, refundId: String(detail?.refundId) };
    };
    const first = await asked(agreed);
    expect(await carryOut(first.order, 'agree_refund', { refundId: first.refundId })).toBe('done');
    await world.find(agreed, ({ state, refundState }) => state === 'cancelled' && refundState === 'refunded');
    const second = await asked(refused);
    const refusal = { refundId: second.refundId, reason: 'already_made', note: '' };
    expect(await carryOut(second.order, 'refuse_refund', refusal)).toBe('done');
    expect(await world.find(refused)).toMatchObject({ state: 'accepted', refundState: 'refused' });
  });

  test('shipped, received: the platform moves it, the hub follows', async () => {
    const tid = await place();
    await world.find(tid, ({ state }) => state === 'accepted');
    await world.control('POST', `/youzan/orders/${tid}/ship`, { expressId: 0 });
    await world.find(tid, ({ fulfilment }) => fulfilment === 'shipping');
    await world.control('POST', `/youzan/orders/${tid}/complete`);
    expect((await world.find(tid, ({ state }) => state === 'completed')).phase).toBe('completed');
  });

  test('a refund of the whole order closes it, and the money is back', async () => {
    const tid = await place();
    await world.find(tid, ({ state }) => state === 'accepted');
    await world.control('POST', `/youzan/orders/${tid}/refund`, { kind: 'full', reason: '不想要了' });
    await world.find(tid, ({ refundState }) => refundState === 'requested');
    await world.control('POST', `/youzan/orders/${tid}/refund`, { step: 'merchant-agree' });
    // Two pushes tell of it, in either order: that the order is closed by a refund, and how much went back.
    const order = await world.find(
      tid,
      ({ state, refundState, events }) =>
        state === 'cancelled' &&
        refundState === 'refunded' &&
        events.some(({ kind, detail }) => kind === 'refunded' && detail.amountMinor !== undefined),
    );
    const told = order.events.find(({ kind, detail }) => kind === 'refunded' && detail.amountMinor !== undefined);
    expect(told?.detail.amountMinor).toBe(order.totalMinor);
  });

  test('a customer who does not pay in time loses the order', async () => {
    const tid = await place({ state: 'placed' });
    await world.find(tid, ({ state }) => state === 'placed');
    await world.control('POST', `/youzan/orders/${tid}/cancel`, { by: 'system' });
    const order = await world.find(tid, ({ state }) => state === 'cancelled');
    expect([order.refundState, order.events.at(-1)?.actor]).toEqual(['none', 'system']);
  });
});

/** Asks as an operation does: recorded, then carried out by the order's workflow. */
async function carryOut(order: OrderDetail, action: Action, input: CommandDetails): Promise<string> {
  const { merchantId } = world;
  const asked = { merchantId, orderId: order.id, action, input, idempotencyKey: randomUUID(), actor: 'test' };
  const command = await world.database.withMerchantSql(merchantId, (client) => askCommand(client, asked));
  if (typeof command === 'string') throw new Error(command);
  const ref = { merchantId, shopId: shop.shopId, platformOrderId: order.platformOrderId };
  return temporal.client.workflow.executeUpdateWithStart(executeCommand, {
    updateId: command.id,
    args: [command.id],
    startWorkflowOperation: new WithStartWorkflowOperation(ORDER_WORKFLOW, {
      workflowId: orderWorkflowId(ref.shopId, ref.platformOrderId),
      taskQueue: world.config.temporalTaskQueue,
      args: [ref],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  });
}

async function minted(): Promise<number> {
  return (await world.control<{ minted: number }>('GET', '/youzan/tokens')).minted;
}
